package dev.rapport.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RetryScheduleTests {

	private static final Instant BEGIN = Instant.parse("2026-11-22T08:00:00Z");

	private static final List<Duration> PUBLISHED = List.of(Duration.ofSeconds(5), Duration.ofMinutes(5),
			Duration.ofMinutes(30), Duration.ofHours(2), Duration.ofHours(5), Duration.ofHours(10),
			Duration.ofHours(10));

	private final long seed = new Random().nextLong();

	private final RetrySchedule schedule = new RetrySchedule(new Random(this.seed));

	@Test
	void triesEightTimesOverADayAndSomeHours() {
		for (int run = 0; run < 10_000; run++) {
			List<Instant> attempts = attempts(null);
			assertThat(attempts).as("seed %d, run %d", this.seed, run).hasSize(8);
			for (int i = 0; i < PUBLISHED.size(); i++) {
				double pause = Duration.between(attempts.get(i), attempts.get(i + 1)).toMillis();
				double published = PUBLISHED.get(i).toMillis();
				assertThat(pause).as("seed %d, run %d, pause %d", this.seed, run, i)
					.isBetween(published * 0.9 - 1, published * 1.1 + 1);
			}
		}
	}

	@Test
	void addsUpToWhatIsPublished() {
		assertThat(PUBLISHED.stream().reduce(Duration.ZERO, Duration::plus))
			.isEqualTo(Duration.ofHours(27).plusMinutes(35).plusSeconds(5));
	}

	@Test
	void doesNotComeBackTogether() {
		assertThat(Stream.generate(() -> this.schedule.next(3, BEGIN, null)).limit(1_000).distinct())
			.as("seed %d", this.seed)
			.hasSizeGreaterThan(990);
	}

	@Test
	void leavesAReceiverAloneForAsLongAsItAsksButNotForever() {
		assertThat(this.schedule.next(1, BEGIN, Duration.ofMinutes(10))).isEqualTo(BEGIN.plusSeconds(600));
		assertThat(this.schedule.next(1, BEGIN, Duration.ofDays(99))).isEqualTo(BEGIN.plus(Duration.ofHours(24)));
		assertThat(this.schedule.next(4, BEGIN, Duration.ofSeconds(1))).isAfter(BEGIN.plus(Duration.ofHours(1)));
		assertThat(this.schedule.next(8, BEGIN, Duration.ofSeconds(1))).isNull();
	}

	private List<Instant> attempts(@Nullable Duration asked) {
		List<Instant> attempts = new ArrayList<>();
		Instant next = BEGIN;
		while (next != null) {
			attempts.add(next);
			next = this.schedule.next(attempts.size(), next, asked);
		}
		return attempts;
	}

}
