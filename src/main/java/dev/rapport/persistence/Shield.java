package dev.rapport.persistence;

import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/** Keeps work that has begun from being left half done. */
public final class Shield {

	private Shield() {
	}

	/**
	 * The same work, but a subscriber that cancels only abandons the answer; the work
	 * goes on to its end and must be bounded by its own timeouts.
	 */
	public static <T> Mono<T> fromCancellation(Mono<T> work) {
		return Mono.deferContextual((context) -> {
			CompletableFuture<@Nullable T> running = work.contextWrite(Context.of(context)).toFuture();
			return Mono.fromFuture(running, true);
		});
	}

}
