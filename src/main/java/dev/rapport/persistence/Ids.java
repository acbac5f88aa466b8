package dev.rapport.persistence;

import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The one generator of ids: UUIDv7 of
 * <a href="https://www.rfc-editor.org/rfc/rfc9562#section-5.7">RFC 9562</a>, increasing
 * within this process. Ids are names, not secrets, so their random part is fast rather
 * than strong. Nothing here waits: ids are made on event loops.
 */
public final class Ids {

	/** Bits that count within a millisecond; more ids than that borrow from the next. */
	private static final int COUNTER = 12;

	private static final long VERSION = 7L << COUNTER;

	private static final long VARIANT = 1L << 63;

	private static final Clock CLOCK = Clock.systemUTC();

	/** Milliseconds and counter of the last id. */
	private static final AtomicLong LAST = new AtomicLong();

	private Ids() {
	}

	public static UUID next() {
		long now = CLOCK.millis() << COUNTER;
		long ticket = LAST.updateAndGet((last) -> Math.max(last + 1, now));
		long millis = ticket >>> COUNTER;
		long count = ticket & ((1L << COUNTER) - 1);
		return new UUID(millis << 16 | VERSION | count, VARIANT | ThreadLocalRandom.current().nextLong() >>> 2);
	}

}
