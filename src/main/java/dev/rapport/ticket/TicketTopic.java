package dev.rapport.ticket;

import org.springframework.stereotype.Component;

import dev.rapport.events.DomainEvent;
import dev.rapport.events.Topic;
import dev.rapport.kernel.Input;
import dev.rapport.persistence.Condition;

/** What can be followed of tickets. */
@Component
class TicketTopic implements Topic {

	@Override
	public String type() {
		return "Ticket";
	}

	@Override
	public Class<? extends DomainEvent> events() {
		return TicketEvent.class;
	}

	@Override
	public Condition filter(Input arguments) {
		return TicketFilters.filter(arguments);
	}

}
