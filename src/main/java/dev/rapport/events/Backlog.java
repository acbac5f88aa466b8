package dev.rapport.events;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.rapport.persistence.Columns;

/**
 * What lies behind a cursor.
 *
 * @param events how many events, whoever sees them
 * @param since when the oldest of them was written; null if there is none
 * @param lost whether the log can no longer be read from there without a gap
 */
public record Backlog(long events, @Nullable Instant since, boolean lost) {

	/** Bits of a UUIDv7 below its milliseconds, in the upper half. */
	private static final int BELOW_MILLIS = 16;

	static Backlog of(EventCursor cursor, LogHead head, @Nullable UUID next) {
		boolean lost = !head.epoch().equals(cursor.epoch()) || cursor.position() > head.position()
				|| cursor.position() < head.beginning();
		return new Backlog(Math.max(0, head.position() - cursor.position()), written(next), lost);
	}

	/** Events are named when they are written, whenever they happened. */
	static @Nullable Instant written(@Nullable UUID event) {
		return (event == null) ? null : Instant.ofEpochMilli(event.getMostSignificantBits() >>> BELOW_MILLIS);
	}

	/** What is known behind one position. */
	record Row(long position, LogHead head, @Nullable UUID next) {

		static Row read(Columns columns) {
			return new Row(columns.number(), LogHead.read(columns), columns.uuidOrEmpty().orElse(null));
		}

	}

}
