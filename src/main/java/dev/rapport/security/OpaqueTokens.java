package dev.rapport.security;

import java.time.Duration;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.oauth2.core.OAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.server.resource.introspection.BadOpaqueTokenException;
import org.springframework.security.oauth2.server.resource.introspection.ReactiveOpaqueTokenIntrospector;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Tokens that only their issuer can read: it is asked about each (RFC 7662), and its
 * answer counts for at most {@link #AGE}. An issuer that does not answer opens nothing.
 * Tokens are remembered by their hash.
 */
final class OpaqueTokens {

	/** How long an answer counts, and with it a token that was revoked since. */
	private static final Duration AGE = Duration.ofSeconds(30);

	/** How long a refusal counts. */
	private static final Duration REFUSAL_AGE = Duration.ofSeconds(5);

	private static final Duration DEADLINE = Duration.ofSeconds(5);

	private static final int MOST_ANSWERS = 20_000;

	private static final Log logger = LogFactory.getLog(OpaqueTokens.class);

	private final Cache<TokenHash, Mono<TokenClaims>> answers = Caffeine.newBuilder()
		.maximumSize(MOST_ANSWERS)
		.executor(Runnable::run)
		.build();

	private final ReactiveOpaqueTokenIntrospector issuer;

	private final Scheduler timer;

	OpaqueTokens(ReactiveOpaqueTokenIntrospector issuer, Scheduler timer) {
		this.issuer = issuer;
		this.timer = timer;
	}

	/** The claims of an active token; who asks at once waits for one answer. */
	Mono<TokenClaims> verify(String token) {
		return this.answers.get(TokenHash.of(token), (_) -> question(token));
	}

	private Mono<TokenClaims> question(String token) {
		return this.issuer.introspect(token)
			.timeout(DEADLINE, this.timer)
			.map(OAuth2AuthenticatedPrincipal::getAttributes)
			.map(TokenClaims::new)
			.onErrorMap(OpaqueTokens::refusal)
			.cache((_) -> AGE, (failure) -> (failure instanceof TokenRefused) ? REFUSAL_AGE : Duration.ZERO,
					() -> Duration.ZERO, this.timer);
	}

	private static Throwable refusal(Throwable failure) {
		if (failure instanceof BadOpaqueTokenException) {
			return new TokenRefused(TokenRefused.Reason.INVALID_TOKEN, failure);
		}
		logger.warn("An issuer does not answer about a token: " + failure);
		return new AuthenticationServiceException("No answer about a token", failure);
	}

}
