package dev.rapport.security;

import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

/**
 * Asks an issuer for its keys: at the address that is configured, else at the one in its
 * OpenID Connect discovery document. Nothing in a token has a say in where.
 */
final class KeySource {

	private static final String DISCOVERY = "/.well-known/openid-configuration";

	private static final ParameterizedTypeReference<Map<String, Object>> DOCUMENT = new ParameterizedTypeReference<>() {
	};

	private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]");

	/** For both questions together. */
	private static final Duration DEADLINE = Duration.ofSeconds(6);

	private static final int LEAST_RSA_BITS = 2048;

	private final WebClient client;

	private final IssuerSettings issuer;

	KeySource(WebClient client, IssuerSettings issuer) {
		this.client = client;
		this.issuer = issuer;
	}

	/** The public keys that are fit to verify signatures, asked for anew each time. */
	Mono<JWKSet> keys() {
		return address().flatMap((uri) -> this.client.get().uri(uri).retrieve().bodyToMono(String.class))
			.flatMap(KeySource::parse)
			.timeout(DEADLINE);
	}

	private Mono<URI> address() {
		String configured = this.issuer.jwkSetUri();
		return (configured != null) ? Mono.fromSupplier(() -> URI.create(configured)) : discovered();
	}

	private Mono<URI> discovered() {
		URI document = URI.create(this.issuer.issuer().replaceAll("/$", "") + DISCOVERY);
		return this.client.get().uri(document).retrieve().bodyToMono(DOCUMENT).map(this::address);
	}

	private URI address(Map<String, Object> document) {
		if (!this.issuer.issuer().equals(document.get("issuer"))) {
			throw new IllegalStateException(this.issuer.issuer() + " calls itself " + document.get("issuer"));
		}
		URI uri = URI.create(String.valueOf(document.get("jwks_uri")));
		if (!isSafe(uri)) {
			throw new IllegalStateException(this.issuer.issuer() + " has its keys at " + uri);
		}
		return uri;
	}

	private static boolean isSafe(URI uri) {
		return "https".equals(uri.getScheme()) || ("http".equals(uri.getScheme()) && uri.getHost() != null
				&& LOOPBACK.matcher(uri.getHost()).matches());
	}

	private static Mono<JWKSet> parse(String body) {
		try {
			List<JWK> fit = JWKSet.parse(body)
				.getKeys()
				.stream()
				.filter(KeySource::isFit)
				.map(JWK::toPublicJWK)
				.toList();
			return Mono.just(new JWKSet(fit));
		}
		catch (ParseException ex) {
			return Mono.error(ex);
		}
	}

	private static boolean isFit(JWK key) {
		return key instanceof ECKey || (key instanceof RSAKey rsa && rsa.size() >= LEAST_RSA_BITS);
	}

}
