package dev.rapport.contact;

import dev.rapport.events.DomainEvent;

/** What can happen to a contact. */
public sealed interface ContactEvent extends DomainEvent {

	@Override
	Contact after();

	record Created(Contact after) implements ContactEvent {
	}

	record Updated(Contact before, Contact after) implements ContactEvent {
	}

	/** Speaks for another customer, or for one again. */
	record Linked(Contact before, Contact after) implements ContactEvent {
	}

	record LinkEnded(Contact before, Contact after) implements ContactEvent {
	}

	record Archived(Contact before, Contact after) implements ContactEvent {
	}

	record Restored(Contact before, Contact after) implements ContactEvent {
	}

}
