package dev.rapport.customer;

import dev.rapport.events.DomainEvent;

/** What can happen to a customer. */
sealed interface CustomerEvent extends DomainEvent {

	@Override
	Customer after();

	record Created(Customer after) implements CustomerEvent {
	}

	record Updated(Customer before, Customer after) implements CustomerEvent {
	}

	record StatusChanged(Customer before, Customer after) implements CustomerEvent {
	}

	record Archived(Customer before, Customer after) implements CustomerEvent {
	}

	record Restored(Customer before, Customer after) implements CustomerEvent {
	}

}
