package dev.rapport.persistence;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

import dev.rapport.kernel.Problem;

/** Keeps work that has begun from being left half done. */
public final class Shield {

	private static final Logger LOGGER = LoggerFactory.getLogger(Shield.class);

	/** Reactor would log it as a fault of ours that nobody was there to be told. */
	private static final Context ABANDONED = Context.of("reactor.onErrorDropped.local",
			(Consumer<Throwable>) Shield::abandoned);

	private Shield() {
	}

	/**
	 * The same work, but a subscriber that cancels only abandons the answer; the work
	 * goes on to its end and must be bounded by its own timeouts. If it fails after that,
	 * the log tells, unless it was refused.
	 */
	public static <T> Mono<T> fromCancellation(Mono<T> work) {
		return Mono.deferContextual((context) -> {
			CompletableFuture<@Nullable T> running = work.contextWrite(Context.of(context)).toFuture();
			return Mono.fromFuture(running, true).contextWrite(ABANDONED);
		});
	}

	private static void abandoned(Throwable failure) {
		if (failure instanceof Problem) {
			LOGGER.debug("Abandoned work was refused", failure);
		}
		else {
			LOGGER.warn("Abandoned work failed", failure);
		}
	}

}
