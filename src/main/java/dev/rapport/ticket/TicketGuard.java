package dev.rapport.ticket;

import java.util.List;
import java.util.Map;

import org.springframework.stereotype.Component;

import dev.rapport.customer.CustomerTerritory;
import dev.rapport.persistence.RowGuard;

/**
 * A ticket is reached by who reaches the member that has it or that recorded it, or looks
 * after where its customer is.
 */
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
	public String type() {
		return "Ticket";
	}

	@Override
	public String table() {
		return "ticket";
	}

	@Override
	public List<String> owners() {
		return List.of("assigneeId", "createdBy");
	}

	@Override
	public Map<String, Reference> references() {
		return Map.of("customerId", new Reference("customers", "ticket_customer"), "contactId",
				new Reference("contacts", "ticket_contact"), "duplicateOfId",
				new Reference("tickets", "ticket_duplicate_of"));
	}

	@Override
	public Territory territory() {
		return CustomerTerritory.OF_ONE;
	}

	@Override
	public String rule() {
		return "({owned assignee_id} or {owned created_by})";
	}

}
