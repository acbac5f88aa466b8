package dev.rapport.security;

import java.time.Duration;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.stereotype.Component;

import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.ApiKeyText;
import dev.rapport.tenancy.Directory;
import dev.rapport.tenancy.SignIn;

/**
 * Verifies a bearer token or an API key and finds the member behind it. One that opens
 * nothing is {@link TokenRefused}; where that can't be decided now, it fails with an
 * {@link AuthenticationServiceException}.
 */
@Component
class TokenVerifier implements ReactiveAuthenticationManager {

	private static final Duration DIRECTORY_AGE = Duration.ofSeconds(20);

	private static final int DIRECTORY_SIZE = 50_000;

	private final Issuers issuers;

	private final Directory directory;

	/**
	 * One that is asked for is there already: however many sockets come back at once,
	 * they ask once.
	 */
	private final Cache<SignIn, Found> known = Caffeine.newBuilder()
		.maximumSize(DIRECTORY_SIZE)
		.expireAfterWrite(DIRECTORY_AGE)
		.executor(Runnable::run)
		.build();

	private final ApiKeyVerifier apiKeys;

	TokenVerifier(Issuers issuers, Directory directory, ApiKeyVerifier apiKeys) {
		this.issuers = issuers;
		this.apiKeys = apiKeys;
		this.directory = directory;
	}

	@Override
	public Mono<Authentication> authenticate(Authentication presented) {
		Authentication caller = (presented instanceof BearerTokenAuthenticationToken bearer) ? known(bearer.getToken())
				: null;
		return (caller != null) ? Mono.just(caller) : verified(presented);
	}

	/** The caller, if nobody has to be asked; null otherwise. */
	private @Nullable Authentication known(String token) {
		VerifiedToken verified = this.issuers.known(token);
		Found found = (verified == null) ? null : this.known.getIfPresent(verified.signIn());
		Actor actor = (found == null) ? null : found.actor();
		return (verified == null || actor == null) ? null : signedIn(actor, verified);
	}

	private Mono<Authentication> verified(Authentication presented) {
		return Mono.just(presented)
			.ofType(BearerTokenAuthenticationToken.class)
			.flatMap((bearer) -> ApiKeyText.isMeant(bearer.getToken()) ? this.apiKeys.verify(bearer.getToken())
					: this.issuers.verify(bearer.getToken()).flatMap(this::caller))
			.onErrorMap((failure) -> !(failure instanceof AuthenticationException),
					(failure) -> new AuthenticationServiceException("A token could not be verified", failure));
	}

	private Mono<Authentication> caller(VerifiedToken verified) {
		return this.known.get(verified.signIn(), (unknown) -> new Found(this.directory.find(unknown)))
			.asked()
			.map((actor) -> signedIn(actor, verified))
			.switchIfEmpty(Mono.error(() -> new TokenRefused(TokenRefused.Reason.UNKNOWN_MEMBER, null)));
	}

	private static Authentication signedIn(Actor actor, VerifiedToken verified) {
		return new ActorToken(actor.with(new Actor.Pass(null, verified.token().getExpiresAt(), actor.pass().roles())),
				verified.token());
	}

	/** A question to the directory, and the answer when it is there. */
	private static final class Found {

		private final Mono<Actor> asked;

		private volatile @Nullable Actor actor;

		Found(Mono<Actor> question) {
			this.asked = question.doOnNext((answer) -> this.actor = answer)
				.cache((found) -> DIRECTORY_AGE, (failure) -> Duration.ZERO, () -> Duration.ZERO);
		}

		Mono<Actor> asked() {
			return this.asked;
		}

		@Nullable Actor actor() {
			return this.actor;
		}

	}

}
