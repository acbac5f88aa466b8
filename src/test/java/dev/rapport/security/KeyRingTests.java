package dev.rapport.security;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import org.junit.jupiter.api.Test;
import org.springframework.security.authentication.AuthenticationServiceException;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** When the issuer is asked for its keys, and when not. */
class KeyRingTests {

	private static final ECKey ONE = WithIssuers.ec("one", Curve.P_256);

	private static final ECKey TWO = WithIssuers.ec("two", Curve.P_256);

	private final AtomicInteger asked = new AtomicInteger();

	private Instant now = Instant.parse("2026-11-22T08:00:00Z");

	private Mono<JWKSet> answer = Mono.just(new JWKSet(ONE));

	private final KeyRing keys = new KeyRing(Mono.defer(() -> {
		this.asked.incrementAndGet();
		return this.answer;
	}), new SignInSettings.Keys(Duration.ofMinutes(5), Duration.ofSeconds(30), Duration.ofHours(1)), new Time());

	@Test
	void asksOnceForManyWhoWait() {
		Sinks.One<JWKSet> late = Sinks.one();
		this.answer = late.asMono();
		List<CompletableFuture<List<JWK>>> waiting = IntStream.range(0, 5)
			.mapToObj((_) -> this.keys.select(named("one")).toFuture())
			.toList();
		assertThat(waiting.getFirst().cancel(true)).isTrue();
		late.tryEmitValue(new JWKSet(ONE)).orThrow();
		waiting.stream().skip(1).forEach((answer) -> assertThat(answer).isCompletedWithValue(List.of(ONE)));
		assertThat(this.asked).hasValue(1);
	}

	@Test
	void asksAgainAfterFiveMinutes() {
		assertThat(select("one")).containsExactly(ONE);
		this.answer = Mono.just(new JWKSet(TWO));
		pass(Duration.ofSeconds(299));
		assertThat(select("one")).containsExactly(ONE);
		pass(Duration.ofSeconds(1));
		assertThat(select("one")).isEmpty();
		assertThat(select("two")).containsExactly(TWO);
		assertThat(this.asked).hasValue(2);
	}

	@Test
	void asksForUnknownKeysOnceInThirtySeconds() {
		select("one");
		for (int second = 0; second < 90; second++) {
			assertThat(select("none-" + second)).isEmpty();
			pass(Duration.ofSeconds(1));
		}
		assertThat(this.asked).hasValue(3);
	}

	@Test
	void doesNotAskForAKnownKeyThatDoesNotFit() {
		select("one");
		pass(Duration.ofMinutes(1));
		JWKMatcher another = new JWKMatcher.Builder().keyID("one").curve(Curve.P_384).build();
		assertThat(this.keys.select(new JWKSelector(another)).block()).isEmpty();
		assertThat(this.asked).hasValue(1);
	}

	@Test
	void keepsItsKeysForAnHourIfTheIssuerFails() {
		select("one");
		this.answer = Mono.error(new IllegalStateException("down"));
		pass(Duration.ofMinutes(59));
		assertThat(select("one")).containsExactly(ONE);
		assertThat(select("none")).isEmpty();
		assertThat(this.asked).hasValue(2);
		pass(Duration.ofMinutes(1));
		assertThatExceptionOfType(AuthenticationServiceException.class).isThrownBy(() -> select("one"));
		this.answer = Mono.just(new JWKSet(ONE));
		pass(Duration.ofSeconds(30));
		assertThat(select("one")).containsExactly(ONE);
	}

	@Test
	void failsWhileThereWasNeverAnAnswer() {
		this.answer = Mono.empty();
		for (int i = 0; i < 10; i++) {
			assertThatExceptionOfType(AuthenticationServiceException.class).isThrownBy(() -> select("one"));
		}
		assertThat(this.asked).hasValue(1);
		this.answer = Mono.just(new JWKSet(ONE));
		pass(Duration.ofSeconds(1));
		assertThat(select("one")).containsExactly(ONE);
	}

	private List<JWK> select(String id) {
		List<JWK> selected = this.keys.select(named(id)).block();
		return (selected != null) ? selected : List.of();
	}

	private static JWKSelector named(String id) {
		return new JWKSelector(new JWKMatcher.Builder().keyID(id).build());
	}

	private void pass(Duration time) {
		this.now = this.now.plus(time);
	}

	private final class Time extends Clock {

		@Override
		public ZoneId getZone() {
			return ZoneOffset.UTC;
		}

		@Override
		public Clock withZone(ZoneId zone) {
			return this;
		}

		@Override
		public Instant instant() {
			return KeyRingTests.this.now;
		}

	}

}
