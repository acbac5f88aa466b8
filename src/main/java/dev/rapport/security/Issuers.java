package dev.rapport.security;

import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jwt.SignedJWT;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * All issuers that are trusted, by their exact name. A signed token goes to the issuer
 * that it names, any other one to the issuer whose tokens begin like it.
 */
final class Issuers {

	/** Longer than any header that we accept. */
	private static final int LONGEST = 16_384;

	/** How many good tokens are remembered; a bad one never is. */
	private static final int MOST_ADMITTED = 20_000;

	private static final Duration ADMITTED_AGE = Duration.ofMinutes(10);

	private final Cache<TokenHash, Admitted> admitted = Caffeine.newBuilder()
		.maximumSize(MOST_ADMITTED)
		.expireAfterAccess(ADMITTED_AGE)
		.executor(Runnable::run)
		.build();

	private final Map<String, Issuer> byName;

	/**
	 * The issuers.
	 * @throws IllegalArgumentException if two have the same name, or opaque tokens that
	 * can't be told apart
	 */
	Issuers(List<Issuer> issuers) {
		this.byName = issuers.stream()
			.collect(Collectors.toUnmodifiableMap(Issuer::name, Function.identity(), Issuers::twice));
		List<String> prefixes = issuers.stream().map(Issuer::tokenPrefix).flatMap(Stream::ofNullable).toList();
		prefixes.forEach((prefix) -> requireDistinct(prefix, prefixes));
	}

	/** Verifies a bearer token; fails with {@link TokenRefused} if it opens nothing. */
	Mono<VerifiedToken> verify(String token) {
		return Mono.defer(() -> {
			if (token.length() > LONGEST) {
				return Mono.error(TokenRefused.invalid("too long"));
			}
			return isOpaque(token) ? issuerOf(token).verify(token) : signed(token);
		});
	}

	/**
	 * A bearer token that was verified before, by the keys that the issuer still has;
	 * null if that must be found out by {@link #verify}.
	 */
	@Nullable VerifiedToken known(String token) {
		Admitted known = this.admitted.getIfPresent(TokenHash.of(token));
		return (known != null && known.isCurrent()) ? known.token() : null;
	}

	/** What has the parts of a JWS or JWE is one, or nothing. */
	private static boolean isOpaque(String token) {
		return token.chars().filter((letter) -> letter == '.').count() < 2;
	}

	private Issuer issuerOf(String token) {
		return this.byName.values()
			.stream()
			.filter((issuer) -> issuer.tokenPrefix() != null && token.startsWith(String.valueOf(issuer.tokenPrefix())))
			.findFirst()
			.orElseThrow(() -> TokenRefused.invalid("opaque"));
	}

	private Mono<VerifiedToken> signed(String value) {
		SignedJWT token = parse(value);
		Issuer issuer = named(token.getPayload().toJSONObject());
		return (issuer == null) ? Mono.error(TokenRefused.invalid("iss")) : admitted(value, token, issuer);
	}

	/** Remembered only if the keys did not change meanwhile. */
	private Mono<VerifiedToken> admitted(String value, SignedJWT token, Issuer issuer) {
		Object keys = issuer.keys();
		return issuer.verify(value, token).doOnNext((verified) -> {
			if (keys != null && keys == issuer.keys()) {
				this.admitted.put(TokenHash.of(value), new Admitted(issuer, keys, verified));
			}
		});
	}

	private @Nullable Issuer named(@Nullable Map<String, Object> payload) {
		return (payload != null && payload.get("iss") instanceof String name) ? this.byName.get(name) : null;
	}

	/**
	 * The compact form of RFC 7515. Strictly: libraries read past letters that have no
	 * business there.
	 */
	private static SignedJWT parse(String value) {
		if (!value.chars().allMatch(Issuers::isBase64UrlOrDot)) {
			throw TokenRefused.invalid("form");
		}
		try {
			return SignedJWT.parse(value);
		}
		catch (ParseException | RuntimeException ex) {
			throw new TokenRefused(TokenRefused.Reason.INVALID_TOKEN, ex);
		}
	}

	private static boolean isBase64UrlOrDot(int letter) {
		return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9')
				|| letter == '-' || letter == '_' || letter == '.';
	}

	private static Issuer twice(Issuer one, Issuer other) {
		throw new IllegalArgumentException("The issuer " + one.name() + " is configured twice");
	}

	private static void requireDistinct(String prefix, List<String> prefixes) {
		if (prefixes.stream().filter((other) -> other.startsWith(prefix)).count() > 1) {
			throw new IllegalArgumentException("Opaque tokens of several issuers begin with \"" + prefix
					+ "\"; tell them apart by introspection.token-prefix");
		}
	}

	/**
	 * That a token was admitted.
	 *
	 * @param keys what stands for the keys that it was verified by
	 */
	private record Admitted(Issuer issuer, Object keys, VerifiedToken token) {

		boolean isCurrent() {
			return this.issuer.keys() == this.keys && this.issuer.isCurrent(this.token);
		}

	}

}
