package dev.rapport.events;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

import dev.rapport.persistence.Ids;
import dev.rapport.tenancy.TenantId;

/**
 * Rings in this process at once, and in the others over a {@link Line}: tenants are only
 * marked when they ring, and told together, at most once each {@link #PAUSE}. So no
 * transaction ever waits for a message, and a thousand commits cost a few messages. A
 * broken line is called again for ever, at growing intervals.
 */
final class SharedDoorbell implements Doorbell, SmartLifecycle, DisposableBean {

	private static final Logger LOGGER = LoggerFactory.getLogger(SharedDoorbell.class);

	/** The least time between two messages. */
	static final Duration PAUSE = Duration.ofMillis(10);

	/**
	 * How many tenants may wait to be told; more are dropped, the poll makes up for it.
	 */
	static final int MOST_WAITING = 4_096;

	private static final Retry CALL_AGAIN = Retry.backoff(Long.MAX_VALUE, Duration.ofMillis(200))
		.maxBackoff(Duration.ofSeconds(5))
		.transientErrors(true)
		.doBeforeRetry(SharedDoorbell::warn);

	private final Doorbell here = new LocalDoorbell();

	private final Set<TenantId> waiting = ConcurrentHashMap.newKeySet();

	private final Sinks.Many<Boolean> wakes = Sinks.many().multicast().directBestEffort();

	private final String instance = Ids.next().toString();

	private final Line line;

	private Disposable conversation = Disposables.disposed();

	SharedDoorbell(Line line) {
		this.line = line;
	}

	@Override
	public void ring(TenantId tenant) {
		this.here.ring(tenant);
		if (this.waiting.size() < MOST_WAITING && this.waiting.add(tenant)) {
			wake();
		}
	}

	@Override
	public Flux<TenantId> rings() {
		return this.here.rings();
	}

	@Override
	public void start() {
		this.conversation = this.line.converse(said())
			.publishOn(Schedulers.parallel())
			.mapNotNull(Peal::parse)
			.filter((peal) -> !peal.instance().equals(this.instance))
			.doOnNext((peal) -> peal.tenants().forEach(this.here::ring))
			.concatWith(Mono.error(() -> new IllegalStateException("The line was hung up")))
			.retryWhen(CALL_AGAIN)
			.subscribe((rung) -> {
			}, (failure) -> LOGGER.error("Other instances are not heard for good", failure));
	}

	/** Begins with what waits since the line was broken. */
	private Flux<String> said() {
		return this.wakes.asFlux()
			.startWith(true)
			.onBackpressureLatest()
			.concatMap((wake) -> Mono.delay(PAUSE).mapNotNull((pause) -> next()), 1);
	}

	/** What rings from now on is told by a later message. */
	private @Nullable String next() {
		List<TenantId> tenants = new ArrayList<>();
		Iterator<TenantId> marked = this.waiting.iterator();
		while (marked.hasNext() && tenants.size() < Peal.MOST) {
			tenants.add(marked.next());
			marked.remove();
		}
		if (marked.hasNext()) {
			wake();
		}
		return tenants.isEmpty() ? null : new Peal(this.instance, tenants).text();
	}

	private void wake() {
		this.wakes.emitNext(true, (signal, result) -> result == Sinks.EmitResult.FAIL_NON_SERIALIZED);
	}

	/** Once for each time that the line breaks, not for each attempt to mend it. */
	private static void warn(Retry.RetrySignal signal) {
		if (signal.totalRetriesInARow() == 0) {
			LOGGER.warn("Other instances are not heard, so events of theirs wait for the poll: {}",
					signal.failure().toString());
		}
	}

	@Override
	public void stop() {
		this.conversation.dispose();
	}

	@Override
	public boolean isRunning() {
		return !this.conversation.isDisposed();
	}

	@Override
	public void destroy() {
		stop();
		this.line.close();
	}

}
