package dev.rapport.ticket;

import java.time.Instant;
import java.util.UUID;

import dev.rapport.kernel.Checks;
import dev.rapport.kernel.Input;

/**
 * Something that was said about a ticket. It is never changed.
 *
 * @param body not blank, at most 20,000 characters
 * @param createdBy the UUID of a member
 */
public record TicketComment(TicketCommentId id, TicketId ticket, String body, Visibility visibility, Instant createdAt,
		UUID createdBy) {

	/** Who may read a comment. */
	public enum Visibility {

		/** The customer, too. */
		PUBLIC,
		/** Our members only. */
		INTERNAL

	}

	/** What an input says. */
	static String body(Input input) {
		return Checks.required(Checks.text(input.text("body"), input.at("body")), input.at("body"));
	}

}
