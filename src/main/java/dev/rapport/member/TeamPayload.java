package dev.rapport.member;

import java.util.List;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import dev.rapport.kernel.Problem;

/**
 * The answer to every mutation of one team.
 *
 * @param team as it is after the change; null if there are errors
 * @param errors what kept the change from happening
 */
record TeamPayload(@Nullable Team team, List<Problem.User> errors) {

	static Mono<TeamPayload> of(Mono<Team> change) {
		return change.map((team) -> new TeamPayload(team, List.of()))
			.onErrorResume(Problem.User.class, (problem) -> Mono.just(new TeamPayload(null, List.of(problem))));
	}

}
