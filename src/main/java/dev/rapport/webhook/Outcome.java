package dev.rapport.webhook;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What came of one attempt.
 *
 * @param error why it failed; null if the receiver took the message
 * @param status the HTTP status; null if there was no answer
 * @param answer the beginning of the answer's body; null if there was none
 * @param took how long it took
 * @param pause how long the receiver asks to be left alone; null if it did not
 */
record Outcome(@Nullable DeliveryError error, @Nullable Integer status, @Nullable String answer, Duration took,
		@Nullable Duration pause) {

	private static final int GONE = 410;

	/** An attempt that never got an answer. */
	static Outcome failed(DeliveryError error) {
		return new Outcome(error, null, null, Duration.ZERO, null);
	}

	Outcome after(Duration took) {
		return new Outcome(this.error, this.status, this.answer, took, this.pause);
	}

	boolean taken() {
		return this.error == null;
	}

	/** Whether the receiver says that it will never again take anything. */
	boolean gone() {
		return isGone(this.status);
	}

	static boolean isGone(@Nullable Integer status) {
		return status != null && status == GONE;
	}

}
