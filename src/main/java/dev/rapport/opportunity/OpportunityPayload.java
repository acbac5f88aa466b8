package dev.rapport.opportunity;

import java.util.List;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import dev.rapport.kernel.Problem;

/**
 * The answer to every mutation of one opportunity.
 *
 * @param opportunity as it is after the change; null if there are errors
 * @param errors what kept the change from happening
 */
record OpportunityPayload(@Nullable Opportunity opportunity, List<Problem.User> errors) {

	static Mono<OpportunityPayload> of(Mono<Opportunity> change) {
		return change.map((opportunity) -> new OpportunityPayload(opportunity, List.of()))
			.onErrorResume(Problem.User.class, (problem) -> Mono.just(new OpportunityPayload(null, List.of(problem))));
	}

	/**
	 * The answer to a mutation of many.
	 *
	 * @param results in the order of the items
	 * @param errors what kept all of them from happening
	 */
	record Many(List<OpportunityPayload> results, List<Problem.User> errors) {
	}

}
