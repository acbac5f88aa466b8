package dev.rapport.territory;

import dev.rapport.events.DomainEvent;

/** What can happen to a territory. */
sealed interface TerritoryEvent extends DomainEvent {

	@Override
	Territory after();

	/** Whether anything is different afterwards; what is not is neither kept nor told. */
	default boolean changes() {
		return true;
	}

	record Created(Territory after) implements TerritoryEvent {
	}

	record Updated(Territory before, Territory after) implements TerritoryEvent {
	}

	record Assigned(Territory before, Territory after) implements TerritoryEvent {

		@Override
		public boolean changes() {
			return !this.after.members().equals(this.before.members());
		}

	}

	record Unassigned(Territory before, Territory after) implements TerritoryEvent {

		@Override
		public boolean changes() {
			return !this.after.members().equals(this.before.members());
		}

	}

	record Archived(Territory before, Territory after) implements TerritoryEvent {
	}

	record Restored(Territory before, Territory after) implements TerritoryEvent {
	}

}
