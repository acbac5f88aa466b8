package dev.rapport.webhook;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import dev.rapport.events.LogReader;
import dev.rapport.persistence.Ceaseless;

/**
 * Looks for subscriptions with something to do, when the log has grown and at least every
 * now and then, and has some of them worked on at the same time. Any number of processes
 * may do this side by side.
 */
@Component
class Dispatcher implements SmartLifecycle {

	private static final Logger LOGGER = LoggerFactory.getLogger(Dispatcher.class);

	/** Rings within this time are one. */
	private static final Duration GRAIN = Duration.ofMillis(50);

	/** How many subscriptions are found at once, for each that can be worked on. */
	private static final int SPARE = 4;

	private final WorkRepository repository;

	private final Rounds rounds;

	private final LogReader log;

	private final WebhookSettings settings;

	private final Set<WebhookSubscriptionId> busy = ConcurrentHashMap.newKeySet();

	private Disposable running = Disposables.disposed();

	Dispatcher(WorkRepository repository, Rounds rounds, LogReader log, WebhookSettings settings) {
		this.repository = repository;
		this.rounds = rounds;
		this.log = log;
		this.settings = settings;
	}

	@Override
	public boolean isAutoStartup() {
		return this.settings.enabled();
	}

	@Override
	public void start() {
		this.running = Ceaseless.begin("The sending of webhooks", Flux.defer(this::rounds));
	}

	private Flux<Void> rounds() {
		// what was worked on when the sending ended is worked on by nobody
		this.busy.clear();
		Flux<Boolean> rung = this.log.rings().map((tenant) -> true).sample(GRAIN);
		Flux<Boolean> polled = Flux.interval(Duration.ZERO, this.settings.poll())
			.onBackpressureDrop()
			.map((tick) -> true);
		return rung.mergeWith(polled)
			.onBackpressureLatest()
			.concatMap((wake) -> due(), 1)
			.concatMapIterable((due) -> due, 1)
			.filter((due) -> this.busy.add(due.webhook()))
			.flatMap((due) -> this.rounds.work(due).doFinally((end) -> this.busy.remove(due.webhook())),
					this.settings.atOnce(), 1);
	}

	/** What is due; nothing where that can't be found out now. */
	private Mono<List<Work.Due>> due() {
		return this.repository.due(this.settings.atOnce() * SPARE).onErrorResume((failure) -> {
			LOGGER.warn("Webhooks that are due could not be found; the next poll looks again", failure);
			return Mono.empty();
		});
	}

	@Override
	public void stop() {
		this.running.dispose();
		this.busy.clear();
	}

	@Override
	public boolean isRunning() {
		return !this.running.isDisposed();
	}

}
