package dev.rapport.tenancy;

import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What a verified token says about its bearer. The wall that verified it vouches for the
 * issuer; the rest is the issuer's word.
 *
 * @param issuer the token's issuer, exactly as it writes itself
 * @param tenant the tenant's key, as the token names it
 * @param subject the subject at that issuer
 * @param email an e-mail address that the issuer says it has verified; null if it does
 * not say so
 * @param roles the roles that the token gives, of those that its issuer may give
 * @param scopes what the token may be used for
 * @param client the id of the client program that the token was given to; null if the
 * token does not tell
 */
public record SignIn(String issuer, String tenant, String subject, @Nullable String email, TokenRoles roles,
		Set<String> scopes, @Nullable String client) {

	public SignIn {
		scopes = Set.copyOf(scopes);
	}

	/** A sign-in of which no more is known. */
	public static SignIn of(String issuer, String tenant, String subject) {
		return new SignIn(issuer, tenant, subject, null, TokenRoles.NONE, Set.of(), null);
	}

}
