package dev.rapport.ticket;

import java.util.List;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import dev.rapport.kernel.Problem;

/**
 * The answer to a comment.
 *
 * @param ticket as it is after the comment; null if there are errors
 * @param comment null if there are errors
 * @param errors what kept the comment from being added
 */
record TicketCommentPayload(@Nullable Ticket ticket, @Nullable TicketComment comment, List<Problem.User> errors) {

	static Mono<TicketCommentPayload> of(Mono<TicketEvent.Commented> change) {
		return change.map((event) -> new TicketCommentPayload(event.after(), event.comment(), List.of()))
			.onErrorResume(Problem.User.class,
					(problem) -> Mono.just(new TicketCommentPayload(null, null, List.of(problem))));
	}

}
