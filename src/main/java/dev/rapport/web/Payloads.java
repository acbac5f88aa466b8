package dev.rapport.web;

import java.time.Duration;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import graphql.ExecutionResult;

/**
 * The results of subscriptions as they go over the wire. The engine gives equal
 * subscriptions the same result, so it is encoded once, too.
 */
final class Payloads {

	private static final int MOST = 2_000;

	private static final Duration AGE = Duration.ofSeconds(5);

	/**
	 * By identity, which is what weak keys mean here. Who writes keeps house: left to
	 * another thread, that falls behind a flood of results, and writers wait for it.
	 */
	private final Cache<ExecutionResult, byte[]> encoded = Caffeine.newBuilder()
		.weakKeys()
		.maximumSize(MOST)
		.expireAfterWrite(AGE)
		.executor(Runnable::run)
		.build();

	/** The JSON of a result; not to be changed. */
	byte[] of(ExecutionResult result) {
		byte[] known = this.encoded.getIfPresent(result);
		if (known != null) {
			return known;
		}
		byte[] fresh = Wire.bytes(result.toSpecification());
		this.encoded.put(result, fresh);
		return fresh;
	}

}
