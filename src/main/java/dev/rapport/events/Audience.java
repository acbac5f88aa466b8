package dev.rapport.events;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import dev.rapport.persistence.RowGuard;
import dev.rapport.persistence.Visibility;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Actors;
import dev.rapport.tenancy.Rights;
import dev.rapport.tenancy.RowRule;
import dev.rapport.tenancy.Sight;

/**
 * Decides what an event is to the caller, by the rights that it has now. Owners, and what
 * territories depend on, are taken from the event, as they were; shares and what is
 * inherited from the database, as they are.
 */
@Component
class Audience {

	private final CurrentRights rights;

	private final Visibility visibility;

	private final Veil veil;

	private final Map<String, RowGuard> guards;

	Audience(CurrentRights rights, Visibility visibility, Veil veil, Collection<RowGuard> guards) {
		this.rights = rights;
		this.visibility = visibility;
		this.veil = veil;
		this.guards = guards.stream().collect(Collectors.toMap(RowGuard::type, Function.identity()));
	}

	/**
	 * The caller with the rights that it has now; fails if it may no longer sign in, or
	 * lacks a scope of what it follows.
	 */
	Mono<Actor> caller(Following following) {
		return Actors.current()
			.flatMap((actor) -> this.rights.of(actor).map(actor::with))
			.doOnNext((actor) -> following.check(actor.rights()));
	}

	/** Tells a caller what it follows, as far as nobody has to be asked for it. */
	Teller teller(Following following, Actor actor) {
		return new Teller(following, actor, this.veil.isBefore(following));
	}

	/**
	 * What the caller learns of events about records, in their order; nothing of some.
	 * However many there are, the database is asked once for each kind of record, and
	 * once more where the caller has territories, or filters by what it may not see.
	 */
	Mono<List<Change>> relate(List<EventStream.Positioned> events, Following following) {
		return this.veil.before(following, events.stream().map(EventStream.Positioned::event).toList())
			.flatMap((veiled) -> relate(events, following, veiled));
	}

	private Mono<List<Change>> relate(List<EventStream.Positioned> events, Following following, Veil.Veiled filter) {
		List<Matched> matched = events.stream()
			.map((positioned) -> Matched.of(positioned, filter))
			.filter((match) -> match.relation().any())
			.toList();
		return matched.isEmpty() ? Mono.just(List.of()) : caller(following).flatMap((actor) -> placed(matched, actor)
			.zipWhen((placed) -> asked(placed, actor), (placed, seen) -> changes(placed, seen, actor)));
	}

	/** The same events, and whether their records lay in the caller's territories. */
	private Mono<List<Matched>> placed(List<Matched> matched, Actor actor) {
		Map<String, List<Matched>> byType = matched.stream()
			.filter((match) -> !areas(match.event().aggregateType(), actor).isEmpty())
			.collect(
					Collectors.groupingBy((match) -> match.event().aggregateType(), TreeMap::new, Collectors.toList()));
		return Flux.fromIterable(byType.entrySet())
			.concatMap((entry) -> placed(guard(entry.getKey()), entry.getValue(), actor))
			.collect(() -> new HashMap<UUID, Matched.Relation>(), Map::putAll)
			.map((places) -> matched.stream().map((match) -> match.placed(places)).toList());
	}

	private Mono<Map<UUID, Matched.Relation>> placed(RowGuard guard, List<Matched> matched, Actor actor) {
		List<Map<String, @Nullable Object>> facts = matched.stream()
			.flatMap((match) -> Stream.of(match.event().factsBefore(), match.event().facts()))
			.toList();
		return this.visibility.inAreas(guard.kind(), areas(guard.type(), actor), facts).map((in) -> {
			Map<UUID, Matched.Relation> places = new HashMap<>();
			for (int i = 0; i < matched.size(); i++) {
				StoredEvent event = matched.get(i).event();
				places.put(event.eventId(), new Matched.Relation(!event.first() && in.get(2 * i), in.get(2 * i + 1)));
			}
			return places;
		});
	}

	private Set<String> areas(String type, Actor actor) {
		RowGuard guard = this.guards.get(type);
		return (guard == null || guard.territory() == null) ? Set.of() : actor.rights().reads(guard.kind()).areas();
	}

	private List<Change> changes(List<Matched> matched, Set<UUID> seen, Actor actor) {
		return matched.stream()
			.flatMap((match) -> Stream.ofNullable(match.change(byRights(match, actor).or(seen, match.event()))))
			.toList();
	}

	/** Those of the records that the caller sees, where its rights alone don't tell. */
	private Mono<Set<UUID>> asked(List<Matched> matched, Actor actor) {
		Map<String, Set<UUID>> open = new TreeMap<>();
		matched.stream()
			.filter((match) -> byRights(match, actor).open())
			.map(Matched::event)
			.forEach((event) -> open.computeIfAbsent(event.aggregateType(), (type) -> new HashSet<>())
				.add(event.aggregateId()));
		return Flux.fromIterable(open.entrySet())
			.concatMap((entry) -> among(guard(entry.getKey()), entry.getValue(), actor))
			.collect(HashSet::new, Set::addAll);
	}

	private Mono<Set<UUID>> among(RowGuard guard, Set<UUID> ids, Actor actor) {
		return this.visibility.among(guard.kind(), ids)
			.contextWrite(Actors.with(actor.with(without(actor.rights(), guard.kind(), inherits(guard, actor)))));
	}

	/** What the rights and the event tell. */
	private Sighting byRights(Matched match, Actor actor) {
		StoredEvent event = match.event();
		RowGuard guard = this.guards.get(event.aggregateType());
		if (guard == null) {
			return new Sighting(new Matched.Relation(true, true), false);
		}
		Sight sight = actor.rights().reads(guard.kind());
		if (sight.isNone()) {
			return new Sighting(new Matched.Relation(false, false), false);
		}
		boolean inherits = inherits(guard, actor);
		boolean before = match.place().before() || !inherits && covers(sight, guard, event.factsBefore());
		boolean after = match.place().after() || !inherits && covers(sight, guard, event.facts());
		return new Sighting(new Matched.Relation(before, after), !(after && (before || event.first())));
	}

	private RowGuard guard(String type) {
		return Objects.requireNonNull(this.guards.get(type));
	}

	private static boolean inherits(RowGuard guard, Actor actor) {
		return !guard.parents().stream().allMatch((parent) -> actor.rights().reads(parent).isAll());
	}

	/** The same rights without what ownership and territories alone give. */
	private static Rights without(Rights rights, String kind, boolean inherits) {
		return inherits ? rights : rights.reading(kind, new Sight(RowRule.OWN, Set.of()));
	}

	private static boolean covers(Sight sight, RowGuard guard, Map<String, @Nullable Object> facts) {
		return sight.isAll() || guard.owners()
			.stream()
			.map(facts::get)
			.anyMatch((owner) -> owner != null && covers(sight, owner.toString()));
	}

	/** An owner that is no id owns nothing; the database is asked then. */
	private static boolean covers(Sight sight, String owner) {
		try {
			return sight.covers(UUID.fromString(owner));
		}
		catch (IllegalArgumentException poison) {
			return false;
		}
	}

	/**
	 * The short way of an event to one caller, which nearly all of them take: the rights
	 * are at hand and say all there is to say. It tells what {@link #relate} would.
	 */
	final class Teller {

		private final Following following;

		private final Actor actor;

		private final boolean veiled;

		private Teller(Following following, Actor actor, boolean veiled) {
			this.following = following;
			this.actor = actor;
			this.veiled = veiled;
		}

		/** What the event is to the caller, unless somebody has to be asked. */
		Verdict tell(EventStream.Positioned positioned) {
			if (!this.following.mayConcern(positioned.event())) {
				return Verdict.NOTHING;
			}
			if (this.veiled) {
				return Verdict.OPEN;
			}
			Matched match = Matched.of(positioned, Veil.Veiled.lifted(this.following.filter()));
			return match.relation().any() ? tell(match) : Verdict.NOTHING;
		}

		private Verdict tell(Matched match) {
			Rights known = Audience.this.rights.known(this.actor);
			if (known == null) {
				return Verdict.OPEN;
			}
			this.following.check(known);
			Actor now = this.actor.with(known);
			if (!areas(match.event().aggregateType(), now).isEmpty()) {
				return Verdict.OPEN;
			}
			Sighting sighting = byRights(match, now);
			return sighting.open() ? Verdict.OPEN : new Verdict(false, match.change(sighting.relation()));
		}

	}

	/**
	 * What can be said at once.
	 *
	 * @param isOpen whether somebody has to be asked
	 * @param change what the caller is told; null if that is nothing, or not yet known
	 */
	record Verdict(boolean isOpen, @Nullable Change change) {

		static final Verdict OPEN = new Verdict(true, null);

		static final Verdict NOTHING = new Verdict(false, null);

	}

	/**
	 * Whether a record was and is seen.
	 *
	 * @param open whether the database might know better
	 */
	private record Sighting(Matched.Relation relation, boolean open) {

		Matched.Relation or(Set<UUID> seen, StoredEvent event) {
			boolean known = this.open && seen.contains(event.aggregateId());
			return new Matched.Relation(this.relation.before() || known, this.relation.after() || known);
		}

	}

}
