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

import dev.rapport.persistence.Condition;
import dev.rapport.persistence.RowGuard;
import dev.rapport.persistence.Visibility;
import dev.rapport.tenancy.Actors;

/**
 * Hangs before the facts of events when a filter looks at them: what refers to a record
 * that the caller does not see refers to nobody then. So a filter that names such a
 * record matches as if it did not exist, as filters of lists do.
 */
@Component
class Veil {

	private static final String NOBODY = Visibility.NOBODY.toString();

	private final CurrentRights rights;

	private final Visibility visibility;

	private final Map<String, RowGuard> guards;

	Veil(CurrentRights rights, Visibility visibility, Collection<RowGuard> guards) {
		this.rights = rights;
		this.visibility = visibility;
		this.guards = guards.stream().collect(Collectors.toMap(RowGuard::type, Function.identity()));
	}

	/** Whether a filter compares what its caller may not see. */
	boolean isBefore(Following following) {
		return !compared(following).isEmpty();
	}

	/** Whether an event, as one of its record, is in. */
	Mono<Boolean> admits(Following following, StoredEvent event) {
		return before(following, List.of(event)).map((veiled) -> veiled.admits(event.facts()));
	}

	/**
	 * The filter behind the veil, for some events and by the rights that the caller has
	 * now. Asks once for each kind of record that they refer to, unless the caller sees
	 * all of those or the filter does not look.
	 */
	Mono<Veiled> before(Following following, List<StoredEvent> events) {
		Map<String, String> compared = compared(following);
		return (compared.isEmpty() || events.isEmpty()) ? Mono.just(Veiled.lifted(following.filter()))
				: hidden(named(compared, events))
					.map((hidden) -> new Veiled(following.filter(), compared.keySet(), hidden));
	}

	/** The ids that events name, by the kinds of their records. */
	private static Map<String, Set<UUID>> named(Map<String, String> compared, List<StoredEvent> events) {
		Map<String, Set<UUID>> named = new TreeMap<>();
		for (StoredEvent event : events) {
			compared.forEach((fact, kind) -> {
				Set<UUID> ids = named.computeIfAbsent(kind, (key) -> new HashSet<>());
				ids.addAll(ids(event.facts(), fact));
				ids.addAll(ids(event.factsBefore(), fact));
			});
		}
		return named;
	}

	private Mono<Set<String>> hidden(Map<String, Set<UUID>> named) {
		return Actors.current()
			.flatMap((actor) -> this.rights.of(actor).map(actor::with))
			.flatMap((actor) -> Flux.fromIterable(named.entrySet())
				.concatMap((entry) -> this.visibility.hidden(entry.getKey(), entry.getValue()))
				.<Set<String>>collect(HashSet::new, (all, ids) -> ids.forEach((id) -> all.add(id.toString())))
				.contextWrite(Actors.with(actor)));
	}

	/** The facts that the filter compares, with the kinds of the records they name. */
	private Map<String, String> compared(Following following) {
		Set<String> facts = following.filter().facts();
		return following.kinds()
			.keySet()
			.stream()
			.map(this.guards::get)
			.filter(Objects::nonNull)
			.flatMap((guard) -> guard.named().entrySet().stream())
			.filter((named) -> facts.contains(named.getKey()))
			.collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (one, other) -> one));
	}

	private static Set<UUID> ids(Map<String, @Nullable Object> facts, String name) {
		Object fact = facts.get(name);
		Stream<?> ids = (fact instanceof Collection<?> list) ? list.stream() : Stream.ofNullable(fact);
		return ids.flatMap((id) -> id(id.toString())).collect(Collectors.toSet());
	}

	/** What is no id hides nothing. */
	private static Stream<UUID> id(String text) {
		try {
			return Stream.of(UUID.fromString(text));
		}
		catch (IllegalArgumentException poison) {
			return Stream.empty();
		}
	}

	/**
	 * A filter behind the veil.
	 *
	 * @param names the facts that it hangs before
	 * @param hidden the ids of the records that it hides
	 */
	record Veiled(Condition filter, Set<String> names, Set<String> hidden) {

		/** The filter as it is. */
		static Veiled lifted(Condition filter) {
			return new Veiled(filter, Set.of(), Set.of());
		}

		/** Whether an aggregate with these facts is in. */
		boolean admits(Map<String, @Nullable Object> facts) {
			if (this.hidden.isEmpty()) {
				return this.filter.matches(facts);
			}
			Map<String, @Nullable Object> veiled = new HashMap<>(facts);
			this.names.forEach((name) -> veiled.computeIfPresent(name, (key, value) -> veiled(value)));
			return this.filter.matches(veiled);
		}

		/** A list is of links, and whoever counts them counts what it sees. */
		private Object veiled(Object value) {
			if (value instanceof Collection<?> list) {
				return list.stream().filter((item) -> !this.hidden.contains(item.toString())).toList();
			}
			return this.hidden.contains(value.toString()) ? NOBODY : value;
		}

	}

}
