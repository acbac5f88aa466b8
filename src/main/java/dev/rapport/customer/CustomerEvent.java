package dev.rapport.customer;

import java.util.Objects;

import dev.rapport.events.DomainEvent;

/** What can happen to a customer. */
sealed interface CustomerEvent extends DomainEvent {

	@Override
	Customer after();

	record Created(Customer after) implements CustomerEvent {
	}

	record Updated(Customer before, Customer after) implements CustomerEvent {

		/** Whether the customer belongs to another one now. */
		boolean moved() {
			return !Objects.equals(this.before.profile().parent(), this.after.profile().parent());
		}

	}

	record StatusChanged(Customer before, Customer after) implements CustomerEvent {
	}

	record Archived(Customer before, Customer after) implements CustomerEvent {
	}

	record Restored(Customer before, Customer after) implements CustomerEvent {
	}

}
