package dev.rapport.territory;

import dev.rapport.events.DomainEvent;

/** What can happen to a territory. */
sealed interface TerritoryEvent extends DomainEvent {

	@Override
	Territory after();

	/** Whether it lets somebody into other records than before. */
	default boolean letsIn() {
		return false;
	}

	record Created(Territory after) implements TerritoryEvent {
	}

	record Updated(Territory before, Territory after) implements TerritoryEvent {

		@Override
		public boolean letsIn() {
			return !this.after.members().isEmpty() && !this.after.areas().equals(this.before.areas());
		}

	}

	record Assigned(Territory before, Territory after) implements TerritoryEvent {

		@Override
		public boolean letsIn() {
			return !this.before.members().containsAll(this.after.members());
		}

	}

	record Unassigned(Territory before, Territory after) implements TerritoryEvent {
	}

	record Archived(Territory before, Territory after) implements TerritoryEvent {
	}

	record Restored(Territory before, Territory after) implements TerritoryEvent {

		@Override
		public boolean letsIn() {
			return !this.after.members().isEmpty();
		}

	}

}
