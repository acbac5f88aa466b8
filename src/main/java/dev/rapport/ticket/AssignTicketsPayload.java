package dev.rapport.ticket;

import java.util.List;

import reactor.core.publisher.Mono;

import dev.rapport.kernel.Problem;

/**
 * The answer to the assignment of many tickets.
 *
 * @param results one for each item, in their order; empty if nothing was tried
 * @param errors what kept everything from happening; the mistakes of single items stand
 * in their results
 */
record AssignTicketsPayload(List<TicketPayload> results, List<Problem.User> errors) {

	static Mono<AssignTicketsPayload> of(Mono<List<TicketPayload>> changes) {
		return changes.map((results) -> new AssignTicketsPayload(results, List.of()))
			.onErrorResume(Problem.User.class,
					(problem) -> Mono.just(new AssignTicketsPayload(List.of(), List.of(problem))));
	}

}
