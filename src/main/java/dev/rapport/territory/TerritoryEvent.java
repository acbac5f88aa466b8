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
		public boolean changes() {
			return !this.after.members().equals(this.before.members());
		}

		@Override
		public boolean letsIn() {
			return changes();
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

		@Override
		public boolean letsIn() {
			return !this.after.members().isEmpty();
		}

	}

}
