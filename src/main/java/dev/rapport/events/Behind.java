package dev.rapport.events;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import dev.rapport.persistence.NodeSource;
import dev.rapport.persistence.RowGuard;
import dev.rapport.persistence.Visibility;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Actors;
import dev.rapport.tenancy.Rights;
import dev.rapport.tenancy.RowRule;
import dev.rapport.tenancy.Sight;

/**
 * Finds what comes into a caller's view or leaves it behind another record, as the
 * contacts of a customer do.
 */
@Component
class Behind {

	private final Visibility visibility;

	private final Map<String, NodeSource<?>> sources;

	Behind(Visibility visibility, Collection<NodeSource<?>> sources) {
		this.visibility = visibility;
		this.sources = sources.stream().collect(Collectors.toMap(NodeSource::prefix, Function.identity()));
	}

	/** What the caller does not see any more. */
	Flux<Change> left(Way way, EventStream.Positioned positioned, Actor actor) {
		return changes(way, positioned, Change.Kind.ACCESS_REMOVED,
				(ids) -> among(way, ids, actor).map((seen) -> without(ids, seen)));
	}

	/**
	 * What the caller sees and did not see before: what was itself shared was there.
	 * @param before the caller with the rights to all that it saw before
	 */
	Flux<Change> entered(Way way, EventStream.Positioned positioned, Actor actor, Actor before) {
		Actor sharing = actor.with(actor.rights().reading(way.guard().kind(), new Sight(RowRule.SHARED, Set.of())));
		return changes(way, positioned, Change.Kind.ENTERED_FILTER,
				(ids) -> Mono.zip(among(way, ids, actor), among(way, ids, before), among(way, ids, sharing))
					.map((seen) -> without(without(List.copyOf(seen.getT1()), seen.getT2()), seen.getT3())));
	}

	/**
	 * Records as they are now. Many have one event, so their cursor is the one before it:
	 * who is cut off among them gets them again.
	 */
	private Flux<Change> changes(Way way, EventStream.Positioned positioned, Change.Kind kind,
			Function<List<UUID>, Mono<List<UUID>>> turned) {
		return batch(way, null).expand((ids) -> ids.isEmpty() ? Mono.empty() : batch(way, ids.getLast()))
			.concatMap(turned, 1)
			.concatMap((ids) -> records(way.guard(), ids), 1)
			.map((record) -> new Change(positioned.cursor().before(), kind, positioned.event().about(record)));
	}

	private Mono<List<UUID>> batch(Way way, @Nullable UUID after) {
		return this.visibility.behind(way.guard().kind(), way.predicate(), way.record(), after);
	}

	private Mono<Set<UUID>> among(Way way, List<UUID> ids, Actor actor) {
		return this.visibility.among(way.guard().kind(), ids).contextWrite(Actors.with(actor));
	}

	private static List<UUID> without(List<UUID> ids, Set<UUID> others) {
		return ids.stream().filter((id) -> !others.contains(id)).sorted().toList();
	}

	/** Records, whoever asks: the caller no longer sees what was taken from it. */
	Flux<Aggregate> records(RowGuard guard, List<UUID> ids) {
		NodeSource<?> source = Objects.requireNonNull(this.sources.get(guard.prefix()));
		return Actors.current()
			.flatMap((actor) -> source.byIds(ids).contextWrite(Actors.with(actor.with(Rights.UNLIMITED))))
			.flatMapIterable((found) -> ids.stream().filter(found::containsKey).map(found::get).toList())
			.cast(Aggregate.class);
	}

	/**
	 * How records stand behind another one.
	 *
	 * @param guard the guard of their kind
	 * @param predicate which ones, as the guard says it
	 * @param record the id of the other record
	 */
	record Way(RowGuard guard, String predicate, UUID record) {
	}

}
