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

		/**
		 * Whether others, or this member as the lead, may see more than before of what
		 * the team's members have.
		 */
		boolean letsIn(MemberId member) {
			return (moved() && this.after.parent() != null)
					|| (member.equals(this.after.lead()) && !member.equals(this.before.lead()));
		}

	}

	record Archived(Team before, Team after) implements TeamEvent {
	}

	record Restored(Team before, Team after) implements TeamEvent {
	}

}
