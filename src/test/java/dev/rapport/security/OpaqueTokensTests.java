package dev.rapport.security;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.oauth2.core.DefaultOAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.core.OAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.server.resource.introspection.BadOpaqueTokenException;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** How long an answer about a token counts. */
class OpaqueTokensTests {

	private final VirtualTimeScheduler time = VirtualTimeScheduler.create();

	private final AtomicInteger asked = new AtomicInteger();

	private Mono<OAuth2AuthenticatedPrincipal> answer = Mono
		.just(new DefaultOAuth2AuthenticatedPrincipal(Map.of("sub", "ann"), List.of()));

	private final OpaqueTokens tokens = new OpaqueTokens((_) -> Mono.defer(() -> {
		this.asked.incrementAndGet();
		return this.answer;
	}), this.time);

	@AfterEach
	void stop() {
		this.time.dispose();
	}

	@Test
	void anAnswerCountsForThirtySeconds() {
		verify("a");
		this.answer = Mono.error(new BadOpaqueTokenException("revoked"));
		this.time.advanceTimeBy(Duration.ofSeconds(29));
		verify("a");
		assertThat(this.asked).hasValue(1);
		this.time.advanceTimeBy(Duration.ofSeconds(1));
		assertThatExceptionOfType(TokenRefused.class).isThrownBy(() -> verify("a"));
	}

	@Test
	void aRefusalCountsForFiveSeconds() {
		Mono<OAuth2AuthenticatedPrincipal> good = this.answer;
		this.answer = Mono.error(new BadOpaqueTokenException("not yet"));
		for (int i = 0; i < 10; i++) {
			assertThatExceptionOfType(TokenRefused.class).isThrownBy(() -> verify("a"));
		}
		assertThat(this.asked).hasValue(1);
		this.answer = good;
		this.time.advanceTimeBy(Duration.ofSeconds(5));
		verify("a");
	}

	@Test
	void noAnswerOpensNothing() {
		this.answer = Mono.error(new IllegalStateException("down"));
		assertThatExceptionOfType(AuthenticationServiceException.class).isThrownBy(() -> verify("a"));
		this.answer = Mono.just(new DefaultOAuth2AuthenticatedPrincipal(Map.of("sub", "ann"), List.of()));
		verify("a");
	}

	@Test
	void answersAreNotMixedUp() {
		verify("a");
		this.answer = Mono.error(new BadOpaqueTokenException("forged"));
		assertThatExceptionOfType(TokenRefused.class).isThrownBy(() -> verify("b"));
		verify("a");
	}

	private void verify(String token) {
		assertThat(this.tokens.verify(token).block()).isNotNull();
	}

}
