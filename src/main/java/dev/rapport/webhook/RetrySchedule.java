package dev.rapport.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

/**
 * When a delivery that failed is tried again: {@value #ATTEMPTS} attempts over 27 hours
 * and 35 minutes, each pause up to a tenth shorter or longer, so that what failed
 * together does not come back together.
 */
final class RetrySchedule {

	/** The first try included. */
	static final int ATTEMPTS = 8;

	/** For how long a receiver may ask to be left alone. */
	static final Duration LONGEST = Duration.ofHours(24);

	private static final List<Duration> PAUSES = List.of(Duration.ofSeconds(5), Duration.ofMinutes(5),
			Duration.ofMinutes(30), Duration.ofHours(2), Duration.ofHours(5), Duration.ofHours(10),
			Duration.ofHours(10));

	private static final double JITTER = 0.1;

	private final RandomGenerator random;

	RetrySchedule(RandomGenerator random) {
		this.random = random;
	}

	/**
	 * The time of the next attempt.
	 * @param made how many attempts were made, at least one
	 * @param asked the pause that the receiver asked for; null if it did not
	 * @return null if there is none
	 */
	@Nullable Instant next(int made, Instant now, @Nullable Duration asked) {
		if (made >= ATTEMPTS) {
			return null;
		}
		Duration pause = PAUSES.get(made - 1);
		double factor = 1 - JITTER + 2 * JITTER * this.random.nextDouble();
		Duration own = Duration.ofMillis(Math.round(pause.toMillis() * factor));
		return now.plus((asked == null) ? own : longer(own, bounded(asked)));
	}

	private static Duration bounded(Duration asked) {
		return (asked.compareTo(LONGEST) > 0) ? LONGEST : asked;
	}

	private static Duration longer(Duration one, Duration other) {
		return (one.compareTo(other) >= 0) ? one : other;
	}

}
