package dev.rapport.webhook;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class RetryAfterTests {

	/** A Tuesday. */
	private static final Instant NOW = Instant.parse("1994-11-15T08:00:00Z");

	@Test
	void readsSeconds() {
		assertThat(RetryAfter.pause("120", NOW)).isEqualTo(Duration.ofMinutes(2));
		assertThat(RetryAfter.pause(" 0 ", NOW)).isEqualTo(Duration.ZERO);
	}

	@Test
	void readsDates() {
		assertThat(RetryAfter.pause("Tue, 15 Nov 1994 08:12:31 GMT", NOW)).isEqualTo(Duration.ofSeconds(751));
	}

	@Test
	void believesNobodyForever() {
		assertThat(RetryAfter.pause("999999999", NOW)).isEqualTo(RetrySchedule.LONGEST);
		assertThat(RetryAfter.pause("Wed, 15 Nov 2034 08:12:31 GMT", NOW)).isEqualTo(RetrySchedule.LONGEST);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "soon", "-1", "1.5", "9999999999999999", "Tue, 15 Nov 1994 07:59:59 GMT",
			"Mon, 15 Nov 1994 08:12:31 GMT", "1994-11-15T09:00:00Z", "Tue, 99 Nov 1994 08:12:31 GMT" })
	void passesOverWhatIsNoTimeToCome(String header) {
		assertThat(RetryAfter.pause(header, NOW)).isNull();
	}

}
