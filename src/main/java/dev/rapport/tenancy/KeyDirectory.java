package dev.rapport.tenancy;

import reactor.core.publisher.Mono;

/**
 * Whom API keys let in. The room that knows clients implements it; the wall that verifies
 * credentials asks it.
 */
public interface KeyDirectory {

	/**
	 * The key with a handle, in whichever tenant.
	 * @return empty if there is none, or it, its client or its tenant is no longer active
	 */
	Mono<Entry> find(String handle);

	/** Notes that a key has let somebody in. Cheap, and never waits. */
	void used(Actor actor);

	/**
	 * A key that is kept.
	 *
	 * @param hash {@link ApiKeyText#hash} of the whole key
	 * @param actor whom it lets in, without a request id; knows when the key expires
	 */
	record Entry(String hash, Actor actor) {
	}

}
