package dev.rapport.ticket;

import org.springframework.stereotype.Component;

import dev.rapport.persistence.RowGuard;

/** Internal comments are reached all or not at all; which tickets is another question. */
@Component
class InternalCommentGuard implements RowGuard {

	@Override
	public String kind() {
		return "internalComments";
	}

	@Override
	public String prefix() {
		return "";
	}

	@Override
	public String type() {
		return "TicketComment";
	}

	@Override
	public String table() {
		return "ticket_comment";
	}

	@Override
	public String rule() {
		return "false";
	}

}
