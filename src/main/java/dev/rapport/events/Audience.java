package dev.rapport.events;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

import dev.rapport.persistence.RowGuard;
import dev.rapport.persistence.Visibility;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Actors;
import dev.rapport.tenancy.Rights;
import dev.rapport.tenancy.RowRule;
import dev.rapport.tenancy.Sight;

/**
 * Decides what an event is to the caller, by the rights that it has now. Owners are taken
 * from the event, as they were; shares and what is inherited from the database, as they
 * are.
 */
@Component
class Audience {

	private final CurrentRights rights;

	private final Visibility visibility;

	private final Map<String, RowGuard> guards;

	Audience(CurrentRights rights, Visibility visibility, Collection<RowGuard> guards) {
		this.rights = rights;
		this.visibility = visibility;
		this.guards = guards.stream().collect(Collectors.toMap(RowGuard::type, Function.identity()));
	}

	/** Completes if the caller may still sign in. */
	Mono<Void> present() {
		return Actors.current().flatMap(this.rights::of).then();
	}

	/** What the caller learns of an event; empty if nothing. */
	Mono<Change> relate(EventStream.Positioned positioned, Predicate<Map<String, @Nullable Object>> filter) {
		StoredEvent event = positioned.event();
		Relation matched = new Relation(!event.first() && filter.test(event.factsBefore()), filter.test(event.facts()));
		if (!matched.before() && !matched.after()) {
			return Mono.empty();
		}
		return seen(event).mapNotNull((seen) -> change(positioned, matched, seen));
	}

	private Mono<Relation> seen(StoredEvent event) {
		RowGuard guard = this.guards.get(event.aggregateType());
		return (guard == null) ? Mono.just(new Relation(true, true)) : Actors.current()
			.flatMap((actor) -> this.rights.of(actor).flatMap((now) -> seen(event, guard, actor.with(now))));
	}

	private Mono<Relation> seen(StoredEvent event, RowGuard guard, Actor actor) {
		Sight sight = actor.rights().reads(guard.kind());
		if (sight.isNone()) {
			return Mono.just(new Relation(false, false));
		}
		boolean inherits = !guard.parents().stream().allMatch((parent) -> actor.rights().reads(parent).isAll());
		boolean before = !inherits && covers(sight, guard, event.factsBefore());
		boolean after = !inherits && covers(sight, guard, event.facts());
		if (after && (before || event.first())) {
			return Mono.just(new Relation(before, true));
		}
		return this.visibility.among(guard.kind(), List.of(event.aggregateId()))
			.map((ids) -> new Relation(before || !ids.isEmpty(), after || !ids.isEmpty()))
			.contextWrite(Actors.with(actor.with(without(actor.rights(), guard.kind(), inherits))));
	}

	/** The same rights without what ownership alone gives. */
	private static Rights without(Rights rights, String kind, boolean inherits) {
		return inherits ? rights : rights.reading(kind, new Sight(RowRule.OWN, Set.of()));
	}

	private static boolean covers(Sight sight, RowGuard guard, Map<String, @Nullable Object> facts) {
		return sight.isAll() || guard.owners()
			.stream()
			.map(facts::get)
			.anyMatch((owner) -> owner != null && sight.covers(UUID.fromString(owner.toString())));
	}

	private static @Nullable Change change(EventStream.Positioned positioned, Relation matched, Relation seen) {
		boolean before = matched.before() && seen.before();
		boolean after = matched.after() && seen.after();
		if (!before && !after) {
			return null;
		}
		return new Change(positioned.cursor(), kind(positioned.event().first(), before, after, seen),
				positioned.event());
	}

	private static Change.Kind kind(boolean first, boolean before, boolean after, Relation seen) {
		if (first) {
			return Change.Kind.CREATED;
		}
		if (after) {
			return before ? Change.Kind.UPDATED : Change.Kind.ENTERED_FILTER;
		}
		return seen.after() ? Change.Kind.LEFT_FILTER : Change.Kind.ACCESS_REMOVED;
	}

	/** Whether something held before an event, and whether it holds after it. */
	private record Relation(boolean before, boolean after) {
	}

}
