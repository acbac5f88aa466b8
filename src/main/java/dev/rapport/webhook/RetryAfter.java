package dev.rapport.webhook;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

import org.jspecify.annotations.Nullable;

/**
 * Reads the header {@code Retry-After} of
 * <a href="https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3">RFC 9110</a>: seconds,
 * or the date of an own clock. Neither is believed for longer than
 * {@link RetrySchedule#LONGEST}.
 */
final class RetryAfter {

	private RetryAfter() {
	}

	/**
	 * How long a receiver asks to be left alone.
	 * @return null if it does not, says nothing that can be read, or names a time that is
	 * over
	 */
	static @Nullable Duration pause(@Nullable String header, Instant now) {
		Duration pause = (header == null) ? null : read(header.strip(), now);
		if (pause == null || pause.isNegative()) {
			return null;
		}
		return (pause.compareTo(RetrySchedule.LONGEST) > 0) ? RetrySchedule.LONGEST : pause;
	}

	private static @Nullable Duration read(String header, Instant now) {
		if (header.matches("\\d{1,9}")) {
			return Duration.ofSeconds(Long.parseLong(header));
		}
		try {
			return Duration.between(now, ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
		}
		catch (DateTimeException ex) {
			return null;
		}
	}

}
