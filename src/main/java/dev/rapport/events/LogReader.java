package dev.rapport.events;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import dev.rapport.kernel.Problem;
import dev.rapport.persistence.Condition;
import dev.rapport.tenancy.TenantId;

/**
 * The event log as the service itself reads it on for others: batch by batch from a place
 * that is kept, across restarts. What an event is to somebody is decided as for a
 * subscription, by the rights that the caller has at that moment.
 */
@Component
public class LogReader {

	private final EventLog log;

	private final Changes changes;

	private final Doorbell doorbell;

	LogReader(EventLog log, Changes changes, Doorbell doorbell) {
		this.log = log;
		this.changes = changes;
		this.doorbell = doorbell;
	}

	/**
	 * The events behind a cursor of the caller's tenant, in order and without gaps, at
	 * most {@value EventLog#BATCH}; empty where there are none yet.
	 * @throws Problem.Refused with {@code CURSOR_EXPIRED}, {@code CURSOR_EPOCH_CHANGED}
	 * or {@code INVALID_CURSOR} if the log can't go on exactly there
	 */
	public Mono<List<EventStream.Positioned>> after(EventCursor cursor) {
		return this.log.head()
			.map((head) -> head.place(cursor, cursor.tenant()))
			.flatMap((position) -> this.log.after(cursor.tenant(), position))
			.map((events) -> positioned(cursor, events));
	}

	/** Those of the events at some positions that are still kept, in order. */
	public Mono<List<EventStream.Positioned>> at(EventCursor cursor, Collection<Long> positions) {
		return this.log.at(cursor.tenant(), positions).map((events) -> positioned(cursor, events));
	}

	/**
	 * What the caller learns of events, in their order; nothing of some. The beginning or
	 * the end of a share is told as an event of the shared record. Nothing is remembered
	 * from call to call: of a share that began and ended meanwhile the end may be told
	 * alone, which names a record and says nothing of it.
	 * @param followed what the caller follows, each with its own filter
	 */
	public Mono<List<Change>> relate(List<EventStream.Positioned> events, List<Following> followed) {
		return Flux.fromIterable(followed)
			.concatMap((following) -> this.changes.relate(events, following, new PassedOver()), 1)
			.flatMapIterable((changes) -> changes)
			.sort(Comparator.comparingLong((change) -> change.cursor().position()))
			.collectList();
	}

	/** Tells which tenant's log has grown; may lose, repeat and reorder. */
	public Flux<TenantId> rings() {
		return this.doorbell.rings();
	}

	private static List<EventStream.Positioned> positioned(EventCursor cursor, List<StoredEvent> events) {
		return events.stream()
			.map((event) -> new EventStream.Positioned(
					new EventCursor(cursor.epoch(), cursor.tenant(), event.position()), event))
			.toList();
	}

}
