package dev.rapport.events;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.BufferOverflowStrategy;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;
import reactor.util.retry.RetryBackoffSpec;

import dev.rapport.kernel.ApiCode;
import dev.rapport.kernel.Problem;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Actors;
import dev.rapport.tenancy.Rights;
import dev.rapport.tenancy.TenantId;

/**
 * The live end of the event log. One tailer per process reads each new event of each
 * tenant that has subscribers once; subscribers share what it read and pull at their own
 * pace, from the shared window or, when further behind, from the log. The doorbell makes
 * it quick, the poll underneath makes it certain.
 */
@Component
public class EventStream implements SmartLifecycle {

	private static final Logger LOGGER = LoggerFactory.getLogger(EventStream.class);

	/** How many tenants are read at the same time. */
	private static final int TENANTS_AT_ONCE = 4;

	/** How many rings may wait before they are dropped; the poll makes up for it. */
	private static final int RINGS = 4_096;

	/** From the writing of an event to its arrival here, by two clocks. */
	private static final Timer DELAY = Timer.builder("rapport.log.delay")
		.description("From the writing of an event until this instance's live subscribers are told")
		.register(Metrics.globalRegistry);

	private static final RetryBackoffSpec TAIL_AGAIN = Retry.backoff(Long.MAX_VALUE, Duration.ofMillis(100))
		.maxBackoff(Duration.ofSeconds(5))
		.transientErrors(true);

	private final LogSource log;

	private final Doorbell doorbell;

	private final Duration poll;

	private final Scheduler timer;

	private final Retry readAgain;

	private final Map<TenantId, Feed> feeds = new ConcurrentHashMap<>();

	private final SharedHead heads = new SharedHead();

	private Disposable tailing = Disposables.disposed();

	@Autowired
	EventStream(EventLog log, Doorbell doorbell, @Value("${rapport.events.poll:500ms}") Duration poll) {
		this(LogSource.of(log), doorbell, poll, Schedulers.parallel());
	}

	/** A stream whose polls and pauses come from a timer. */
	EventStream(LogSource log, Doorbell doorbell, Duration poll, Scheduler timer) {
		this.log = log;
		this.doorbell = doorbell;
		this.poll = poll;
		this.timer = timer;
		this.readAgain = Retry.backoff(5, Duration.ofMillis(100))
			.maxBackoff(Duration.ofSeconds(2))
			.scheduler(timer)
			.onRetryExhaustedThrow((retries, last) -> last.failure());
	}

	/**
	 * The caller's events after a cursor and from then on all new ones, in the order of
	 * their positions, without gaps. Without a cursor it begins now. A subscriber that
	 * does not ask for more holds at most a few batches.
	 * @throws Problem.Refused with {@code CURSOR_EXPIRED}, {@code CURSOR_EPOCH_CHANGED}
	 * or {@code INVALID_CURSOR} if it can't begin exactly there, or later with
	 * {@code CURSOR_EXPIRED} if it fell behind what is kept
	 */
	public Flux<Positioned> after(@Nullable EventCursor cursor) {
		return Flux.deferContextual((context) -> {
			TenantId tenant = Actors.of(context).tenant();
			return Beginning.of(head(tenant)).flatMapMany((head) -> follow(tenant, head, cursor));
		});
	}

	/** The newest position of the caller's log as a cursor. */
	Mono<EventCursor> now() {
		return Actors.current().map(Actor::tenant).flatMap((tenant) -> head(tenant).map((head) -> head.cursor(tenant)));
	}

	private Mono<LogHead> head(TenantId tenant) {
		return this.heads.of(tenant, this.log.head().contextWrite(Actors.with(tailer(tenant))));
	}

	private Flux<Positioned> follow(TenantId tenant, LogHead head, @Nullable EventCursor cursor) {
		long from = (cursor == null) ? head.position() : head.place(cursor, tenant);
		AtomicLong reached = new AtomicLong(from);
		return Flux.using(() -> join(tenant, head),
				(feed) -> feed.heads()
					.concatMap((ignored) -> drain(feed, reached), 1)
					.concatMapIterable((batch) -> batch, 1)
					.map((event) -> new Positioned(new EventCursor(head.epoch(), tenant, event.position()), event)),
				this::leave);
	}

	/** All up to the head; what comes after that signals again. */
	private Flux<List<StoredEvent>> drain(Feed feed, AtomicLong reached) {
		List<StoredEvent> shared = feed.after(reached.get());
		if (shared == null || shared.size() == EventLog.BATCH) {
			return batch(feed, reached).expand((batch) -> batch.isEmpty() ? Mono.empty() : batch(feed, reached));
		}
		advance(reached, shared);
		return shared.isEmpty() ? Flux.empty() : Flux.just(shared);
	}

	private Mono<List<StoredEvent>> batch(Feed feed, AtomicLong reached) {
		return Mono.defer(() -> {
			List<StoredEvent> shared = feed.after(reached.get());
			return (shared != null) ? Mono.just(shared) : this.log.after(feed.tenant(), reached.get());
		}).retryWhen(this.readAgain).doOnNext((batch) -> advance(reached, batch));
	}

	private static void advance(AtomicLong reached, List<StoredEvent> batch) {
		if (batch.isEmpty()) {
			return;
		}
		// positions are dense: what is missing was dropped after its retention
		if (batch.getFirst().position() != reached.get() + 1) {
			throw new Problem.Refused(ApiCode.CURSOR_EXPIRED, "cursor.expired");
		}
		reached.set(batch.getLast().position());
	}

	private Feed join(TenantId tenant, LogHead head) {
		keep(tenant, head.epoch());
		return Objects.requireNonNull(this.feeds.compute(tenant, (key, known) -> {
			Feed feed = (known == null) ? new Feed(key, head, this.timer) : known;
			feed.join();
			return feed;
		}));
	}

	private void leave(Feed feed) {
		this.feeds.compute(feed.tenant(), (key, known) -> (feed.leave() == 0 && feed == known) ? null : known);
	}

	/**
	 * Tells which incarnation of the log there is now: whoever follows another one is
	 * ended with {@code CURSOR_EPOCH_CHANGED}, since its positions may come again.
	 */
	void keep(UUID epoch) {
		List.copyOf(this.feeds.keySet()).forEach((tenant) -> keep(tenant, epoch));
	}

	private void keep(TenantId tenant, UUID epoch) {
		Feed feed = this.feeds.get(tenant);
		if (feed != null && !feed.isOf(epoch) && this.feeds.remove(tenant, feed)) {
			feed.end(new Problem.Refused(ApiCode.CURSOR_EPOCH_CHANGED, "cursor.epoch"));
		}
	}

	/**
	 * However the tailing ends, it begins anew: who reads no log tells nobody anything.
	 */
	@Override
	public void start() {
		this.tailing = Flux.defer(this::tailAll)
			.concatWith(Mono.error(() -> new IllegalStateException("The tailing of the event log completed")))
			.retryWhen(TAIL_AGAIN.scheduler(this.timer)
				.doBeforeRetry((signal) -> LOGGER.error("The tailing of the event log ended and begins anew",
						signal.failure())))
			.subscribe((done) -> {
			}, (failure) -> LOGGER.error("The tailing of the event log ended for good", failure));
	}

	private Flux<Void> tailAll() {
		// whoever was queued when the tailing ended waits for nobody
		this.feeds.values().forEach(Feed::dequeue);
		Flux<Feed> rung = this.doorbell.rings()
			.mapNotNull(this.feeds::get)
			.onBackpressureBuffer(RINGS, BufferOverflowStrategy.DROP_LATEST);
		Flux<Feed> polled = Flux.interval(this.poll, this.timer)
			.onBackpressureDrop()
			.concatMapIterable((tick) -> List.copyOf(this.feeds.values()), 1);
		// a feed waits in its lane at most once, and nothing that waits there is dropped
		return rung.mergeWith(polled)
			.filter(Feed::enqueue)
			.groupBy((feed) -> Math.floorMod(feed.tenant().hashCode(), TENANTS_AT_ONCE))
			.flatMap((lane) -> lane.concatMap(this::tail, 1), TENANTS_AT_ONCE);
	}

	private Mono<Void> tail(Feed feed) {
		return Mono.fromRunnable(feed::dequeue)
			.then(read(feed))
			.expand((batch) -> (batch.size() < EventLog.BATCH) ? Mono.empty() : read(feed))
			.then()
			.onErrorResume((failure) -> quietly(feed.tenant(), failure));
	}

	private Mono<List<StoredEvent>> read(Feed feed) {
		return Mono.defer(() -> this.log.after(feed.tenant(), feed.head()))
			.doOnNext(feed::add)
			.doOnNext(this::measure)
			.contextWrite(Actors.with(tailer(feed.tenant())));
	}

	private void measure(List<StoredEvent> batch) {
		long now = this.timer.now(TimeUnit.MILLISECONDS);
		batch.stream()
			.map((event) -> Backlog.written(event.eventId()))
			.filter(Objects::nonNull)
			.mapToLong((written) -> Math.max(0, now - written.toEpochMilli()))
			.forEach((delay) -> DELAY.record(delay, TimeUnit.MILLISECONDS));
	}

	/** The next poll reads again from the same place, so nothing is lost here. */
	private static Mono<Void> quietly(TenantId tenant, Throwable failure) {
		LOGGER.warn("Tailing the event log of tenant {} failed and goes on with the next poll", tenant, failure);
		return Mono.empty();
	}

	private static Actor tailer(TenantId tenant) {
		return new Actor(tenant, Actor.Kind.SYSTEM, new UUID(0, 0), "tailer", "tailer", Rights.UNLIMITED);
	}

	/** How far the live subscribers of each tenant that has some here were told. */
	public Map<TenantId, Long> reached() {
		return this.feeds.values().stream().collect(Collectors.toUnmodifiableMap(Feed::tenant, Feed::head));
	}

	/** Whether some subscriber of a tenant is live here. */
	boolean follows(TenantId tenant) {
		return this.feeds.containsKey(tenant);
	}

	@Override
	public void stop() {
		this.tailing.dispose();
	}

	@Override
	public boolean isRunning() {
		return !this.tailing.isDisposed();
	}

	/**
	 * An event and the cursor that resumes after it.
	 *
	 * @param cursor the cursor that a subscriber sends to go on behind this event
	 * @param event the event
	 */
	public record Positioned(EventCursor cursor, StoredEvent event) {
	}

}
