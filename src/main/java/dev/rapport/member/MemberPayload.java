package dev.rapport.member;

import java.util.List;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import dev.rapport.kernel.Problem;

/**
 * The answer to every mutation of one member.
 *
 * @param member as it is after the change; null if there are errors
 * @param errors what kept the change from happening
 */
record MemberPayload(@Nullable Member member, List<Problem.User> errors) {

	static Mono<MemberPayload> of(Mono<Member> change) {
		return change.map((member) -> new MemberPayload(member, List.of()))
			.onErrorResume(Problem.User.class, (problem) -> Mono.just(new MemberPayload(null, List.of(problem))));
	}

}
