package dev.rapport.events;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.scheduler.Scheduler;

import dev.rapport.tenancy.TenantId;

/**
 * The newest events of one tenant in memory, shared by all its subscribers in this
 * process. Whoever is further behind than this window reads the log.
 */
final class Feed {

	/** How many events the window holds at most. */
	static final int WINDOW = 1_024;

	private final TenantId tenant;

	private final UUID epoch;

	/** Of positions without a gap, the last one the head. */
	private final List<StoredEvent> window = new ArrayList<>();

	private final Map<Object, Company> companies = new ConcurrentHashMap<>();

	private final AtomicBoolean queued = new AtomicBoolean();

	private final Scheduler timer;

	private long head;

	private int subscribers;

	private volatile @Nullable Throwable ended;

	Feed(TenantId tenant, LogHead head, Scheduler timer) {
		this.tenant = tenant;
		this.timer = timer;
		this.epoch = head.epoch();
		this.head = head.position();
	}

	TenantId tenant() {
		return this.tenant;
	}

	/** Whether its events belong to an incarnation of the log. */
	boolean isOf(UUID incarnation) {
		return this.epoch.equals(incarnation);
	}

	/** Ends it for all its subscribers. */
	void end(Throwable reason) {
		this.ended = reason;
		this.companies.values().forEach((company) -> company.end(reason));
	}

	synchronized long head() {
		return this.head;
	}

	/**
	 * Adds events that directly follow the head and wakes the subscribers; also where
	 * there are none, so that with each poll whoever was missed is told again.
	 */
	void add(List<StoredEvent> events) {
		long reached = push(events);
		this.companies.values().forEach((company) -> company.tell(reached));
	}

	/**
	 * The events after a position, or null if the window does not reach back that far.
	 */
	synchronized @Nullable List<StoredEvent> after(long position) {
		if (position >= this.head) {
			return List.of();
		}
		long behind = this.head - position;
		if (behind > this.window.size()) {
			return null;
		}
		int from = this.window.size() - (int) behind;
		return List.copyOf(this.window.subList(from, Math.min(from + EventLog.BATCH, this.window.size())));
	}

	/**
	 * The head now and each later one; a slow reader sees only the latest. Who reads it
	 * is the {@link Companion} of the context.
	 */
	Flux<Long> heads() {
		return Flux.create((sink) -> follow(Companion.of(sink.contextView()), sink), FluxSink.OverflowStrategy.LATEST);
	}

	/**
	 * Joins first and looks then: what happens in between is seen twice, never missed.
	 */
	private void follow(Companion companion, FluxSink<Long> sink) {
		Company.Member member = new Company.Member(companion, sink, Companion.thread(sink.contextView()));
		Company company = this.companies.compute(companion.subject(), (subject, known) -> {
			Company joined = (known == null) ? new Company(this.timer) : known;
			joined.join(member);
			return joined;
		});
		companion.followedBy(() -> company.follow(member));
		var _ = sink.onDispose(() -> leave(companion.subject(), company, member));
		Throwable reason = this.ended;
		if (reason == null) {
			member.tell(head());
		}
		else {
			member.end(reason);
		}
	}

	private void leave(Object subject, Company company, Company.Member member) {
		this.companies.computeIfPresent(subject, (same, known) -> known.leave(member) ? null : known);
		company.follow(member);
	}

	/** Queues the feed to be read; false if it is queued already. */
	boolean enqueue() {
		return this.queued.compareAndSet(false, true);
	}

	/** Its turn has come; whatever happens from now on queues it again. */
	void dequeue() {
		this.queued.set(false);
	}

	synchronized int join() {
		return ++this.subscribers;
	}

	synchronized int leave() {
		return --this.subscribers;
	}

	private synchronized long push(List<StoredEvent> events) {
		for (StoredEvent event : events) {
			if (event.position() > this.head + 1) {
				this.window.clear();
			}
			if (event.position() > this.head) {
				this.window.add(event);
				this.head = event.position();
			}
		}
		this.window.subList(0, Math.max(0, this.window.size() - WINDOW)).clear();
		return this.head;
	}

}
