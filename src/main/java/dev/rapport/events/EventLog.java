package dev.rapport.events;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import dev.rapport.kernel.Input;
import dev.rapport.kernel.Problem;
import dev.rapport.persistence.DryRun;
import dev.rapport.persistence.Ids;
import dev.rapport.persistence.Json;
import dev.rapport.persistence.Sql;
import dev.rapport.persistence.TenantDatabase;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Actors;
import dev.rapport.tenancy.TenantId;

/**
 * The event log of each tenant. {@link #append} is the last step of a transaction: it
 * takes the next positions from the tenant's counter row, whose lock is held until
 * commit, so a position never becomes visible before a lower one.
 */
@Component
public class EventLog {

	/** The most events of one append; imports come in chunks of at most this. */
	public static final int MOST_EVENTS = 1_500;

	/** The most events of one read. */
	static final int BATCH = 200;

	private static final String APPEND = """
			with head as (
			  update event_head set position = position + $2 where tenant_id = $1 returning position - $2 as base)
			insert into event_log (tenant_id, position, event_id, aggregate_type, aggregate_id, aggregate_version,
			  type, changed_fields, before, after, derived, occurred_at, actor_kind, actor_id, client, correlation_id, trace)
			select $1, head.base + e.ordinal, e.event_id, e.aggregate_type, e.aggregate_id, e.aggregate_version,
			  e.type, e.changed_fields, e.before, e.after, e.derived, e.occurred_at, $4, $5, $6, $7, $8
			from jsonb_to_recordset($3) as e(ordinal bigint, event_id uuid, aggregate_type text,
			  aggregate_id uuid, aggregate_version int, type text, changed_fields text[], before jsonb, after jsonb,
			  derived boolean, occurred_at timestamptz) left join head on true
			""";

	private static final String READ = "select " + EventRow.COLUMNS + """
			 from event_log where tenant_id = $1 and position > $2 order by position limit $3
			""";

	private static final String BETWEEN = "select " + EventRow.COLUMNS + """
			 from event_log where tenant_id = $1 and position > $2 and position <= $3 and aggregate_type = any($4)
			  and derived = any($5) order by position limit $6
			""";

	private static final String NEXT = "select " + EventRow.COLUMNS
			+ """
					 from event_log where tenant_id = $1 and aggregate_id = $2 and position > $3 order by aggregate_version limit 1
					""";

	private static final String AT = "select " + EventRow.COLUMNS + """
			 from event_log where tenant_id = $1 and position = any($2) order by position
			""";

	private static final String HEAD = """
			select i.epoch, h.position, (select min(l.position) from event_log l where l.tenant_id = $1)
			from event_head h, event_incarnation i where h.tenant_id = $1
			""";

	private static final String NEWEST = """
			select i.epoch, h.position, null::bigint from event_head h, event_incarnation i where h.tenant_id = $1
			""";

	/** What lies behind positions, for many of them at once. */
	private static final String BEHIND = """
			select p.place, i.epoch, h.position, (select min(l.position) from event_log l where l.tenant_id = $1),
			  (select l.event_id from event_log l where l.tenant_id = $1 and l.position > p.place
			   order by l.position limit 1)
			from event_head h, event_incarnation i, unnest($2::bigint[]) as p(place) where h.tenant_id = $1
			""";

	private static final Input NOTHING = Input.of(Map.of());

	private final TenantDatabase database;

	private final References references;

	private final Doorbell doorbell;

	EventLog(TenantDatabase database, References references, Doorbell doorbell) {
		this.database = database;
		this.references = references;
		this.doorbell = doorbell;
	}

	/**
	 * Appends events in their order, as the last step of the surrounding transaction.
	 * Does nothing for an empty list. Refuses events that newly refer to records which
	 * the caller does not see.
	 * @throws IllegalArgumentException for more than {@value #MOST_EVENTS}
	 */
	public Mono<Void> append(List<? extends DomainEvent> events) {
		return append(events, NOTHING);
	}

	/**
	 * The same for changes that leave references as they are where the input does not
	 * name them: what it names again must be seen too.
	 * @param sent the input of the change
	 */
	public Mono<Void> append(List<? extends DomainEvent> events, Input sent) {
		if (events.size() > MOST_EVENTS) {
			throw new IllegalArgumentException("More than " + MOST_EVENTS + " events at once: " + events.size());
		}
		return events.isEmpty() ? Mono.empty()
				: this.references.check(events, sent)
					.then(Actors.current())
					.flatMap((actor) -> append(actor, events))
					.then(DryRun.note(() -> summaries(events)));
	}

	/**
	 * Appends what one transaction did, as {@link #append(List)}, and all that was
	 * computed from it, however much that is.
	 */
	public Mono<Void> append(List<? extends DomainEvent> events, List<? extends DomainEvent> computed) {
		List<DomainEvent> all = Stream.<DomainEvent>concat(events.stream(), computed.stream()).toList();
		return this.references.check(events, NOTHING)
			.then(Actors.current())
			.flatMapMany(
					(actor) -> Flux.fromIterable(all).buffer(MOST_EVENTS).concatMap((chunk) -> append(actor, chunk), 1))
			.then(DryRun.note(() -> summaries(all)));
	}

	public Mono<Void> append(DomainEvent event) {
		return append(List.of(event));
	}

	/** The tenant's newest position as a cursor. */
	public Mono<EventCursor> cursor() {
		return this.database.first(NEWEST, LogHead::read)
			.zipWith(Actors.current(), (head, actor) -> head.cursor(actor.tenant()));
	}

	/**
	 * The oldest place from which nothing is missing, or the newest, as a cursor.
	 */
	public Mono<EventCursor> cursor(LogEnd end) {
		return head().zipWith(Actors.current(), (head, actor) -> new EventCursor(head.epoch(), actor.tenant(),
				(end == LogEnd.OLDEST) ? head.beginning() : head.position()));
	}

	/**
	 * Completes if a cursor names a place in this log that has been written, whether or
	 * not what lies behind it is kept.
	 * @throws Problem.Refused with {@code INVALID_CURSOR} for a foreign one, with
	 * {@code CURSOR_EPOCH_CHANGED} for one that this log never gave
	 */
	public Mono<Void> known(EventCursor cursor) {
		return head().zipWith(Actors.current(), (head, actor) -> head.known(cursor, actor.tenant())).then();
	}

	/**
	 * Completes if the log can be read on from a cursor without a gap.
	 * @throws Problem.Refused as for {@link #known}, and with {@code CURSOR_EXPIRED} for
	 * one that is older than what is kept
	 */
	public Mono<Void> kept(EventCursor cursor) {
		return head().zipWith(Actors.current(), (head, actor) -> head.place(cursor, actor.tenant())).then();
	}

	/** What lies behind cursors of the caller's tenant, in one statement. */
	public Mono<Map<EventCursor, Backlog>> behind(Collection<EventCursor> cursors) {
		Long[] positions = cursors.stream().map(EventCursor::position).distinct().toArray(Long[]::new);
		return this.database.list(BEHIND, Backlog.Row::read, (Object) positions)
			.map((rows) -> rows.stream().collect(Collectors.toMap(Backlog.Row::position, Function.identity())))
			.map((rows) -> cursors.stream().distinct().collect(Collectors.toMap(Function.identity(), (cursor) -> {
				Backlog.Row row = Objects.requireNonNull(rows.get(cursor.position()));
				return Backlog.of(cursor, row.head(), row.next());
			})));
	}

	Mono<LogHead> head() {
		return this.database.first(HEAD, LogHead::read);
	}

	/** The events after a position, at most {@value #BATCH}. */
	Mono<List<StoredEvent>> after(TenantId tenant, long position) {
		return this.database.list(READ, (columns) -> EventRow.read(tenant, columns), position, BATCH);
	}

	/**
	 * The events between two positions, the second included, that may concern somebody;
	 * at most {@value EventHistory#BATCH}.
	 */
	Mono<List<StoredEvent>> between(TenantId tenant, long after, long until, Following following) {
		return this.database.list(BETWEEN, (columns) -> EventRow.read(tenant, columns), after, until, following.types(),
				following.derivations(), EventHistory.BATCH);
	}

	/** The events at some positions that are still kept, in order. */
	Mono<List<StoredEvent>> at(TenantId tenant, Collection<Long> positions) {
		return this.database.list(AT, (columns) -> EventRow.read(tenant, columns),
				(Object) positions.toArray(Long[]::new));
	}

	/** The first event of an aggregate after a position; empty if there is none yet. */
	Mono<StoredEvent> next(TenantId tenant, UUID aggregate, long position) {
		return this.database.first(NEXT, (columns) -> EventRow.read(tenant, columns), aggregate, position);
	}

	private Mono<Void> append(Actor actor, List<? extends DomainEvent> events) {
		return Mono
			.deferContextual((context) -> this.database.later(APPEND, (long) events.size(), Json.of(documents(events)),
					actor.kind().name(), actor.member(), actor.client(), actor.request(),
					Sql.text(Trace.textOf(context))))
			.then(this.database.afterCommit(() -> this.doorbell.ring(actor.tenant())));
	}

	private static List<Map<String, @Nullable Object>> documents(List<? extends DomainEvent> events) {
		List<Map<String, @Nullable Object>> documents = new ArrayList<>(events.size());
		for (DomainEvent event : events) {
			documents.add(document(event, documents.size() + 1));
		}
		return documents;
	}

	private static Map<String, @Nullable Object> document(DomainEvent event, int ordinal) {
		Aggregate after = event.after();
		Map<String, @Nullable Object> overwritten = event.overwritten();
		Map<String, @Nullable Object> document = new HashMap<>();
		document.put("ordinal", ordinal);
		document.put("event_id", Ids.next().toString());
		document.put("aggregate_type", after.aggregateType());
		document.put("aggregate_id", after.id().value().toString());
		document.put("aggregate_version", after.version());
		document.put("type", event.type());
		document.put("changed_fields", overwritten.keySet());
		document.put("before", (event.before() == null) ? Map.of() : overwritten);
		document.put("after", after.facts());
		document.put("derived", event.derived());
		document.put("occurred_at", event.occurredAt().toString());
		return document;
	}

	private static List<Map<String, Object>> summaries(List<? extends DomainEvent> events) {
		return events.stream()
			.map((event) -> Map.<String, Object>of("type", event.type(), "id", event.after().id().text(), "version",
					event.after().version(), "changedFields", event.changedFields()))
			.toList();
	}

}
