package dev.rapport.security;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationServiceException;
import reactor.core.publisher.Mono;

/**
 * The keys of one issuer, as old as the settings allow. All who need them at once wait
 * for one and the same question to the issuer; a token that names an unknown key makes us
 * ask, but not more often than once in a pause. If the issuer does not answer, its last
 * keys count for a while longer.
 */
final class KeyRing {

	private static final Log logger = LogFactory.getLog(KeyRing.class);

	/** Between two questions where there is no answer yet at all. */
	private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

	private final Mono<JWKSet> source;

	private final SignInSettings.Keys times;

	private final Clock clock;

	private volatile @Nullable Held held;

	private volatile @Nullable Mono<Held> running;

	private Instant lastAsked = Instant.MIN;

	KeyRing(Mono<JWKSet> source, SignInSettings.Keys times, Clock clock) {
		this.source = source;
		this.times = times;
		this.clock = clock;
	}

	/**
	 * The keys that may have signed a token; empty if there is none. Fails with an
	 * {@link AuthenticationServiceException} if there is nothing to decide by.
	 */
	Mono<List<JWK>> select(JWKSelector selector) {
		return Mono.defer(this::current).flatMap((current) -> select(selector, current));
	}

	/**
	 * What stands for the keys that are held, as long as they are; null where they must
	 * be asked for first.
	 */
	@Nullable Object held() {
		Held known = this.held;
		return (known != null && isWithin(known, this.times.age())) ? known : null;
	}

	private Mono<List<JWK>> select(JWKSelector selector, Held current) {
		List<JWK> matching = selector.select(current.keys);
		if (!matching.isEmpty() || !namesUnknownKey(selector, current.keys)) {
			return Mono.just(matching);
		}
		return ask().onErrorReturn(current).map((fresh) -> selector.select(fresh.keys));
	}

	private static boolean namesUnknownKey(JWKSelector selector, JWKSet keys) {
		return selector.getMatcher().getKeyIDs() != null
				&& selector.getMatcher().getKeyIDs().stream().noneMatch((id) -> keys.getKeyByKeyId(id) != null);
	}

	private Mono<Held> current() {
		Held known = this.held;
		if (known == null) {
			return ask();
		}
		if (isWithin(known, this.times.age())) {
			return Mono.just(known);
		}
		return ask()
			.onErrorResume((failure) -> isWithin(known, this.times.stale()) ? Mono.just(known) : Mono.error(failure));
	}

	private boolean isWithin(Held known, Duration age) {
		return this.clock.instant().isBefore(known.since.plus(age));
	}

	/** The question under way, or a new one; fails if it is too early for that. */
	private synchronized Mono<Held> ask() {
		Mono<Held> current = this.running;
		if (current != null) {
			return current;
		}
		Instant now = this.clock.instant();
		Duration pause = (this.held == null) ? FIRST_PAUSE : this.times.pause();
		if (this.lastAsked.isAfter(now.minus(pause))) {
			return Mono.error(new AuthenticationServiceException("No keys"));
		}
		this.lastAsked = now;
		Mono<Held> question = question(now);
		this.running = question;
		return question;
	}

	/** Asked once however many wait; those who give up do not end it for the others. */
	private Mono<Held> question(Instant now) {
		return this.source.switchIfEmpty(Mono.error(() -> new IllegalStateException("An empty answer")))
			.map((keys) -> new Held(keys, now))
			.doOnNext((fresh) -> this.held = fresh)
			.doOnError((failure) -> logger.warn("An issuer does not tell its keys: " + failure))
			.onErrorMap((failure) -> new AuthenticationServiceException("No keys", failure))
			.doOnTerminate(() -> this.running = null)
			.cache();
	}

	private static final class Held {

		private final JWKSet keys;

		private final Instant since;

		Held(JWKSet keys, Instant since) {
			this.keys = keys;
			this.since = since;
		}

	}

}
