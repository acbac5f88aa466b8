package dev.rapport.security;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

/** A signature that was found good is remembered, and forgotten with its key. */
class SignedTokensTests {

	private static final String ISSUER = "https://issuer.example";

	private final AtomicReference<JWKSet> published = new AtomicReference<>();

	private SignedTokens tokens;

	private ECKey key;

	@BeforeEach
	void setUp() throws JOSEException {
		this.key = key();
		publish(this.key);
		SignInSettings.Keys times = new SignInSettings.Keys(Duration.ZERO, Duration.ZERO, Duration.ZERO);
		this.tokens = new SignedTokens(IssuerSettings.usual(ISSUER, null),
				new KeyRing(Mono.fromSupplier(this.published::get), times, Clock.systemUTC()));
	}

	@Test
	void remembersAGoodSignature() throws Exception {
		String token = signed(this.key);
		TokenClaims first = this.tokens.verify(SignedJWT.parse(token)).block();
		assertThat(this.tokens.verify(SignedJWT.parse(token)).block()).isSameAs(first);
	}

	@Test
	void forgetsItWhenTheKeyIsWithdrawn() throws Exception {
		String token = signed(this.key);
		assertThat(this.tokens.verify(SignedJWT.parse(token)).block()).isNotNull();
		publish(key());
		StepVerifier.create(this.tokens.verify(SignedJWT.parse(token))).verifyError(TokenRefused.class);
		publish(this.key);
		assertThat(this.tokens.verify(SignedJWT.parse(token)).block()).isNotNull();
	}

	@Test
	void knowsNoTokenByItsContentAlone() throws Exception {
		String token = signed(this.key);
		assertThat(this.tokens.verify(SignedJWT.parse(token)).block()).isNotNull();
		String other = signed(key());
		String forged = token.substring(0, token.lastIndexOf('.')) + other.substring(other.lastIndexOf('.'));
		StepVerifier.create(this.tokens.verify(SignedJWT.parse(forged))).verifyError(TokenRefused.class);
	}

	private void publish(ECKey key) {
		this.published.set(new JWKSet(key.toPublicJWK()));
	}

	/** Each with the same id, as if the issuer had replaced the key in its place. */
	private static ECKey key() throws JOSEException {
		return new ECKeyGenerator(Curve.P_256).keyID("k").generate();
	}

	private static String signed(ECKey key) throws JOSEException {
		JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.ES256).type(JOSEObjectType.JWT).keyID("k").build();
		SignedJWT token = new SignedJWT(header, new JWTClaimsSet.Builder().issuer(ISSUER).subject("ann").build());
		token.sign(new ECDSASigner(key));
		return token.serialize();
	}

}
