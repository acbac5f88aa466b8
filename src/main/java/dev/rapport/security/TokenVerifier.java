package dev.rapport.security;

import java.time.Duration;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Directory;

/**
 * Verifies a bearer token and finds the member behind it. A valid token of somebody whom
 * the tenant's directory does not know is refused like an invalid one.
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

	TokenVerifier(ReactiveJwtDecoder decoder, Directory directory, TokenSettings settings) {
		this.decoder = decoder;
		this.directory = directory;
		this.settings = settings;
	}

	@Override
	public Mono<Authentication> authenticate(Authentication presented) {
		return Mono.just(presented)
			.ofType(BearerTokenAuthenticationToken.class)
			.flatMap((bearer) -> this.decoder.decode(bearer.getToken()))
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
		return actor.<Authentication>map((found) -> new ActorToken(found, token))
			.switchIfEmpty(Mono.error(() -> new InvalidBearerTokenException("unknown member")));
	}

	private record Subject(String issuer, String tenant, String subject) {
	}

}
