package dev.rapport.security;

import java.time.Duration;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.ApiKeyText;
import dev.rapport.tenancy.Directory;

/**
 * Verifies a bearer token or an API key and finds the member behind it. A valid token of
 * somebody whom the tenant's directory does not know is refused like an invalid one.
 */
@Component
class TokenVerifier implements ReactiveAuthenticationManager {

	private static final Duration DIRECTORY_AGE = Duration.ofSeconds(20);

	private static final int DIRECTORY_SIZE = 50_000;

	private final ReactiveJwtDecoder decoder;

	private final Directory directory;

	private final TokenSettings settings;

	private final Cache<Subject, Actor> known = Caffeine.newBuilder()
		.maximumSize(DIRECTORY_SIZE)
		.expireAfterWrite(DIRECTORY_AGE)
		.build();

	private final ApiKeyVerifier apiKeys;

	TokenVerifier(ReactiveJwtDecoder decoder, Directory directory, TokenSettings settings, ApiKeyVerifier apiKeys) {
		this.apiKeys = apiKeys;
		this.decoder = decoder;
		this.directory = directory;
		this.settings = settings;
	}

	@Override
	public Mono<Authentication> authenticate(Authentication presented) {
		return Mono.just(presented)
			.ofType(BearerTokenAuthenticationToken.class)
			.flatMap((bearer) -> ApiKeyText.isMeant(bearer.getToken()) ? this.apiKeys.verify(bearer.getToken())
					: this.verify(bearer.getToken()));
	}

	private Mono<Authentication> verify(String token) {
		return this.decoder.decode(token)
			.onErrorMap(BadJwtException.class, (failure) -> new InvalidBearerTokenException("invalid token", failure))
			.flatMap(this::caller);
	}

	private Mono<Authentication> caller(Jwt token) {
		Subject subject = new Subject(String.valueOf(token.getClaimAsString("iss")),
				String.valueOf(token.getClaimAsString(this.settings.tenantClaim())),
				String.valueOf(token.getSubject()));
		Actor known = this.known.getIfPresent(subject);
		Mono<Actor> actor = (known != null) ? Mono.just(known)
				: this.directory.find(subject.issuer(), subject.tenant(), subject.subject())
					.doOnNext((found) -> this.known.put(subject, found));
		return actor
			.<Authentication>map((found) -> new ActorToken(found.with(new Actor.Pass(null, token.getExpiresAt())),
					new OAuth2AccessToken(OAuth2AccessToken.TokenType.BEARER, token.getTokenValue(),
							token.getIssuedAt(), token.getExpiresAt())))
			.switchIfEmpty(Mono.error(() -> new InvalidBearerTokenException("unknown member")));
	}

	private record Subject(String issuer, String tenant, String subject) {
	}

}
