package dev.rapport.customer;

import org.springframework.stereotype.Component;

import dev.rapport.events.DomainEvent;
import dev.rapport.events.Topic;
import dev.rapport.kernel.Input;
import dev.rapport.persistence.Condition;

/** What can be followed of customers. */
@Component
class CustomerTopic implements Topic {

	@Override
	public String type() {
		return "Customer";
	}

	@Override
	public Class<? extends DomainEvent> events() {
		return CustomerEvent.class;
	}

	@Override
	public Condition filter(Input arguments) {
		return CustomerFilters.filter(arguments);
	}

}
