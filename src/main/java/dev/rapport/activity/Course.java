package dev.rapport.activity;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import dev.rapport.kernel.Checks;
import dev.rapport.kernel.ErrorCode;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.Problem;

/**
 * How an activity goes: planned, happened, called off.
 *
 * @param plannedAt when it was or is to happen; null if it was never planned, and for
 * tasks, which have a due time instead
 * @param occurredAt when it happened; there exactly when it is completed
 * @param outcome what came of it, or why it was cancelled
 */
public record Course(ActivityStatus status, @Nullable Instant plannedAt, @Nullable Instant occurredAt,
		@Nullable String outcome) {

	/** How far a client's clock may run ahead of ours. */
	private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

	public Course {
		if ((status == ActivityStatus.COMPLETED) != (occurredAt != null)) {
			throw new IllegalArgumentException("Completed is what has happened, and only that");
		}
	}

	/** Still to be done. */
	public static Course open(@Nullable Instant plannedAt) {
		return new Course(ActivityStatus.OPEN, plannedAt, null, null);
	}

	/** Done. */
	public static Course happened(@Nullable Instant plannedAt, Instant occurredAt, @Nullable String outcome) {
		return new Course(ActivityStatus.COMPLETED, plannedAt, occurredAt, outcome);
	}

	/**
	 * The course of a new activity: it happened when the input says so, and now if it
	 * says no time at all; otherwise it is planned.
	 */
	static Course read(Input input, Instant now) {
		Instant planned = input.instantOrNull("plannedAt");
		Instant occurred = occurred(input, now);
		String outcome = Checks.text(input.textOrNull("outcome"), input.at("outcome"));
		if (occurred == null && planned != null) {
			return open(planned).without(outcome, input);
		}
		return happened(planned, (occurred == null) ? now : occurred, outcome);
	}

	/** When something happened; null if the input does not say. */
	static @Nullable Instant occurred(Input input, Instant now) {
		Instant occurred = input.instantOrNull("occurredAt");
		if (occurred != null && occurred.isAfter(now.plus(CLOCK_SKEW))) {
			throw new Problem.Violation(ErrorCode.OUT_OF_RANGE, input.at("occurredAt"), "activity.future");
		}
		return occurred;
	}

	Course planned(Instant at) {
		return new Course(this.status, at, this.occurredAt, this.outcome);
	}

	Course completed(Instant at, @Nullable String outcome) {
		return new Course(ActivityStatus.COMPLETED, this.plannedAt, at, outcome);
	}

	Course cancelled(@Nullable String reason) {
		return new Course(ActivityStatus.CANCELLED, this.plannedAt, null, reason);
	}

	Course reopened() {
		return open(this.plannedAt);
	}

	private Course without(@Nullable String outcome, Input input) {
		if (outcome != null) {
			throw new Problem.Violation(ErrorCode.INVALID_FORMAT, input.at("outcome"), "activity.outcome");
		}
		return this;
	}

}
