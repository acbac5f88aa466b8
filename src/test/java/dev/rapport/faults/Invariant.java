package dev.rapport.faults;

/** What must hold whatever broke. */
enum Invariant {

	/** Every acknowledged write is in the log once, no refused one is, others may be. */
	I1_ACKNOWLEDGED,

	/** Each row is what its last event says, and each event adds to the one before. */
	I2_FOLD,

	/** Positions of a tenant and versions of a record have no gap and no repetition. */
	I3_DENSE,

	/** On one connection events arrive in the order of the log. */
	I4_ORDER,

	/** A stream that was followed to the end holds all events. */
	I4_COMPLETE,

	/** Whatever is delivered is in the log, under the id that it has there. */
	I4_IDENTITY,

	/** A connection goes on behind what the one before has delivered. */
	I4_RESUMED,

	/** A webhook was sent every event of its tenant that it asked for. */
	I5_POSTED,

	/** No webhook got an event of a record before all earlier ones of that record. */
	I5_ORDER,

	/** An idempotency key has one effect, and all its answers tell of that one. */
	I6_ONE_EFFECT,

	/** Of two reads of a record the later one extends the earlier one. */
	I7_PREFIX,

	/**
	 * Answers that are not good have a published code, and tell nothing of the inside.
	 */
	I8_PUBLISHED,

	/** Nothing of another tenant is told. */
	I9_FOREIGN,

	/** After the fault the service answers on every connection, and holds nothing. */
	I10_RECOVERED

}
