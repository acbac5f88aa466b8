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

import dev.rapport.kernel.Input;
import dev.rapport.kernel.NodeId;
import dev.rapport.persistence.RowGuard;
import dev.rapport.persistence.Visibility;

/**
 * Nobody links a record to one that it does not see: every change passes here, so no door
 * can forget it. What was linked before stays, unless it is sent again: then it must be
 * seen, or an answer would tell who guesses the id.
 */
@Component
class References {

	private final Visibility visibility;

	private final Map<String, RowGuard> guards;

	References(Visibility visibility, Collection<RowGuard> guards) {
		this.visibility = visibility;
		this.guards = guards.stream().collect(Collectors.toMap(RowGuard::type, Function.identity()));
	}

	/**
	 * Completes if the caller sees everything that these events newly refer to, and what
	 * they go on to refer to as the caller said.
	 * @param sent what the caller said
	 */
	Mono<Void> check(List<? extends DomainEvent> events, Input sent) {
		RowGuard guard = this.guards.get(events.getFirst().after().aggregateType());
		return (guard == null) ? Mono.empty()
				: Flux.fromIterable(guard.references().entrySet())
					.concatMap((entry) -> this.visibility.referable(entry.getValue(),
							asked(events, entry.getKey(), prefix(entry.getValue()), sent)))
					.then();
	}

	private String prefix(RowGuard.Reference reference) {
		return this.guards.values()
			.stream()
			.filter((guard) -> guard.kind().equals(reference.kind()))
			.findFirst()
			.orElseThrow()
			.prefix();
	}

	private static Set<UUID> asked(List<? extends DomainEvent> events, String fact, String prefix, Input sent) {
		Set<UUID> asked = new HashSet<>();
		for (DomainEvent event : events) {
			Aggregate before = event.before();
			Set<UUID> known = (before == null) ? Set.of() : ids(before.facts().get(fact));
			ids(event.after().facts().get(fact)).stream()
				.filter((id) -> !known.contains(id) || isSaid(sent.values(), NodeId.encode(prefix, id)))
				.forEach(asked::add);
		}
		return asked;
	}

	/** Whether an id stands somewhere in an input, however deep. */
	private static boolean isSaid(@Nullable Object input, String id) {
		return switch (input) {
			case Map<?, ?> fields -> fields.values().stream().anyMatch((field) -> isSaid(field, id));
			case Collection<?> items -> items.stream().anyMatch((item) -> isSaid(item, id));
			case String text -> text.equalsIgnoreCase(id);
			case null, default -> false;
		};
	}

	private static Set<UUID> ids(@Nullable Object fact) {
		Stream<?> ids = (fact instanceof Collection<?> list) ? list.stream() : Stream.ofNullable(fact);
		return ids.map((id) -> UUID.fromString(id.toString())).collect(Collectors.toSet());
	}

}
