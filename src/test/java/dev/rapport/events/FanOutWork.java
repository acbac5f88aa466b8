package dev.rapport.events;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.IntStream;

import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import dev.rapport.persistence.Ids;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Actors;
import dev.rapport.tenancy.Rights;
import dev.rapport.tenancy.TenantId;

/**
 * The way of one event from the log to many live subscribers, to be measured. The log is
 * one in memory and the poll never comes, so that all of it happens on the thread that
 * writes.
 */
public final class FanOutWork implements AutoCloseable {

	private static final TenantId TENANT = new TenantId(new UUID(1, 1));

	private static final LogHead BEGINNING = new LogHead(new UUID(1, 2), 0, null);

	private static final Duration NEVER = Duration.ofDays(1);

	private final AtomicReference<List<StoredEvent>> written = new AtomicReference<>(List.of());

	private final Doorbell doorbell = new LocalDoorbell();

	private final EventStream stream = new EventStream(new Log(), this.doorbell, NEVER, Schedulers.parallel());

	private final Disposable.Composite subscribers = Disposables.composite();

	private final int count;

	private long position;

	private long told;

	/**
	 * Subscribers of a tenant.
	 * @param each what is done with the event for each of them
	 */
	public FanOutWork(int count, Function<Change, Mono<byte[]>> each) {
		this.count = count;
		this.stream.start();
		IntStream.range(0, count)
			.forEach((i) -> this.subscribers.add(this.stream.after(null)
				.map((next) -> new Change(next.cursor(), Change.Kind.UPDATED, next.event()))
				.concatMap(each, 1)
				.contextWrite(Actors.with(actor()))
				.subscribe((message) -> this.told++)));
	}

	/**
	 * Writes an event and tells how many messages there have been, by which all have it.
	 */
	public long tell() {
		this.written.set(List.of(event(++this.position)));
		this.doorbell.ring(TENANT);
		if (this.told != this.position * this.count) {
			throw new IllegalStateException(this.told + " messages of " + this.position + " events");
		}
		return this.told;
	}

	@Override
	public void close() {
		this.subscribers.dispose();
		this.stream.stop();
	}

	private static StoredEvent event(long position) {
		return new StoredEvent(TENANT, position, Ids.next(), "Customer", new UUID(2, 1), 7, "CustomerUpdated",
				List.of("name", "updatedAt"), Map.of("name", "Acme"),
				Map.of("id", "cus_1", "number", "C-1", "name", "Acme Industries", "status", "CURRENT", "kind",
						"ORGANIZATION", "industry", "Machinery", "employees", 250, "ownerId", "mem_1"),
				false, Actor.Kind.USER, new UUID(1, 3), Instant.EPOCH, null);
	}

	private static Actor actor() {
		return new Actor(TENANT, Actor.Kind.USER, new UUID(1, 4), "measured", "measured", Rights.UNLIMITED);
	}

	/** The event that was written last, where it comes next. */
	private final class Log implements LogSource {

		@Override
		public Mono<LogHead> head() {
			return Mono.just(BEGINNING);
		}

		@Override
		public Mono<List<StoredEvent>> after(TenantId tenant, long position) {
			return Mono.fromSupplier(() -> FanOutWork.this.written.get()
				.stream()
				.filter((event) -> event.position() > position)
				.toList());
		}

	}

}
