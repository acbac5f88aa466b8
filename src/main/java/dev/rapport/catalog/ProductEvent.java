package dev.rapport.catalog;

import dev.rapport.events.DomainEvent;

/** What can happen to a product. */
public sealed interface ProductEvent extends DomainEvent {

	@Override
	Product after();

	record Created(Product after) implements ProductEvent {
	}

	record Updated(Product before, Product after) implements ProductEvent {
	}

	record Discontinued(Product before, Product after) implements ProductEvent {
	}

	record Reactivated(Product before, Product after) implements ProductEvent {
	}

}
