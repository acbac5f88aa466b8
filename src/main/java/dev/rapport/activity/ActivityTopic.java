package dev.rapport.activity;

import org.springframework.stereotype.Component;

import dev.rapport.events.DomainEvent;
import dev.rapport.events.Topic;
import dev.rapport.kernel.Input;
import dev.rapport.persistence.Condition;

/** What can be followed of activities. */
@Component
class ActivityTopic implements Topic {

	@Override
	public String type() {
		return "Activity";
	}

	@Override
	public Class<? extends DomainEvent> events() {
		return ActivityEvent.class;
	}

	@Override
	public Condition filter(Input arguments) {
		return ActivityFilters.filter(arguments);
	}

}
