package dev.rapport.web;

import reactor.core.publisher.Mono;

import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.util.StringUtils;

/** Verifies the tokens that come in messages, by the same rules as those in headers. */
final class SocketAuthentication {

	private final ReactiveAuthenticationManager manager;

	SocketAuthentication(ReactiveAuthenticationManager manager) {
		this.manager = manager;
	}

	/**
	 * The credential behind a token; fails where there is none, as behind an empty one.
	 */
	Mono<Credential> verify(String token) {
		return Mono.just(token)
			.filter(StringUtils::hasText)
			.flatMap((given) -> this.manager.authenticate(new BearerTokenAuthenticationToken(given)))
			.flatMap(Credential::of)
			.switchIfEmpty(Mono.error(() -> new BadCredentialsException("The token is not of a member")));
	}

}
