package dev.rapport.consumer;

import java.time.Clock;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

import dev.rapport.events.EventCursor;
import dev.rapport.events.EventLog;
import dev.rapport.events.LogEnd;
import dev.rapport.kernel.Checks;
import dev.rapport.kernel.ErrorCode;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.Problem;
import dev.rapport.kernel.Stamp;
import dev.rapport.persistence.Ids;
import dev.rapport.persistence.TenantDatabase;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Actors;

/**
 * The door to consumer groups, for whoever keeps a place in the log: each write is one
 * transaction of lock, rule and row, with an event last where something else than the
 * place changed. A group that the caller does not see is a {@link Problem.Violation} with
 * {@code NOT_FOUND}.
 */
@Component
public class ConsumerGroups {

	/** The most groups of one tenant. */
	public static final int MOST = 200;

	private static final String NAME = "group";

	private final ConsumerGroupRepository repository;

	private final EventLog log;

	private final TenantDatabase transactions;

	private final Clock clock;

	ConsumerGroups(ConsumerGroupRepository repository, EventLog log, TenantDatabase transactions, Clock clock) {
		this.repository = repository;
		this.log = log;
		this.transactions = transactions;
		this.clock = clock;
	}

	/** A group by its name; empty if there is none for the caller. */
	public Mono<ConsumerGroup> byName(String name) {
		return this.repository.byName(name);
	}

	/**
	 * Says that everything up to a cursor has been worked through. A cursor that is not
	 * ahead changes nothing.
	 * @throws Problem.Refused with {@code INVALID_CURSOR} for one of another tenant, with
	 * {@code CURSOR_EPOCH_CHANGED} for one beyond the end of the log or of another
	 * incarnation
	 */
	public Mono<ConsumerGroup> acknowledge(String name, EventCursor cursor) {
		return this.log.known(cursor)
			.then(locked(name, "input." + NAME))
			.map((group) -> group.acknowledge(cursor, this.clock.instant()))
			.delayUntil(this.repository::acknowledge)
			.as(this.transactions::transactional);
	}

	Mono<ConsumerGroup> acknowledge(Input input) {
		return acknowledge(input.text(NAME), EventCursor.parse(input.text("cursor")));
	}

	/** A new group of the caller; without a place it begins now. */
	Mono<ConsumerGroup> create(Input input) {
		return Mono.fromSupplier(() -> terms(input))
			.delayUntil((terms) -> room(input))
			.zipWhen((terms) -> place(input, LogEnd.NEWEST))
			.zipWith(Actors.current(),
					(wish, actor) -> ConsumerGroup.create(new ConsumerGroupId(Ids.next()), wish.getT1(), wish.getT2(),
							Stamp.created(this.clock.instant(), actor.member())))
			.delayUntil(this::write)
			.map(ConsumerGroupEvent.Created::after)
			.as(this.transactions::transactional);
	}

	/** Puts a group to another place; its consumer has to begin anew. */
	Mono<ConsumerGroup> reset(Input input) {
		return place(input, null).zipWhen((place) -> locked(input.text(NAME), input.at(NAME)))
			.zipWith(Actors.current(),
					(found, actor) -> found.getT2()
						.expecting(input.version())
						.reset(found.getT1(), stamp(found.getT2(), actor)))
			.delayUntil(this::write)
			.map(ConsumerGroupEvent.Reset::after)
			.as(this.transactions::transactional);
	}

	/** Ends a group, and who consumes it. */
	Mono<ConsumerGroup> delete(Input input) {
		return locked(input.text(NAME), input.at(NAME))
			.zipWith(Actors.current(), (group, actor) -> group.expecting(input.version()).delete(stamp(group, actor)))
			.delayUntil(this::write)
			.map(ConsumerGroupEvent.Deleted::before)
			.as(this.transactions::transactional);
	}

	private Mono<Void> write(ConsumerGroupEvent event) {
		return this.repository.write(event).then(this.log.append(event));
	}

	private Mono<ConsumerGroup> locked(String name, String path) {
		return this.repository.forUpdate(name)
			.switchIfEmpty(
					Mono.error(() -> new Problem.Violation(ErrorCode.NOT_FOUND, path, "consumer.unknown", name)));
	}

	private Mono<Void> room(Input input) {
		return this.repository.count()
			.filter((count) -> count >= MOST)
			.flatMap((count) -> Mono
				.error(() -> new Problem.Violation(ErrorCode.TOO_MANY, input.at("name"), "consumer.many", MOST)));
	}

	/**
	 * Where a group is to stand: behind a cursor, or at an end of the log.
	 * @param usual where it stands if nothing is said; null if something must be
	 */
	private Mono<EventCursor> place(Input input, @Nullable LogEnd usual) {
		String after = input.textOrNull("after");
		LogEnd said = input.constantOrNull("from", LogEnd.class);
		LogEnd end = (said == null && after == null) ? usual : said;
		if ((after == null) == (end == null)) {
			return Mono
				.error(() -> new Problem.Violation(ErrorCode.INVALID_FORMAT, input.at("after"), "consumer.place"));
		}
		return (end != null) ? this.log.cursor(end) : kept(EventCursor.parse(String.valueOf(after)));
	}

	private Mono<EventCursor> kept(EventCursor cursor) {
		return this.log.kept(cursor).thenReturn(cursor);
	}

	private Stamp stamp(ConsumerGroup group, Actor actor) {
		return group.stamp().updated(this.clock.instant(), actor.member());
	}

	private static ConsumerGroup.Terms terms(Input input) {
		List<EventRecordType> types = input.constants("types", EventRecordType.class).stream().distinct().toList();
		return new ConsumerGroup.Terms(Checks.name(input.text("name"), input.at("name")), types,
				input.flagOrNull("derived"));
	}

}
