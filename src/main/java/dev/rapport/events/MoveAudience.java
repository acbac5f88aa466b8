package dev.rapport.events;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;

import dev.rapport.persistence.RowGuard;
import dev.rapport.persistence.Visibility;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Actors;
import dev.rapport.tenancy.Rights;
import dev.rapport.tenancy.Sight;

/**
 * Decides what it is to the caller that a customer moves into one of its territories or
 * out of them: what belongs to the customer follows.
 */
@Component
class MoveAudience {

	private static final String CUSTOMERS = "customers";

	private final CurrentRights rights;

	private final Visibility visibility;

	private final Veil veil;

	private final Behind behind;

	private final Map<String, RowGuard> guards;

	MoveAudience(CurrentRights rights, Visibility visibility, Veil veil, Behind behind, Collection<RowGuard> guards) {
		this.rights = rights;
		this.visibility = visibility;
		this.veil = veil;
		this.behind = behind;
		this.guards = guards.stream().collect(Collectors.toMap(RowGuard::type, Function.identity()));
	}

	/** What the caller learns; empty if nothing. */
	Flux<Change> behind(EventStream.Positioned positioned, Following following) {
		RowGuard guard = this.guards.get(String.valueOf(following.only()));
		if (guard == null || guard.type().equals(positioned.event().aggregateType()) || !isMove(positioned.event())) {
			return Flux.empty();
		}
		return Actors.current()
			.flatMap((actor) -> this.rights.of(actor).map(actor::with))
			.flatMapMany((actor) -> behind(positioned, guard, actor))
			.filterWhen((change) -> this.veil.admits(following, Objects.requireNonNull(change.event())), 1);
	}

	/** Whether a customer has another place than before. */
	boolean isMove(StoredEvent event) {
		RowGuard mover = this.guards.get(event.aggregateType());
		RowGuard.Territory territory = (mover == null) ? null : mover.territory();
		return territory != null && territory.follows() == null && !event.first()
				&& event.changedFields().contains(territory.fact());
	}

	private Flux<Change> behind(EventStream.Positioned positioned, RowGuard guard, Actor actor) {
		StoredEvent event = positioned.event();
		String predicate = way(guard, actor.rights());
		if (predicate == null) {
			return Flux.empty();
		}
		Behind.Way way = new Behind.Way(guard, predicate, event.aggregateId());
		return this.visibility
			.inAreas(CUSTOMERS, areas(guard, actor.rights()), List.of(event.factsBefore(), event.facts()))
			.flatMapMany((in) -> moved(in.getFirst(), in.getLast(), way, positioned, actor));
	}

	private Flux<Change> moved(boolean before, boolean after, Behind.Way way, EventStream.Positioned positioned,
			Actor actor) {
		if (before == after) {
			return Flux.empty();
		}
		return after ? this.behind.entered(way, positioned, actor, actor.with(actor.rights().withoutTerritories()))
				: this.behind.left(way, positioned, actor);
	}

	/** How records of a kind follow customers for this caller; null if they don't. */
	private static @Nullable String way(RowGuard guard, Rights rights) {
		Sight sight = rights.reads(guard.kind());
		RowGuard.Territory territory = guard.territory();
		if (territory != null && territory.follows() != null && !sight.areas().isEmpty()) {
			return territory.follows();
		}
		boolean inherits = sight.inherits() && !rights.reads(CUSTOMERS).areas().isEmpty();
		return inherits ? guard.through(CUSTOMERS, rights) : null;
	}

	private static Set<String> areas(RowGuard guard, Rights rights) {
		Set<String> areas = new HashSet<>(rights.reads(guard.kind()).areas());
		areas.addAll(rights.reads(CUSTOMERS).areas());
		return areas;
	}

}
