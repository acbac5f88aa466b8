package dev.rapport.events;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.FluxSink;
import reactor.core.scheduler.Scheduler;

/**
 * The subscribers of a feed that ask the same. One of them is told of news first; the
 * others when it has an answer that they can share, when it has nothing to ask, or after
 * a moment. See decision 0032.
 */
final class Company {

	/** How long the others wait at most for the one that is ahead. */
	static final Duration LONGEST = Duration.ofMillis(20);

	/**
	 * How many are told in a row before what their clients are sent goes out.
	 */
	private static final int AT_A_TIME = 8;

	private final Set<Member> members = new LinkedHashSet<>();

	private final Scheduler timer;

	private @Nullable Member ahead;

	private long news;

	private Disposable limit = Disposables.disposed();

	Company(Scheduler timer) {
		this.timer = timer;
	}

	synchronized void join(Member member) {
		this.members.add(member);
	}

	/** Whether nobody is left; the others are still to {@link #follow}. */
	synchronized boolean leave(Member member) {
		this.members.remove(member);
		return this.members.isEmpty();
	}

	/** Tells all of them of a position that the log has reached. */
	void tell(long reached) {
		Member first = first(reached);
		if (first == null) {
			return;
		}
		first.tell(reached);
		if (first.companion.isAsking()) {
			waitFor(first);
		}
		else {
			follow(first);
		}
	}

	/** Ends all of them. */
	void end(Throwable reason) {
		others(null).forEach((member) -> member.end(reason));
	}

	/** Whoever is ahead, or the next one. */
	private synchronized @Nullable Member first(long reached) {
		this.news = reached;
		if (this.ahead == null && !this.members.isEmpty()) {
			this.ahead = this.members.iterator().next();
		}
		return this.ahead;
	}

	private synchronized void waitFor(Member first) {
		if (this.ahead == first && this.limit.isDisposed() && this.members.size() > 1) {
			this.limit = this.timer.schedule(() -> follow(first), LONGEST.toMillis(), TimeUnit.MILLISECONDS);
		}
	}

	/**
	 * The others come, unless they have come since this one went ahead. One that had
	 * nothing to ask, as if it is slow, is the last one to go ahead again.
	 */
	void follow(Member first) {
		long reached;
		synchronized (this) {
			if (this.ahead != first) {
				return;
			}
			this.ahead = null;
			this.limit.dispose();
			if (!first.companion.isAsking() && this.members.remove(first)) {
				this.members.add(first);
			}
			reached = this.news;
		}
		Map<Executor, List<Member>> desks = new HashMap<>();
		others(first).forEach((member) -> desks.computeIfAbsent(member.desk, (desk) -> new ArrayList<>()).add(member));
		desks.forEach((desk, waiting) -> tell(waiting, reached, desk));
	}

	private synchronized List<Member> others(@Nullable Member but) {
		return this.members.stream().filter((member) -> member != but).toList();
	}

	private static void tell(List<Member> waiting, long reached, Executor desk) {
		if (desk == Companion.ANYWHERE) {
			waiting.forEach((member) -> member.tell(reached));
			return;
		}
		try {
			desk.execute(() -> some(waiting, reached, desk));
		}
		catch (RejectedExecutionException closing) {
			waiting.forEach((member) -> member.tell(reached));
		}
	}

	private static void some(List<Member> waiting, long reached, Executor desk) {
		int now = Math.min(AT_A_TIME, waiting.size());
		waiting.subList(0, now).forEach((member) -> member.tell(reached));
		if (now < waiting.size()) {
			tell(waiting.subList(now, waiting.size()), reached, desk);
		}
	}

	/** One of them. */
	static final class Member {

		private final Companion companion;

		private final FluxSink<Long> sink;

		private final Executor desk;

		/**
		 * A subscriber.
		 * @param sink takes positions, of which it keeps the latest
		 * @param desk where it is told of what another one has brought
		 */
		Member(Companion companion, FluxSink<Long> sink, Executor desk) {
			this.companion = companion;
			this.sink = sink;
			this.desk = desk;
		}

		void tell(long reached) {
			var _ = this.sink.next(reached);
		}

		void end(Throwable reason) {
			this.sink.error(reason);
		}

	}

}
