package dev.rapport.security;

import java.time.Instant;

import com.nimbusds.jwt.SignedJWT;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** An issuer that tokens are taken of, with the ways in which it vouches for them. */
final class Issuer {

	private final IssuerSettings settings;

	private final TokenRules rules;

	private final SignedTokens signed;

	private final @Nullable OpaqueTokens opaque;

	Issuer(IssuerSettings settings, TokenRules rules, SignedTokens signed, @Nullable OpaqueTokens opaque) {
		this.settings = settings;
		this.rules = rules;
		this.signed = signed;
		this.opaque = opaque;
	}

	String name() {
		return this.settings.issuer();
	}

	/** What its opaque tokens begin with; null if it has none. */
	@Nullable String tokenPrefix() {
		IssuerSettings.Introspection introspection = this.settings.introspection();
		return (introspection != null) ? introspection.tokenPrefix() : null;
	}

	Mono<VerifiedToken> verify(String value, SignedJWT token) {
		return this.signed.verify(token).map((claims) -> this.rules.admit(value, claims));
	}

	/** What stands for the keys that tokens are verified by now; null if unknown. */
	@Nullable Object keys() {
		return this.signed.keys();
	}

	/** Whether a token that was admitted once still is, by its time. */
	boolean isCurrent(VerifiedToken admitted) {
		Instant expiry = admitted.token().getExpiresAt();
		return expiry != null && this.rules.isCurrent(expiry);
	}

	/** The rules are asked each time, as an answer may have been given a while ago. */
	Mono<VerifiedToken> verify(String value) {
		return (this.opaque == null) ? Mono.error(TokenRefused.invalid("opaque"))
				: this.opaque.verify(value)
					.map((claims) -> claims.by(name()))
					.map((claims) -> this.rules.admit(value, claims));
	}

}
