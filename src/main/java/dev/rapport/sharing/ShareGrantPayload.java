package dev.rapport.sharing;

import java.util.List;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import dev.rapport.kernel.Problem;

/**
 * The answer to every mutation of one share.
 *
 * @param share as it is after the change; null if there are errors, or was none
 * @param errors what kept the change from happening
 */
record ShareGrantPayload(@Nullable ShareGrant share, List<Problem.User> errors) {

	static Mono<ShareGrantPayload> of(Mono<ShareGrant> change) {
		return change.map((share) -> new ShareGrantPayload(share, List.of()))
			.defaultIfEmpty(new ShareGrantPayload(null, List.of()))
			.onErrorResume(Problem.User.class, (problem) -> Mono.just(new ShareGrantPayload(null, List.of(problem))));
	}

}
