package dev.rapport.member;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import dev.rapport.events.DomainEvent;
import dev.rapport.kernel.Stamp;
import dev.rapport.persistence.Columns;
import dev.rapport.persistence.Json;
import dev.rapport.persistence.TenantDatabase;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Actors;

/**
 * What members own of one kind, and how it gets another owner: locked in the order of
 * ids, so that two who hand over at once wait instead of failing; given to the heir one
 * by one by the verb of the record; written by one statement. What rooms differ in, they
 * say.
 *
 * @param <R> the records
 * @param <E> what happens to one that is handed over
 */
public final class Estate<R, E extends DomainEvent> {

	private final TenantDatabase database;

	private final Clock clock;

	private final EstateStatements statements;

	private final Function<Collection<UUID>, Mono<Map<UUID, R>>> records;

	private final BiFunction<R, Gift, E> verb;

	/**
	 * The estate of a kind.
	 * @param records reads records by their ids
	 * @param verb gives a record to the heir
	 */
	public Estate(TenantDatabase database, Clock clock, EstateStatements statements,
			Function<Collection<UUID>, Mono<Map<UUID, R>>> records, BiFunction<R, Gift, E> verb) {
		this.database = database;
		this.clock = clock;
		this.statements = statements;
		this.records = records;
		this.verb = verb;
	}

	/**
	 * Hands over at most so many records; see {@link Handover#handOver}.
	 * @param asked what {@link EstateStatements#live} asks for besides the owner
	 */
	public Mono<List<E>> handOver(Succession succession, int most, Object... asked) {
		List<Object> parameters = parameters(succession, asked);
		parameters.add(most);
		return this.database.list(this.statements.lock(parameters.size() + 1), Columns::uuid, parameters.toArray())
			.flatMap(this.records)
			.zipWith(Actors.current(), (found, actor) -> events(found.values(), succession, actor))
			.delayUntil((events) -> write(events, succession));
	}

	/** How many records there still are; see {@link Handover#left}. */
	public Mono<Integer> left(Succession succession, Object... asked) {
		return this.database.first(this.statements.count(), Columns::integer, parameters(succession, asked).toArray());
	}

	private static List<Object> parameters(Succession succession, Object... asked) {
		List<Object> parameters = new ArrayList<>(List.of(succession.from().value()));
		parameters.addAll(List.of(asked));
		return parameters;
	}

	private List<E> events(Collection<R> records, Succession succession, Actor actor) {
		Gift gift = new Gift(succession.to(), this.clock.instant(), actor.member());
		return records.stream().map((record) -> this.verb.apply(record, gift)).toList();
	}

	private Mono<Void> write(List<E> events, Succession succession) {
		Object rows = Json.of(events.stream().map(this::row).toList());
		return Actors.current()
			.flatMap((actor) -> this.database.execute(this.statements.update(), rows, succession.to().value(),
					actor.member()))
			.filter((written) -> written == events.size())
			.switchIfEmpty(Mono.error(() -> new IllegalStateException("Locked, yet changed")))
			.then();
	}

	/** What the statement writes of a record besides its owner. */
	private Map<String, @Nullable Object> row(E event) {
		Map<String, @Nullable Object> row = new HashMap<>();
		row.put("id", event.after().id().value().toString());
		row.put("version", event.after().version());
		row.put("updated_at", event.after().updatedAt().toString());
		Map<String, @Nullable Object> facts = event.after().facts();
		this.statements.copied().forEach((column) -> row.put(column.name(), facts.get(column.fact())));
		return row;
	}

	/**
	 * To whom a record is given, when and by whom.
	 *
	 * @param to the heir
	 */
	public record Gift(MemberId to, Instant at, UUID by) {

		/** The stamp of a record after it. */
		public Stamp on(Stamp stamp) {
			return stamp.updated(this.at, this.by);
		}

	}

}
