package dev.rapport.tenancy;

import java.util.UUID;

/**
 * Who is calling: the member of a tenant behind a credential, and the client program that
 * presented it.
 *
 * @param tenant the tenant that everything in this request belongs to
 * @param kind what sort of caller it is
 * @param member the UUID of the member; the room {@code member} gives it its type
 * @param client the name of the client program; idempotency keys are scoped by it
 * @param request the id of the request, kept as the correlation id of its events
 * @param rights what the caller may do
 */
public record Actor(TenantId tenant, Kind kind, UUID member, String client, String request, Rights rights) {

	/** The sorts of callers, as the event envelope names them. */
	public enum Kind {

		USER, CLIENT, SYSTEM, AI

	}

	public Actor inRequest(String id) {
		return new Actor(this.tenant, this.kind, this.member, this.client, id, this.rights);
	}

	public Actor with(Rights rights) {
		return new Actor(this.tenant, this.kind, this.member, this.client, this.request, rights);
	}

}
