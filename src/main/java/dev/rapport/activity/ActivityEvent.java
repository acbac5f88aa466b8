package dev.rapport.activity;

import dev.rapport.events.DomainEvent;

/** What can happen to an activity. */
sealed interface ActivityEvent extends DomainEvent {

	@Override
	Activity after();

	record Created(Activity after) implements ActivityEvent {
	}

	record Updated(Activity before, Activity after) implements ActivityEvent {
	}

	record Rescheduled(Activity before, Activity after) implements ActivityEvent {
	}

	record Completed(Activity before, Activity after) implements ActivityEvent {
	}

	record Cancelled(Activity before, Activity after) implements ActivityEvent {
	}

	record Reopened(Activity before, Activity after) implements ActivityEvent {
	}

}
