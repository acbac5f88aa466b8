package dev.rapport.ticket;

import java.util.List;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import dev.rapport.kernel.Problem;

/**
 * The answer to every mutation of one ticket.
 *
 * @param ticket as it is after the change; null if there are errors
 * @param errors what kept the change from happening
 */
record TicketPayload(@Nullable Ticket ticket, List<Problem.User> errors) {

	static Mono<TicketPayload> of(Mono<Ticket> change) {
		return change.map((ticket) -> new TicketPayload(ticket, List.of()))
			.onErrorResume(Problem.User.class, (problem) -> Mono.just(new TicketPayload(null, List.of(problem))));
	}

}
