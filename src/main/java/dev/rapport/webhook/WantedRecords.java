package dev.rapport.webhook;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import dev.rapport.kernel.ErrorCode;
import dev.rapport.kernel.NodeId;
import dev.rapport.kernel.Problem;
import dev.rapport.persistence.RowGuard;
import dev.rapport.persistence.Visibility;

/**
 * Nobody follows a single record that it does not see. What was followed before stays,
 * and is sent by the rights of the owner anyway.
 */
@Component
class WantedRecords {

	private final Visibility visibility;

	private final Map<String, RowGuard> guards;

	WantedRecords(Visibility visibility, SentFields fields) {
		this.visibility = visibility;
		this.guards = fields.records().values().stream().collect(Collectors.toMap(RowGuard::prefix, (guard) -> guard));
	}

	/**
	 * Completes if the caller sees all records that are newly wanted. One that it does
	 * not see is refused like one that does not exist.
	 * @param path where they stand in the input
	 */
	Mono<Void> check(List<String> before, List<String> after, String path) {
		Set<String> added = new HashSet<>(after);
		before.forEach(added::remove);
		return Flux.fromIterable(added.stream().collect(Collectors.groupingBy(NodeId::prefixOf)).entrySet())
			.concatMap((same) -> unseen(same.getKey(), same.getValue()))
			.next()
			.flatMap((unseen) -> Mono.error(() -> new Problem.Violation(ErrorCode.NOT_FOUND,
					path + "." + after.indexOf(unseen), "webhook.record.absent")));
	}

	private Flux<String> unseen(String prefix, List<String> ids) {
		Map<UUID, String> wanted = ids.stream()
			.collect(Collectors.toMap((id) -> NodeId.decode(prefix, id), (id) -> id, (one, same) -> one));
		String kind = guard(prefix).kind();
		return this.visibility.among(kind, wanted.keySet())
			.doOnNext((seen) -> wanted.keySet().removeAll(seen))
			.flatMapIterable((seen) -> wanted.values());
	}

	private RowGuard guard(String prefix) {
		RowGuard guard = this.guards.get(prefix);
		if (guard == null) {
			throw new IllegalArgumentException("Nobody guards " + prefix);
		}
		return guard;
	}

}
