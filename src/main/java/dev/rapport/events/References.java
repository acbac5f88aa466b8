package dev.rapport.events;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

/**
 * Nobody links a record to one that it does not see: every change passes here, so no door
 * can forget it. What was linked before stays.
 */
@Component
class References {

	private final Visibility visibility;

	private final Map<String, RowGuard> guards;

	References(Visibility visibility, Collection<RowGuard> guards) {
		this.visibility = visibility;
		this.guards = guards.stream().collect(Collectors.toMap(RowGuard::type, Function.identity()));
	}

	/** Completes if the caller sees everything that these events newly refer to. */
	Mono<Void> check(List<? extends DomainEvent> events) {
		RowGuard guard = this.guards.get(events.getFirst().after().aggregateType());
		return (guard == null) ? Mono.empty()
				: Flux.fromIterable(guard.references().entrySet())
					.concatMap((entry) -> this.visibility.referable(entry.getValue(), added(events, entry.getKey())))
					.then();
	}

	private static Set<UUID> added(List<? extends DomainEvent> events, String fact) {
		Set<UUID> added = new HashSet<>();
		for (DomainEvent event : events) {
			Aggregate before = event.before();
			Set<UUID> known = (before == null) ? Set.of() : ids(before.facts().get(fact));
			ids(event.after().facts().get(fact)).stream().filter((id) -> !known.contains(id)).forEach(added::add);
		}
		return added;
	}

	private static Set<UUID> ids(@Nullable Object fact) {
		Stream<?> ids = (fact instanceof Collection<?> list) ? list.stream() : Stream.ofNullable(fact);
		return ids.map((id) -> UUID.fromString(id.toString())).collect(Collectors.toSet());
	}

}
