package dev.rapport.persistence;

import java.time.Duration;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Does all {@link Chore chores}, one after the other, at the start and then at a fixed
 * interval. A chore that fails is tried again, then logged and left to the next round.
 */
@Component
class Upkeep implements SmartLifecycle {

	private static final Logger LOGGER = LoggerFactory.getLogger(Upkeep.class);

	private static final Retry AGAIN = Retry.backoff(2, Duration.ofMillis(500));

	private final List<Chore> chores;

	private final Duration interval;

	private Disposable running = Disposables.disposed();

	Upkeep(List<Chore> chores, @Value("${rapport.upkeep.interval:1h}") Duration interval) {
		this.chores = chores;
		this.interval = interval;
	}

	@Override
	public void start() {
		this.running = Ceaseless.begin("The upkeep",
				Flux.interval(Duration.ZERO, this.interval).onBackpressureDrop().concatMap((round) -> perform(), 1));
	}

	/** One round; never fails. */
	Mono<Void> perform() {
		return Flux.fromIterable(this.chores).concatMap(Upkeep::patiently, 1).then();
	}

	private static Mono<Void> patiently(Chore chore) {
		return Mono.defer(chore::perform).retryWhen(AGAIN).onErrorResume((failure) -> {
			LOGGER.warn("Upkeep failed and is due again in the next round: {}", chore.name(), failure);
			return Mono.empty();
		});
	}

	@Override
	public void stop() {
		this.running.dispose();
	}

	@Override
	public boolean isRunning() {
		return !this.running.isDisposed();
	}

}
