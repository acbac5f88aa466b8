package dev.rapport.security;

import org.springframework.security.oauth2.core.OAuth2AccessToken;

import dev.rapport.tenancy.SignIn;

/**
 * A token that its issuer vouched for.
 *
 * @param token the token with its expiry
 * @param signIn what it says about its bearer
 */
record VerifiedToken(OAuth2AccessToken token, SignIn signIn) {
}
