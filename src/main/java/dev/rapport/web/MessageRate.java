package dev.rapport.web;

import java.time.Duration;

/** Counts the messages of one socket, by the minute. Not thread-safe. */
final class MessageRate {

	private static final long WINDOW = Duration.ofMinutes(1).toNanos();

	private final int limit;

	private long windowStart = System.nanoTime();

	private int count;

	MessageRate(int limit) {
		this.limit = limit;
	}

	/** Counts one more; false if that is one too many. */
	boolean admits() {
		long now = System.nanoTime();
		if (now - this.windowStart >= WINDOW) {
			this.windowStart = now;
			this.count = 0;
		}
		this.count++;
		return this.count <= this.limit;
	}

}
