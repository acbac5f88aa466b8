package dev.rapport.ticket;

import org.jspecify.annotations.Nullable;

import dev.rapport.events.DomainEvent;

/** What can happen to a ticket. */
public sealed interface TicketEvent extends DomainEvent {

	@Override
	Ticket after();

	@Override
	default @Nullable Ticket before() {
		return null;
	}

	/** Why it happened; null if nothing was said. */
	default @Nullable String reason() {
		return null;
	}

	record Created(Ticket after) implements TicketEvent {
	}

	record Updated(Ticket before, Ticket after) implements TicketEvent {
	}

	record Assigned(Ticket before, Ticket after) implements TicketEvent {
	}

	record Pended(Ticket before, Ticket after) implements TicketEvent {
	}

	record Held(Ticket before, Ticket after) implements TicketEvent {
	}

	record Resumed(Ticket before, Ticket after) implements TicketEvent {
	}

	record Solved(Ticket before, Ticket after) implements TicketEvent {

		@Override
		public @Nullable String reason() {
			return this.after.resolution();
		}

	}

	record Reopened(Ticket before, Ticket after, String reason) implements TicketEvent {
	}

	record Closed(Ticket before, Ticket after) implements TicketEvent {
	}

	record MarkedDuplicate(Ticket before, Ticket after) implements TicketEvent {
	}

	record MarkedSpam(Ticket before, Ticket after) implements TicketEvent {
	}

	record Commented(Ticket before, Ticket after, TicketComment comment) implements TicketEvent {
	}

}
