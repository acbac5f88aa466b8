package dev.rapport.member;

import java.util.List;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import dev.rapport.kernel.Problem;

/**
 * The answer to every mutation of one client.
 *
 * @param apiClient as it is after the change; null if there are errors
 * @param errors what kept the change from happening
 */
record ApiClientPayload(@Nullable ApiClient apiClient, List<Problem.User> errors) {

	static Mono<ApiClientPayload> of(Mono<ApiClient> change) {
		return change.map((client) -> new ApiClientPayload(client, List.of()))
			.onErrorResume(Problem.User.class, (problem) -> Mono.just(new ApiClientPayload(null, List.of(problem))));
	}

}
