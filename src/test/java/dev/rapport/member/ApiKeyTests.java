package dev.rapport.member;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import dev.rapport.kernel.ErrorCode;
import dev.rapport.kernel.Problem;
import dev.rapport.kernel.Stamp;
import dev.rapport.tenancy.ApiKeyText;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ApiKeyTests {

	private static final Instant NOW = Instant.parse("2026-01-15T08:00:00Z");

	private static final UUID ANN = new UUID(0, 1);

	private static final ApiKeyText TEXT = ApiKeyText.random(new SecureRandom());

	private static final ApiKeyId SUCCESSOR = new ApiKeyId(new UUID(0, 9));

	@Test
	void endsWithinAYear() {
		assertThat(key(ApiKey.LONGEST).isActive(NOW)).isTrue();
		assertThat(key(Duration.ofDays(1)).isActive(NOW.plus(Duration.ofDays(1)))).isFalse();
		for (Duration life : List.of(Duration.ZERO, Duration.ofSeconds(-1), ApiKey.LONGEST.plusMillis(1))) {
			assertThatExceptionOfType(Problem.Violation.class).isThrownBy(() -> key(life)).satisfies((problem) -> {
				assertThat(problem.code()).isEqualTo(ErrorCode.OUT_OF_RANGE);
				assertThat(problem.path()).containsExactly("input", "expiresAt");
			});
		}
	}

	@Test
	void goesOnBesideItsSuccessorForAWhile() {
		ApiKey old = key(Duration.ofDays(90)).replace(SUCCESSOR, Duration.ofDays(7), later(1)).after();
		assertThat(old.version()).isEqualTo(2);
		assertThat(old.replacedBy()).isEqualTo(SUCCESSOR);
		assertThat(old.isActive(NOW.plus(Duration.ofDays(6)))).isTrue();
		assertThat(old.isActive(NOW.plus(Duration.ofDays(8)))).isFalse();
	}

	@Test
	void isNotProlongedByItsSuccessor() {
		ApiKey old = key(Duration.ofDays(2)).replace(SUCCESSOR, Duration.ofDays(7), later(1)).after();
		assertThat(old.expiresAt()).isEqualTo(NOW.plus(Duration.ofDays(2)));
	}

	@Test
	void isReplacedOnceAndOnlyWhileActive() {
		ApiKey key = key(Duration.ofDays(90));
		ApiKey replaced = key.replace(SUCCESSOR, Duration.ofDays(7), later(1)).after();
		refused(() -> replaced.replace(SUCCESSOR, Duration.ZERO, later(2)), "REPLACED");
		refused(() -> key.revoke(later(1)).after().replace(SUCCESSOR, Duration.ZERO, later(2)), "REVOKED");
		refused(() -> key.replace(SUCCESSOR, Duration.ZERO, later(91 * 24)), "EXPIRED");
		for (Duration overlap : List.of(Duration.ofMillis(-1), ApiKey.LONGEST_OVERLAP.plusMillis(1))) {
			assertThatExceptionOfType(Problem.Violation.class)
				.isThrownBy(() -> key.replace(SUCCESSOR, overlap, later(1)));
		}
	}

	@Test
	void isRevokedOnce() {
		ApiKey revoked = key(Duration.ofDays(90)).revoke(later(1)).after();
		assertThat(revoked.isActive(later(1).updatedAt())).isFalse();
		refused(() -> revoked.revoke(later(2)), "REVOKED");
	}

	@Test
	void tellsNothingOfTheKey() {
		ApiKey key = key(Duration.ofDays(90));
		assertThat(key.toString() + key.facts()).contains(TEXT.handle())
			.doesNotContain(TEXT.text())
			.doesNotContain(TEXT.hash());
		assertThat(new IssuedKey(key, TEXT).toString()).doesNotContain(TEXT.text());
		assertThat(new ApiKeyPayload(key, TEXT, List.of()).toString()).doesNotContain(TEXT.text());
	}

	private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable verb, String from) {
		assertThatExceptionOfType(Problem.Transition.class).isThrownBy(verb)
			.satisfies((problem) -> assertThat(problem.from()).isEqualTo(from));
	}

	private static ApiKey key(Duration life) {
		ApiKey.Draft draft = new ApiKey.Draft(new ApiClientId(new UUID(0, 2)), "Sync", List.of("customers:read"),
				NOW.plus(life));
		return ApiKey.create(new ApiKeyId(new UUID(0, 3)), draft, TEXT, Stamp.created(NOW, ANN)).after();
	}

	private static Stamp later(int hours) {
		return Stamp.created(NOW, ANN).updated(NOW.plus(Duration.ofHours(hours)), ANN);
	}

}
