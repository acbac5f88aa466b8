package dev.rapport.web;

import java.security.Principal;
import java.time.Duration;
import java.time.Instant;

import dev.rapport.tenancy.Actor;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.AbstractOAuth2Token;

/**
 * A verified credential of a long-lived connection.
 *
 * @param authentication as Spring Security verified it
 * @param actor whom it stands for
 * @param expiresAt when it ends; null if never
 */
record Credential(Authentication authentication, Actor actor, @Nullable Instant expiresAt) {

	/** No connection outlives this, however long its token is good for. */
	private static final Duration LONGEST = Duration.ofDays(30);

	/** The credential in a principal; empty where that is none of ours. */
	static Mono<Credential> of(@Nullable Principal principal) {
		if (principal instanceof Authentication authentication && authentication.isAuthenticated()
				&& authentication.getPrincipal() instanceof Actor actor) {
			return Mono.just(new Credential(authentication, actor, expiry(authentication)));
		}
		return Mono.empty();
	}

	/** Whether both stand for the same member of the same tenant. */
	boolean isSameMemberAs(Credential other) {
		return this.actor.tenant().equals(other.actor.tenant()) && this.actor.member().equals(other.actor.member());
	}

	/** Signals when the credential ends; never if it does not. */
	Mono<Long> expiry() {
		if (this.expiresAt == null) {
			return Mono.never();
		}
		Instant end = this.expiresAt;
		return Mono.defer(() -> Mono.delay(remaining(Instant.now(), end)));
	}

	private static Duration remaining(Instant now, Instant end) {
		Duration remaining = Duration.between(now, end);
		return (remaining.compareTo(LONGEST) < 0) ? remaining : LONGEST;
	}

	private static @Nullable Instant expiry(Authentication authentication) {
		return (authentication.getCredentials() instanceof AbstractOAuth2Token token) ? token.getExpiresAt() : null;
	}

}
