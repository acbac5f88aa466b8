package dev.rapport.ticket;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * How far a ticket has come. Its steps obey {@link TicketStatus#next()}: each returns the
 * course after it, or refuses with a {@link dev.rapport.kernel.Problem.Transition}.
 *
 * @param since when the status was reached
 * @param resolution what solved it; null unless it is solved, or closed after that
 * @param firstResponseAt when a member first answered in public
 * @param solvedAt when it was solved; null unless it is solved, or closed after that
 * @param closedAt when it was closed; null before that
 * @param reopenCount how often it was taken up again after it had been solved
 * @param duplicateOf the ticket that is dealt with instead
 */
public record Course(TicketStatus status, Instant since, @Nullable String resolution, @Nullable Instant firstResponseAt,
		@Nullable Instant solvedAt, @Nullable Instant closedAt, int reopenCount, @Nullable TicketId duplicateOf) {

	/**
	 * The course of a ticket that begins.
	 * @param assigned whether somebody has it already; then it is open, else new
	 */
	public static Course begun(Instant at, boolean assigned) {
		return new Course(assigned ? TicketStatus.OPEN : TicketStatus.NEW, at, null, null, null, null, 0, null);
	}

	/** Somebody takes the ticket: a new one becomes open, another one stays as it is. */
	Course taken(Instant at) {
		return (this.status == TicketStatus.NEW) ? moved(TicketStatus.OPEN, at) : this;
	}

	Course pended(Instant at) {
		return moved(TicketStatus.PENDING, at);
	}

	Course held(Instant at) {
		return moved(TicketStatus.ON_HOLD, at);
	}

	Course resumed(Instant at) {
		if (this.status != TicketStatus.PENDING && this.status != TicketStatus.ON_HOLD) {
			throw this.status.refusal(TicketStatus.OPEN);
		}
		return moved(TicketStatus.OPEN, at);
	}

	Course solved(String resolution, Instant at) {
		Course solved = moved(TicketStatus.SOLVED, at);
		return new Course(solved.status, at, resolution, this.firstResponseAt, at, null, this.reopenCount,
				this.duplicateOf);
	}

	Course reopened(Instant at) {
		if (this.status != TicketStatus.SOLVED) {
			throw this.status.refusal(TicketStatus.OPEN);
		}
		return new Course(TicketStatus.OPEN, at, null, this.firstResponseAt, null, null, this.reopenCount + 1,
				this.duplicateOf);
	}

	Course closed(Instant at) {
		Course closed = moved(TicketStatus.CLOSED, at);
		return new Course(closed.status, at, this.resolution, this.firstResponseAt, this.solvedAt, at, this.reopenCount,
				this.duplicateOf);
	}

	Course duplicate(TicketId original, Instant at) {
		Course duplicate = moved(TicketStatus.DUPLICATE, at);
		return new Course(duplicate.status, at, this.resolution, this.firstResponseAt, this.solvedAt, this.closedAt,
				this.reopenCount, original);
	}

	Course spam(Instant at) {
		return moved(TicketStatus.SPAM, at);
	}

	/** A member answers in public; only the first time counts. */
	Course answered(Instant at) {
		return (this.firstResponseAt != null) ? this : new Course(this.status, this.since, this.resolution, at,
				this.solvedAt, this.closedAt, this.reopenCount, this.duplicateOf);
	}

	private Course moved(TicketStatus to, Instant at) {
		if (!this.status.next().contains(to)) {
			throw this.status.refusal(to);
		}
		return new Course(to, at, this.resolution, this.firstResponseAt, this.solvedAt, this.closedAt, this.reopenCount,
				this.duplicateOf);
	}

}
