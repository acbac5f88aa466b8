package dev.rapport.activity;

import java.util.List;
import java.util.Set;

import dev.rapport.kernel.ErrorCode;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.Problem;

/**
 * What sort of activity it is: 客户拜访, 客户电话, 客户邮件, 会议, 记录, 任务.
 */
public enum ActivityType {

	VISIT("location", "duration"), CALL("direction", "phone", "duration"), EMAIL("direction", "address"),
	MEETING("location", "duration", "participantIds"), NOTE(), TASK("priority", "reminderAt");

	private final Set<String> own;

	ActivityType(String... own) {
		this.own = Set.of(own);
	}

	/** The statuses that can follow one. E-mails and notes have happened for good. */
	List<ActivityStatus> next(ActivityStatus status) {
		return switch (status) {
			case OPEN -> List.of(ActivityStatus.COMPLETED, ActivityStatus.CANCELLED);
			case COMPLETED -> (this == TASK) ? List.of(ActivityStatus.OPEN) : List.of();
			case CANCELLED -> List.of();
		};
	}

	/**
	 * Checks that a change speaks only of what an activity of this type has.
	 * @throws Problem.Violation if it has a field of another type
	 */
	void admit(Input input) {
		for (ActivityType other : values()) {
			for (String field : other.own) {
				if (input.has(field) && !this.own.contains(field)) {
					throw new Problem.Violation(ErrorCode.INVALID_FORMAT, input.at(field), "activity.field");
				}
			}
		}
	}

	/** Adds to a core what only this type has. */
	Activity read(ActivityCore core, Input input) {
		return switch (this) {
			case VISIT -> Visit.read(core, input);
			case CALL -> Call.read(core, input);
			case EMAIL -> Email.read(core, input);
			case MEETING -> Meeting.read(core, input);
			case NOTE -> new Note(core);
			case TASK -> Task.read(core, input);
		};
	}

}
