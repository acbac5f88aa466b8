package dev.rapport.activity;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

import org.jspecify.annotations.Nullable;

import dev.rapport.kernel.ErrorCode;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.Problem;

/** How long activities take: whole seconds, none at least, a month at most. */
final class Lengths {

	private static final Duration LONGEST = Duration.ofDays(31);

	private Lengths() {
	}

	static @Nullable Duration read(Input input) {
		Duration length = input.durationOrNull("duration");
		if (length == null) {
			return null;
		}
		if (length.isNegative() || length.compareTo(LONGEST) > 0) {
			throw new Problem.Violation(ErrorCode.OUT_OF_RANGE, input.at("duration"), "range", "PT0S", "P31D");
		}
		return length.truncatedTo(ChronoUnit.SECONDS);
	}

	static @Nullable Duration patched(Input input, @Nullable Duration current) {
		return input.has("duration") ? read(input) : current;
	}

	static @Nullable String text(@Nullable Duration length) {
		return (length == null) ? null : length.toString();
	}

}
