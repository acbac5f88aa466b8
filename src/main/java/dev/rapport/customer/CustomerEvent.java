package dev.rapport.customer;

import java.time.Instant;

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

	/**
	 * Something was done about it; nothing that anybody can change has changed.
	 *
	 * @param occurredAt when that became known
	 */
	record Touched(Customer before, Customer after, Instant occurredAt) implements CustomerEvent {

		@Override
		public boolean derived() {
			return true;
		}

	}

}
