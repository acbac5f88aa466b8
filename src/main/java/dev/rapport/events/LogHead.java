package dev.rapport.events;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.rapport.kernel.ApiCode;
import dev.rapport.kernel.Problem;
import dev.rapport.persistence.Columns;
import dev.rapport.tenancy.TenantId;

/**
 * Where a tenant's log stands.
 *
 * @param position the newest position; 0 where nothing happened yet
 * @param oldest the oldest position still held; null where none is
 */
record LogHead(UUID epoch, long position, @Nullable Long oldest) {

	static LogHead read(Columns columns) {
		return new LogHead(columns.uuid(), columns.number(), columns.numberOrNull());
	}

	EventCursor cursor(TenantId tenant) {
		return new EventCursor(this.epoch, tenant, this.position);
	}

	/** The lowest position behind which nothing is missing. */
	long beginning() {
		return (this.oldest == null) ? this.position : this.oldest - 1;
	}

	/**
	 * The position behind which a reader goes on.
	 * @throws Problem.Refused if it can't go on exactly there
	 */
	long place(EventCursor cursor, TenantId tenant) {
		if (known(cursor, tenant) < beginning()) {
			throw new Problem.Refused(ApiCode.CURSOR_EXPIRED, "cursor.expired");
		}
		return cursor.position();
	}

	/**
	 * The position of a cursor, whether or not what lies behind it is kept.
	 * @throws Problem.Refused if this log did not give it
	 */
	long known(EventCursor cursor, TenantId tenant) {
		if (!cursor.tenant().equals(tenant)) {
			throw new Problem.Refused(ApiCode.INVALID_CURSOR, "cursor.malformed");
		}
		if (!cursor.epoch().equals(this.epoch) || cursor.position() > this.position || cursor.position() < 0) {
			throw new Problem.Refused(ApiCode.CURSOR_EPOCH_CHANGED, "cursor.epoch");
		}
		return cursor.position();
	}

}
