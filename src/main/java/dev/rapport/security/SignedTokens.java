package dev.rapport.security;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.source.JWKSecurityContextJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWKSecurityContext;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Tokens that one issuer signed (RFC 7519). Keys come from the issuer alone; whatever a
 * token says about keys besides the id of its own is not listened to. Extensions that a
 * token calls critical are none that we understand. A good signature is computed once, as
 * it is by far the dearest part of a request: it stays good while the issuer's keys for
 * it are the same.
 */
final class SignedTokens {

	/** How many good tokens are remembered; a bad one never is. */
	private static final int MOST_PROVEN = 20_000;

	private static final Duration PROVEN_AGE = Duration.ofMinutes(10);

	private final DefaultJWTProcessor<JWKSecurityContext> processor = new DefaultJWTProcessor<>();

	private final Set<JWSAlgorithm> algorithms;

	private final KeyRing keys;

	private final Cache<TokenHash, Proof> proven = Caffeine.newBuilder()
		.maximumSize(MOST_PROVEN)
		.expireAfterAccess(PROVEN_AGE)
		.executor(Runnable::run)
		.build();

	SignedTokens(IssuerSettings issuer, KeyRing keys) {
		this.algorithms = issuer.algorithms().stream().map(JWSAlgorithm::parse).collect(Collectors.toSet());
		this.keys = keys;
		this.processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(types(issuer)));
		this.processor
			.setJWSKeySelector(new JWSVerificationKeySelector<>(this.algorithms, new JWKSecurityContextJWKSet()));
		this.processor.setJWTClaimsSetVerifier((_, _) -> {
			// the rules look at the claims, whichever way a token was verified
		});
	}

	/** What stands for the keys that tokens are verified by now; null if unknown. */
	@Nullable Object keys() {
		return this.keys.held();
	}

	/** The claims of a token; fails if the issuer did not sign it. */
	Mono<TokenClaims> verify(SignedJWT token) {
		JWSHeader header = token.getHeader();
		if (!this.algorithms.contains(header.getAlgorithm()) || header.getCriticalParams() != null
				|| !header.isBase64URLEncodePayload()) {
			return Mono.error(TokenRefused.invalid("header"));
		}
		return this.keys.select(selector(header)).map((candidates) -> proven(token, candidates));
	}

	/** The issuer is asked for its keys each time, so that a withdrawn one ends here. */
	private TokenClaims proven(SignedJWT token, List<JWK> candidates) {
		TokenHash hash = TokenHash.of(token.getParsedString());
		Proof known = this.proven.getIfPresent(hash);
		if (known != null && known.keys().equals(candidates)) {
			return known.claims();
		}
		TokenClaims claims = verified(token, candidates);
		this.proven.put(hash, new Proof(candidates, claims));
		return claims;
	}

	/** Whatever a token provokes in there is the token's fault. */
	private TokenClaims verified(SignedJWT token, List<JWK> candidates) {
		try {
			this.processor.process(token, new JWKSecurityContext(candidates));
			return new TokenClaims(token.getPayload().toJSONObject());
		}
		catch (BadJOSEException | JOSEException | RuntimeException ex) {
			throw new TokenRefused(TokenRefused.Reason.INVALID_TOKEN, ex);
		}
	}

	private static JWKSelector selector(JWSHeader header) {
		JWKMatcher.Builder matcher = new JWKMatcher.Builder(JWKMatcher.forJWSHeader(header));
		return new JWKSelector(matcher.curves(Curve.forJWSAlgorithm(header.getAlgorithm())).build());
	}

	private static Set<@Nullable JOSEObjectType> types(IssuerSettings issuer) {
		Set<@Nullable JOSEObjectType> types = new HashSet<>();
		for (String type : issuer.types()) {
			types.add(type.equals(IssuerSettings.NO_TYPE) ? null : new JOSEObjectType(type));
			types.add(type.equals(IssuerSettings.NO_TYPE) ? null : new JOSEObjectType("application/" + type));
		}
		return types;
	}

	/**
	 * That a token was signed.
	 *
	 * @param keys one of these signed it
	 * @param claims what it says
	 */
	private record Proof(List<JWK> keys, TokenClaims claims) {
	}

}
