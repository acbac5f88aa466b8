package dev.rapport.security;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2AccessToken;

import dev.rapport.tenancy.SignIn;

/**
 * What a token of an issuer must say, whichever way its issuer vouched for it: RFC 9068
 * and the best current practice of RFC 8725. Whether the token has expired is looked at
 * last, so that only the bearer of a token that was good once is told.
 */
final class TokenRules {

	/** By so much clocks may differ. */
	private static final Duration SKEW = Duration.ofSeconds(30);

	private static final Pattern TENANT = Pattern.compile("[a-z0-9][a-z0-9-]{1,62}");

	private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}]{1,255}");

	/**
	 * Plain addresses only: one that merely looks like another one must not open its
	 * mailbox's account.
	 */
	private static final Pattern EMAIL = Pattern.compile("[!-?A-~]{1,64}@[0-9A-Za-z.-]{1,190}");

	/** What Keycloak writes into the payload of access tokens. */
	private static final String ACCESS = "Bearer";

	private final IssuerSettings issuer;

	private final Clock clock;

	TokenRules(IssuerSettings issuer, Clock clock) {
		this.issuer = issuer;
		this.clock = clock;
	}

	/**
	 * Admits a token by its claims.
	 * @param value the token itself
	 * @throws TokenRefused if it breaks a rule
	 */
	VerifiedToken admit(String value, TokenClaims claims) {
		require(this.issuer.issuer().equals(claims.text("iss")), "iss");
		require(claims.texts("aud").contains(this.issuer.audience()), "aud");
		requireAccessToken(claims);
		SignIn signIn = signIn(claims);
		Instant expiry = requireTime(claims);
		return new VerifiedToken(new OAuth2AccessToken(OAuth2AccessToken.TokenType.BEARER, value, null, expiry),
				signIn);
	}

	/**
	 * Tokens made for other purposes have the right audience at times: those that tell a
	 * client who signed in, those that fetch new tokens, and those that are bound to a
	 * key of which we see no proof.
	 */
	private static void requireAccessToken(TokenClaims claims) {
		require(!claims.has("typ") || ACCESS.equals(claims.text("typ")), "typ");
		require(!claims.has("token_type") || ACCESS.equalsIgnoreCase(claims.text("token_type")), "token_type");
		require(!claims.has("token_use") || String.valueOf(claims.text("token_use")).startsWith("access"), "token_use");
		require(!claims.has("at_hash") && !claims.has("c_hash") && !claims.has("events"), "not an access token");
		require(!claims.has("cnf"), "cnf");
	}

	/** Whether what expires then has not expired yet. */
	boolean isCurrent(Instant expiry) {
		return expiry.isAfter(this.clock.instant().minus(SKEW));
	}

	private Instant requireTime(TokenClaims claims) {
		Instant now = this.clock.instant();
		Instant expiry = claims.time("exp");
		Instant begin = claims.time("nbf");
		if (expiry == null) {
			throw TokenRefused.invalid("exp");
		}
		require(begin == null || !begin.isAfter(now.plus(SKEW)), "nbf");
		if (!isCurrent(expiry)) {
			throw new TokenRefused(TokenRefused.Reason.TOKEN_EXPIRED, null);
		}
		return expiry;
	}

	private SignIn signIn(TokenClaims claims) {
		Set<String> scopes = new LinkedHashSet<>(claims.texts("scope"));
		scopes.addAll(claims.texts("scp"));
		return new SignIn(this.issuer.issuer(), tenant(claims), name(claims.text("sub")), email(claims),
				this.issuer.given(claims.texts(Objects.requireNonNull(this.issuer.rolesClaim()))), scopes,
				client(claims));
	}

	/** A tenant that the issuer may not speak for is one that does not exist. */
	private String tenant(TokenClaims claims) {
		String named = claims.text(Objects.requireNonNull(this.issuer.tenantClaim()));
		Set<String> bound = this.issuer.tenants();
		String tenant = (named == null && bound.size() == 1) ? bound.iterator().next() : named;
		if (tenant == null || !TENANT.matcher(tenant).matches()) {
			throw TokenRefused.invalid("tenant");
		}
		if (!bound.isEmpty() && !bound.contains(tenant)) {
			throw new TokenRefused(TokenRefused.Reason.UNKNOWN_MEMBER, null);
		}
		return tenant;
	}

	private static @Nullable String email(TokenClaims claims) {
		boolean verified = claims.isTrue("email_verified") && claims.values().get("email") instanceof String;
		String email = verified ? claims.text("email") : null;
		return (email != null && EMAIL.matcher(email).matches()) ? email : null;
	}

	private static @Nullable String client(TokenClaims claims) {
		String client = claims.has("azp") ? claims.text("azp") : claims.text("client_id");
		return (client != null) ? name(client) : null;
	}

	private static String name(@Nullable String text) {
		if (text == null || !NAME.matcher(text).matches()) {
			throw TokenRefused.invalid("sub or client");
		}
		return text;
	}

	private static void require(boolean held, String rule) {
		if (!held) {
			throw TokenRefused.invalid(rule);
		}
	}

}
