package dev.rapport.opportunity;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import dev.rapport.events.DomainEvent;

/** What can happen to an opportunity. */
public sealed interface OpportunityEvent extends DomainEvent {

	@Override
	Opportunity after();

	@Override
	default @Nullable Opportunity before() {
		return null;
	}

	/** Why it happened, in somebody's words; null if nobody said. */
	default @Nullable String reason() {
		return null;
	}

	record Opened(Opportunity after) implements OpportunityEvent {
	}

	record Updated(Opportunity before, Opportunity after) implements OpportunityEvent {
	}

	record Moved(Opportunity before, Opportunity after, @Nullable String reason) implements OpportunityEvent {
	}

	record Won(Opportunity before, Opportunity after) implements OpportunityEvent {
	}

	record Lost(Opportunity before, Opportunity after, String reason) implements OpportunityEvent {
	}

	record Reopened(Opportunity before, Opportunity after, String reason) implements OpportunityEvent {
	}

	record Archived(Opportunity before, Opportunity after) implements OpportunityEvent {
	}

	record Restored(Opportunity before, Opportunity after) implements OpportunityEvent {
	}

	/**
	 * Something was done about it; nothing that anybody can change has changed.
	 *
	 * @param occurredAt when that became known
	 */
	record Touched(Opportunity before, Opportunity after, Instant occurredAt) implements OpportunityEvent {

		@Override
		public boolean derived() {
			return true;
		}

	}

}
