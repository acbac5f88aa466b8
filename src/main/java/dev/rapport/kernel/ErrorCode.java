package dev.rapport.kernel;

/** The published codes of user errors in mutation payloads. */
public enum ErrorCode {

	/** A value is missing. */
	REQUIRED,
	/** A text is longer than its limit. */
	TOO_LONG,
	/** A list has more items than its limit. */
	TOO_MANY,
	/** A value is not of the form its kind asks for. */
	INVALID_FORMAT,
	/** A number or date is outside its range. */
	OUT_OF_RANGE,
	/** The version sent isn't the current one. */
	VERSION_CONFLICT,
	/** The node does not exist, or not for this caller. */
	NOT_FOUND,
	/** The caller may not do this. */
	FORBIDDEN,
	/** The state machine does not allow this step from the current state. */
	TRANSITION_REFUSED,
	/** The entry gate of the stage is not met. */
	GATE_NOT_MET,
	/** Another node has the same unique value. */
	DUPLICATE,
	/** The change would make a hierarchy circular. */
	CYCLE,
	/** The node is archived and can't be changed. */
	ARCHIVED,
	/** The value is still used by other nodes. */
	IN_USE

}
