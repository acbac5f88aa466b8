package dev.rapport.contact;

import org.springframework.stereotype.Component;

import dev.rapport.events.DomainEvent;
import dev.rapport.events.Topic;
import dev.rapport.kernel.Input;
import dev.rapport.persistence.Condition;

/** What can be followed of contacts. */
@Component
class ContactTopic implements Topic {

	@Override
	public String type() {
		return "Contact";
	}

	@Override
	public Class<? extends DomainEvent> events() {
		return ContactEvent.class;
	}

	@Override
	public Condition filter(Input arguments) {
		return ContactFilters.filter(arguments);
	}

}
