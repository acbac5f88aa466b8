package dev.rapport.webhook;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How long a process goes on with one subscription before others have their turn: until a
 * time, or until its receiver is in trouble.
 */
final class Pace {

	/** After so many failures in a row the subscription rests. */
	static final int PATIENCE = 3;

	private final long end;

	private final AtomicInteger failures = new AtomicInteger();

	Pace(Duration time) {
		this.end = System.nanoTime() + time.toNanos();
	}

	void note(boolean taken) {
		if (taken) {
			this.failures.set(0);
		}
		else {
			this.failures.incrementAndGet();
		}
	}

	boolean troubled() {
		return this.failures.get() >= PATIENCE;
	}

	boolean goesOn() {
		return !troubled() && System.nanoTime() - this.end < 0;
	}

}
