package dev.rapport.tenancy;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

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
 * @param pass what the caller was let in by
 */
public record Actor(TenantId tenant, Kind kind, UUID member, String client, String request, Rights rights, Pass pass) {

	/** A caller of whose credential no more is known. */
	public Actor(TenantId tenant, Kind kind, UUID member, String client, String request, Rights rights) {
		this(tenant, kind, member, client, request, rights, Pass.UNKNOWN);
	}

	/** The sorts of callers, as the event envelope names them. */
	public enum Kind {

		USER, CLIENT, SYSTEM, AI

	}

	public Actor inRequest(String id) {
		return new Actor(this.tenant, this.kind, this.member, this.client, id, this.rights, this.pass);
	}

	public Actor with(Rights rights) {
		return new Actor(this.tenant, this.kind, this.member, this.client, this.request, rights, this.pass);
	}

	public Actor with(Pass pass) {
		return new Actor(this.tenant, this.kind, this.member, this.client, this.request, this.rights, pass);
	}

	/**
	 * The credential behind a caller.
	 *
	 * @param key the UUID of the API key; null if it was none
	 * @param expiresAt when the credential ends; null if that isn't known
	 * @param roles the roles that it gives itself
	 */
	public record Pass(@Nullable UUID key, @Nullable Instant expiresAt, TokenRoles roles) {

		public static final Pass UNKNOWN = new Pass(null, null);

		/** The pass of a credential that gives no roles. */
		public Pass(@Nullable UUID key, @Nullable Instant expiresAt) {
			this(key, expiresAt, TokenRoles.NONE);
		}

	}

}
