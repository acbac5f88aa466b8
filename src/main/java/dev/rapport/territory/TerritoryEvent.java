package dev.rapport.territory;

import dev.rapport.events.DomainEvent;

/** What can happen to a territory. */
sealed interface TerritoryEvent extends DomainEvent {

	@Override
	Territory after();

	record Created(Territory after) implements TerritoryEvent {
	}

	record Updated(Territory before, Territory after) implements TerritoryEvent {
	}

	record Assigned(Territory before, Territory after) implements TerritoryEvent {
	}

	record Unassigned(Territory before, Territory after) implements TerritoryEvent {
	}

	record Archived(Territory before, Territory after) implements TerritoryEvent {
	}

	record Restored(Territory before, Territory after) implements TerritoryEvent {
	}

}
