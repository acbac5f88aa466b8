package dev.rapport.kernel;

import java.time.Instant;
import java.util.UUID;

/**
 * When and by whom a record was made and last changed, UTC, to the millisecond.
 *
 * @param createdBy the UUID of a member
 * @param updatedBy the UUID of a member
 */
public record Stamp(Instant createdAt, UUID createdBy, Instant updatedAt, UUID updatedBy) {

	/** For sketches of records, which do not show it. */
	public static final Stamp BLANK = created(Instant.EPOCH, new UUID(0, 0));

	/** For sketches that show when the record was made, and no more. */
	public static Stamp sketched(Instant createdAt) {
		return created(createdAt, BLANK.createdBy);
	}

	/** The stamp of a new record. */
	public static Stamp created(Instant now, UUID member) {
		return new Stamp(now, member, now, member);
	}

	/** The stamp after a change; time never runs backwards within one record. */
	public Stamp updated(Instant now, UUID member) {
		return new Stamp(this.createdAt, this.createdBy, now.isBefore(this.updatedAt) ? this.updatedAt : now, member);
	}

}
