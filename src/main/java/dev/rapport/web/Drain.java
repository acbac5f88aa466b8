package dev.rapport.web;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import dev.rapport.kernel.ApiCode;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Ends the long-lived streams and sockets before the web server stops, which would
 * otherwise wait for them in vain. Holds the shutdown until they are gone, but no longer
 * than {@link #LIMIT}.
 */
final class Drain implements SmartLifecycle {

	/** The longest time that the streams may take to end. */
	static final Duration LIMIT = Duration.ofSeconds(5);

	/** The longest spread of the closes, so that not all clients come back at once. */
	static final Duration SPREAD = Duration.ofMillis(2_500);

	/** Before any stream is ended, each subscription says where it stands. */
	static final Duration FAREWELL = Duration.ofMillis(250);

	private static final Duration SPREAD_PER_STREAM = Duration.ofMillis(2);

	private static final Duration GLANCE = Duration.ofMillis(20);

	private static final Log logger = LogFactory.getLog(Drain.class);

	private final AtomicInteger open = new AtomicInteger();

	private volatile Sinks.Empty<Void> end = Sinks.empty();

	private volatile boolean stopping;

	private Disposable waiting = Disposables.disposed();

	private volatile boolean running;

	/**
	 * Lets a new stream in.
	 * @throws Rejection {@code SERVICE_UNAVAILABLE} while the server stops
	 */
	void requireOpen() {
		if (this.stopping) {
			throw new Rejection(ApiCode.SERVICE_UNAVAILABLE, "transport.unavailable");
		}
	}

	/** Signals when the streams have to end, each at its own moment of the spread. */
	Mono<Void> started() {
		return Mono.defer(() -> this.end.asMono()).then(Mono.defer(this::moment)).then();
	}

	/** Counts a stream for as long as it lives. */
	<T> Flux<T> track(Flux<T> stream) {
		return Flux.using(this.open::incrementAndGet, (_) -> stream, (_) -> this.open.decrementAndGet());
	}

	private Mono<Long> moment() {
		long spread = Math.min(SPREAD.toMillis(), this.open.get() * SPREAD_PER_STREAM.toMillis());
		return Mono.delay(FAREWELL.plusMillis((long) (spread * Math.random())));
	}

	@Override
	public void start() {
		if (this.stopping) {
			this.end = Sinks.empty();
			this.stopping = false;
		}
		this.running = true;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public void stop() {
		this.running = false;
		this.stopping = true;
		this.end.emitEmpty(Sinks.EmitFailureHandler.FAIL_FAST);
	}

	@Override
	public void stop(Runnable callback) {
		stop();
		this.waiting.dispose();
		this.waiting = Flux.interval(Duration.ZERO, GLANCE)
			.onBackpressureDrop()
			.takeUntil((_) -> this.open.get() == 0)
			.take(LIMIT)
			.doFinally((_) -> callback.run())
			.subscribe((_) -> {
			}, (failure) -> logger.error("The streams were not waited for", failure));
	}

	/** The highest phase is stopped first: before the streams' sources and the server. */
	@Override
	public int getPhase() {
		return DEFAULT_PHASE;
	}

}
