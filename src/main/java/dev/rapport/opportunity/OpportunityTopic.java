package dev.rapport.opportunity;

import org.springframework.stereotype.Component;

import dev.rapport.events.DomainEvent;
import dev.rapport.events.Topic;
import dev.rapport.kernel.Input;
import dev.rapport.persistence.Condition;

/** What can be followed of opportunities. */
@Component
class OpportunityTopic implements Topic {

	@Override
	public String type() {
		return "Opportunity";
	}

	@Override
	public Class<? extends DomainEvent> events() {
		return OpportunityEvent.class;
	}

	@Override
	public Condition filter(Input arguments) {
		return OpportunityFilters.filter(arguments);
	}

}
