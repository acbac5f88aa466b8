package dev.rapport.webhook;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * One attempt to deliver.
 *
 * @param at when it began, ISO 8601
 * @param error why it failed; null if the receiver took the message
 * @param httpStatus null if there was no answer
 * @param milliseconds how long it took
 * @param answer the beginning of the answer's body; null if there was none
 */
record Attempt(String at, @Nullable DeliveryError error, @Nullable Integer httpStatus, int milliseconds,
		@Nullable String answer) {

	static Attempt of(Instant at, Outcome outcome) {
		return new Attempt(at.toString(), outcome.error(), outcome.status(), Math.toIntExact(outcome.took().toMillis()),
				outcome.answer());
	}

}
