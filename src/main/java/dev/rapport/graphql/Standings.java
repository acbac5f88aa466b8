package dev.rapport.graphql;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

import dev.rapport.kernel.NodeId;
import dev.rapport.persistence.RowGuard;
import dev.rapport.persistence.Visibility;
import dev.rapport.tenancy.Actors;
import dev.rapport.tenancy.Rights;

/**
 * Finds out where a caller stands towards an answer: its rights, and which of the records
 * that question and answer name it does not see. Asks the database only about kinds that
 * the caller does not reach altogether.
 */
@Component
class Standings {

	/** An id as {@link NodeId} writes and reads it. */
	private static final Pattern ID = Pattern.compile("\\b([a-z]+)_[0-7](?i:[0-9a-hjkmnp-tv-z]){25}\\b");

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private final Visibility visibility;

	private final Map<String, RowGuard> guards;

	Standings(Visibility visibility, Collection<RowGuard> guards) {
		this.visibility = visibility;
		this.guards = guards.stream()
			.filter((guard) -> !guard.prefix().isEmpty())
			.collect(Collectors.toMap(RowGuard::prefix, Function.identity()));
	}

	/** Where the caller stands now towards an answer to a request. */
	Mono<Standing> towards(String answer, WebGraphQlRequest request) {
		Map<String, Set<UUID>> named = named(
				List.of(answer, request.getDocument(), MAPPER.writeValueAsString(request.getVariables())));
		return Actors.current()
			.flatMap((actor) -> unseen(actor.rights(), named)
				.map((unseen) -> Standing.of(actor.rights(), Set.copyOf(unseen))));
	}

	private Mono<Set<String>> unseen(Rights rights, Map<String, Set<UUID>> named) {
		return Flux.fromIterable(named.entrySet())
			.filter((entry) -> !reachesAll(rights, guard(entry.getKey())))
			.concatMap((entry) -> unseen(guard(entry.getKey()), entry.getValue()))
			.collect(HashSet::new, Set::addAll);
	}

	private Mono<Set<String>> unseen(RowGuard guard, Set<UUID> ids) {
		return this.visibility.among(guard.kind(), ids)
			.map((seen) -> ids.stream()
				.filter((id) -> !seen.contains(id))
				.map((id) -> NodeId.encode(guard.prefix(), id))
				.collect(Collectors.toSet()));
	}

	private RowGuard guard(String prefix) {
		return Objects.requireNonNull(this.guards.get(prefix));
	}

	private Map<String, Set<UUID>> named(List<String> texts) {
		return texts.stream()
			.flatMap((text) -> ID.matcher(text).results())
			.filter((id) -> this.guards.containsKey(id.group(1)))
			.collect(Collectors.groupingBy((id) -> id.group(1),
					Collectors.mapping((id) -> NodeId.decode(id.group(1), id.group()), Collectors.toSet())));
	}

	private static boolean reachesAll(Rights rights, RowGuard guard) {
		return rights.reads(guard.kind()).isAll()
				&& guard.parents().stream().allMatch((parent) -> rights.reads(parent).isAll());
	}

}
