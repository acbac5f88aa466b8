package dev.rapport.security;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

import dev.rapport.tenancy.ApiKeyText;
import dev.rapport.tenancy.KeyDirectory;

/**
 * Verifies API keys. A malformed one is refused without a query; of one with a known
 * handle the hash is compared in constant time. What the directory says is believed for
 * {@link #AGE}.
 */
@Component
class ApiKeyVerifier {

	static final Duration AGE = Duration.ofSeconds(15);

	private static final int SIZE = 50_000;

	private final KeyDirectory directory;

	private final Clock clock;

	private final Cache<String, KeyDirectory.Entry> known = Caffeine.newBuilder()
		.maximumSize(SIZE)
		.expireAfterWrite(AGE)
		.executor(Runnable::run)
		.build();

	ApiKeyVerifier(KeyDirectory directory, Clock clock) {
		this.directory = directory;
		this.clock = clock;
	}

	/** The caller whom a key lets in; fails if it lets nobody in. */
	Mono<Authentication> verify(String presented) {
		return Mono.justOrEmpty(ApiKeyText.parse(presented))
			.flatMap((key) -> entry(key.handle()).filter((entry) -> lets(key, entry)))
			.doOnNext((entry) -> this.directory.used(entry.actor()))
			.map(ApiKeyVerifier::token)
			.switchIfEmpty(Mono.error(() -> new InvalidBearerTokenException("invalid API key")));
	}

	private Mono<KeyDirectory.Entry> entry(String handle) {
		KeyDirectory.Entry entry = this.known.getIfPresent(handle);
		return (entry != null) ? Mono.just(entry)
				: this.directory.find(handle).doOnNext((found) -> this.known.put(handle, found));
	}

	private boolean lets(ApiKeyText key, KeyDirectory.Entry entry) {
		return key.hasHash(entry.hash()) && this.clock.instant().isBefore(expiry(entry));
	}

	private static Instant expiry(KeyDirectory.Entry entry) {
		return Objects.requireNonNull(entry.actor().pass().expiresAt());
	}

	/** The key's id stands for the key, which nothing needs to hold any longer. */
	private static Authentication token(KeyDirectory.Entry entry) {
		String id = String.valueOf(entry.actor().pass().key());
		return new ActorToken(entry.actor(),
				new OAuth2AccessToken(OAuth2AccessToken.TokenType.BEARER, id, null, expiry(entry)));
	}

}
