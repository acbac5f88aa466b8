package dev.rapport.territory;

import java.util.List;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import dev.rapport.kernel.Problem;

/**
 * The answer to every mutation of one territory.
 *
 * @param territory as it is after the change; null if there are errors
 * @param errors what kept the change from happening
 */
record TerritoryPayload(@Nullable Territory territory, List<Problem.User> errors) {

	static Mono<TerritoryPayload> of(Mono<Territory> change) {
		return change.map((territory) -> new TerritoryPayload(territory, List.of()))
			.onErrorResume(Problem.User.class, (problem) -> Mono.just(new TerritoryPayload(null, List.of(problem))));
	}

}
