package dev.rapport.events;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

import dev.rapport.tenancy.Actor;

/**
 * The log page by page, for those who ask instead of listening. A page holds what a
 * subscription behind the same cursor would deliver now, but for what comes into view or
 * leaves it behind other records. However little of the log its reader sees, a page costs
 * a bounded number of statements and rows: it then ends early and says that there is
 * more.
 */
@Component
public class EventHistory {

	/** How many positions of the log one page passes over at most. */
	public static final int MOST_SCANNED = 5_000;

	/** How many events one statement reads. */
	static final int BATCH = 100;

	/** How many such statements one page takes. */
	static final int BATCHES = 10;

	/** How many shares with the reader one page looks into: each costs statements. */
	static final int SHARES = 10;

	private final EventLog log;

	private final Audience audience;

	private final Changes changes;

	EventHistory(EventLog log, Audience audience, Changes changes) {
		this.log = log;
		this.audience = audience;
		this.changes = changes;
	}

	/**
	 * The page behind a cursor, or the oldest one that is kept.
	 * @param size the most changes on it
	 * @throws dev.rapport.kernel.Problem.Refused with {@code CURSOR_EXPIRED},
	 * {@code CURSOR_EPOCH_CHANGED} or {@code INVALID_CURSOR} if it can't begin exactly
	 * there; with {@code FORBIDDEN} if the caller lacks a scope of what is followed
	 */
	public Mono<EventPage> page(Following following, @Nullable EventCursor after, int size) {
		return this.audience.caller(following)
			.zipWhen((actor) -> this.log.head(),
					(actor, head) -> Reading.begin(head, after, new Wish(actor, following, size, new PassedOver())))
			.expand((reading) -> reading.isDone() ? Mono.empty() : further(reading))
			.last()
			.zipWhen((reading) -> this.log.head(), Reading::page);
	}

	private Mono<Reading> further(Reading reading) {
		return this.log
			.between(reading.wish().actor().tenant(), reading.reached(), reading.until(), reading.wish().following())
			.map((batch) -> passed(batch, reading))
			.flatMap((passed) -> this.changes.relate(passed.events(), reading.wish().following(), reading.wish().over())
				.map((found) -> reading.with(found, passed)));
	}

	/** As much of a batch as can be looked into, and where the reader is behind that. */
	private Passed passed(List<StoredEvent> batch, Reading reading) {
		List<EventStream.Positioned> events = new ArrayList<>(batch.size());
		int shares = reading.shares();
		for (StoredEvent event : batch) {
			boolean share = this.changes.isShareWith(reading.wish().actor(), event, reading.wish().following());
			if (share && shares == SHARES) {
				return new Passed(events, event.position() - 1, shares, true);
			}
			shares += share ? 1 : 0;
			events.add(reading.positioned(event));
		}
		long reached = (batch.size() < BATCH) ? reading.until() : batch.getLast().position();
		return new Passed(events, reached, shares, false);
	}

	/**
	 * What somebody wants to read.
	 *
	 * @param over what its reader has passed over so far
	 */
	private record Wish(Actor actor, Following following, int size, PassedOver over) {
	}

	/** A part of the log that was read. */
	private record Passed(List<EventStream.Positioned> events, long reached, int shares, boolean enough) {
	}

	/** How far a page has come. */
	private record Reading(Wish wish, LogHead head, long from, long reached, long until, List<Change> found,
			int batches, int shares, boolean enough) {

		static Reading begin(LogHead head, @Nullable EventCursor after, Wish wish) {
			long from = (after == null) ? head.beginning() : head.place(after, wish.actor().tenant());
			return new Reading(wish, head, from, from, Math.min(head.position(), from + MOST_SCANNED), List.of(), 0, 0,
					false);
		}

		boolean isDone() {
			return this.enough || this.reached >= this.until || this.batches == BATCHES;
		}

		EventStream.Positioned positioned(StoredEvent event) {
			return new EventStream.Positioned(cursor(event.position()), event);
		}

		Reading with(List<Change> more, Passed passed) {
			List<Change> all = new ArrayList<>(this.found);
			all.addAll(more);
			boolean full = all.size() >= this.wish.size();
			// what is beyond the page is read again with the next one
			long reached = (all.size() > this.wish.size()) ? all.get(this.wish.size() - 1).cursor().position()
					: passed.reached();
			return new Reading(this.wish, this.head, this.from, reached, this.until,
					all.subList(0, Math.min(all.size(), this.wish.size())), this.batches + 1, passed.shares(),
					full || passed.enough());
		}

		/**
		 * The page, as long as nothing of it was dropped while it was read.
		 * @param now where the log stands by now
		 */
		EventPage page(LogHead now) {
			var _ = now.place(cursor(this.from), this.wish.actor().tenant());
			return new EventPage(this.found, cursor(this.reached), this.reached < now.position());
		}

		private EventCursor cursor(long position) {
			return new EventCursor(this.head.epoch(), this.wish.actor().tenant(), position);
		}

	}

}
