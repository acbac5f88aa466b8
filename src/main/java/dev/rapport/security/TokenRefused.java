package dev.rapport.security;

import java.util.Locale;

import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;

/**
 * A bearer token that opens nothing, for a published reason. What is wrong with it in
 * detail goes no further than the debug log.
 */
final class TokenRefused extends InvalidBearerTokenException {

	private final Reason reason;

	TokenRefused(Reason reason, @Nullable Throwable cause) {
		super(reason.text(), cause);
		this.reason = reason;
	}

	static TokenRefused invalid(String detail) {
		return new TokenRefused(Reason.INVALID_TOKEN, new IllegalArgumentException(detail));
	}

	Reason reason() {
		return this.reason;
	}

	/** The published reasons, {@code extensions.reason} of an {@code UNAUTHENTICATED}. */
	enum Reason {

		/** The request has no bearer token. */
		MISSING_TOKEN,
		/** The token is forged, malformed, of an unknown issuer or not for us. */
		INVALID_TOKEN,
		/** The token was good and is over; a new one will do. */
		TOKEN_EXPIRED,
		/** The token is good, but no active member of a tenant is behind it. */
		UNKNOWN_MEMBER;

		/** The reason in words that fit into a challenge. */
		String text() {
			return name().toLowerCase(Locale.ROOT).replace('_', ' ');
		}

	}

}
