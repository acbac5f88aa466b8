package dev.rapport.ticket;

import java.util.List;

import dev.rapport.kernel.Problem;

/** Where a ticket stands, by the names that Zendesk made common. */
public enum TicketStatus {

	NEW, OPEN, PENDING, ON_HOLD, SOLVED, DUPLICATE, CLOSED, SPAM;

	/** The statuses that can follow this one; none if it is final. */
	List<TicketStatus> next() {
		return switch (this) {
			case NEW -> List.of(OPEN, DUPLICATE, SPAM);
			case OPEN -> List.of(PENDING, ON_HOLD, SOLVED, DUPLICATE);
			case PENDING -> List.of(OPEN, SOLVED);
			case ON_HOLD -> List.of(OPEN);
			case SOLVED -> List.of(OPEN, CLOSED);
			case DUPLICATE -> List.of(CLOSED);
			case CLOSED, SPAM -> List.of();
		};
	}

	boolean last() {
		return next().isEmpty();
	}

	/** Why this status can't be left for another one by the verb that was tried. */
	Problem.Transition refusal(TicketStatus to) {
		return new Problem.Transition(name(), to.name(), next().stream().map(TicketStatus::name).toList());
	}

}
