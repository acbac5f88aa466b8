package dev.rapport.persistence;

import java.time.Duration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Work that goes on for as long as its process: however it ends, by a failure that nobody
 * foresaw or by itself, it says so and begins anew, at growing intervals. Only who began
 * it ends it.
 */
public final class Ceaseless {

	private static final Logger LOGGER = LoggerFactory.getLogger(Ceaseless.class);

	private static final Retry AGAIN = Retry.backoff(Long.MAX_VALUE, Duration.ofMillis(100))
		.maxBackoff(Duration.ofSeconds(30))
		.transientErrors(true);

	private Ceaseless() {
	}

	/**
	 * Begins work.
	 * @param what names it in the log
	 * @param work subscribed to once more each time that it has ended
	 * @return ends it for good
	 */
	public static Disposable begin(String what, Flux<?> work) {
		return work.then(Mono.error(() -> new IllegalStateException(what + " ended by itself")))
			.doOnError((failure) -> LOGGER.error("{} ended and begins anew", what, failure))
			.retryWhen(AGAIN)
			.subscribe((done) -> {
			}, (failure) -> LOGGER.error("{} ended for good", what, failure));
	}

}
