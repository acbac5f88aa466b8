package dev.rapport.security;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.oauth2.core.OAuth2AccessToken;

import dev.rapport.tenancy.Actor;

/**
 * A verified caller: the actor is the principal, the token with its expiry the
 * credentials.
 */
final class ActorToken extends AbstractAuthenticationToken {

	private final transient Actor actor;

	private final transient OAuth2AccessToken token;

	ActorToken(Actor actor, OAuth2AccessToken token) {
		super(List.of());
		this.actor = actor;
		this.token = token;
		setAuthenticated(true);
	}

	@Override
	public Actor getPrincipal() {
		return this.actor;
	}

	@Override
	public OAuth2AccessToken getCredentials() {
		return this.token;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof ActorToken that && this.actor.equals(that.actor)
				&& this.token.getTokenValue().equals(that.token.getTokenValue());
	}

	@Override
	public int hashCode() {
		return this.token.getTokenValue().hashCode();
	}

}
