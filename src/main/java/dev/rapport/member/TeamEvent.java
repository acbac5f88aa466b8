package dev.rapport.member;

import java.util.Objects;

import dev.rapport.events.DomainEvent;

/** What can happen to a team. */
public sealed interface TeamEvent extends DomainEvent {

	@Override
	Team after();

	record Created(Team after) implements TeamEvent {
	}

	record Updated(Team before, Team after) implements TeamEvent {

		/** Whether the team has another place in the tree. */
		public boolean moved() {
			return !Objects.equals(this.before.parent(), this.after.parent());
		}

	}

	record Archived(Team before, Team after) implements TeamEvent {
	}

	record Restored(Team before, Team after) implements TeamEvent {
	}

}
