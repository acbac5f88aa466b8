package dev.rapport.ticket;

import org.springframework.stereotype.Component;

import dev.rapport.persistence.RowGuard;

/** A ticket is reached by who reaches the member that has it or that recorded it. */
@Component
class TicketGuard implements RowGuard {

	@Override
	public String kind() {
		return "tickets";
	}

	@Override
	public String prefix() {
		return TicketId.PREFIX;
	}

	@Override
	public String table() {
		return "ticket";
	}

	@Override
	public String rule() {
		return "({owned assignee_id} or {owned created_by})";
	}

}
