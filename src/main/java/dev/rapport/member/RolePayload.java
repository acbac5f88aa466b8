package dev.rapport.member;

import java.util.List;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import dev.rapport.kernel.Problem;

/**
 * The answer to every mutation of one role.
 *
 * @param role as it is after the change; null if there are errors
 * @param errors what kept the change from happening
 */
record RolePayload(@Nullable Role role, List<Problem.User> errors) {

	static Mono<RolePayload> of(Mono<Role> change) {
		return change.map((role) -> new RolePayload(role, List.of()))
			.onErrorResume(Problem.User.class, (problem) -> Mono.just(new RolePayload(null, List.of(problem))));
	}

}
