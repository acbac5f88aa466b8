package dev.rapport.tenancy;

import reactor.core.publisher.Mono;

/**
 * Who in which tenant a verified credential stands for. The room that knows members
 * implements it; the wall that verifies credentials asks it.
 */
public interface Directory {

	/**
	 * The active member behind a verified token: the one with its subject, else the one
	 * without any subject who has its verified e-mail address and is bound to the subject
	 * by this call.
	 * @return the actor without a request id; empty if the tenant, its trust in the
	 * issuer or the member does not exist or is inactive. Which of them it is stays
	 * hidden, so that nobody learns of tenants that are not theirs
	 */
	Mono<Actor> find(SignIn signIn);

	/**
	 * The same actor with the rights that its member has now.
	 * @return empty if the member may no longer sign in
	 */
	Mono<Actor> current(Actor actor);

}
