package dev.rapport.tenancy;

import reactor.core.publisher.Mono;

/**
 * Who in which tenant a verified credential stands for. The room that knows members
 * implements it; the wall that verifies credentials asks it.
 */
public interface Directory {

	/**
	 * The active member behind a verified token.
	 * @param issuer the token's issuer, exactly as it writes itself; it must be one that
	 * the tenant trusts
	 * @param tenant the tenant's key, as the token names it
	 * @param subject the subject at that issuer
	 * @return the actor without a request id; empty if the tenant, its trust in the
	 * issuer or the member does not exist or is inactive
	 */
	Mono<Actor> find(String issuer, String tenant, String subject);

	/**
	 * The same actor with the rights that its member has now.
	 * @return empty if the member may no longer sign in
	 */
	Mono<Actor> current(Actor actor);

}
