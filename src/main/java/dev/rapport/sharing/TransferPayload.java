package dev.rapport.sharing;

import java.util.List;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import dev.rapport.kernel.Problem;
import dev.rapport.member.OwnedKind;

/**
 * The answer to the transfer of what a member owns.
 *
 * @param transferred how many of each kind that was asked for
 * @param remaining how many are left for another call; null if there are errors
 * @param errors what kept it from happening
 */
record TransferPayload(List<Count> transferred, @Nullable Integer remaining, List<Problem.User> errors) {

	static Mono<TransferPayload> of(Mono<TransferPayload> transfer) {
		return transfer.onErrorResume(Problem.User.class,
				(problem) -> Mono.just(new TransferPayload(List.of(), null, List.of(problem))));
	}

	/** How many records of a kind were handed over. */
	record Count(OwnedKind kind, int count) {
	}

}
