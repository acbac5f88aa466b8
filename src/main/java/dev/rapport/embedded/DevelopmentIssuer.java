package dev.rapport.embedded;

import java.nio.file.Path;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.rapport.tenancy.Demo;

/**
 * Signs access tokens (RFC 9068, ES256) where no OpenID Connect issuer is configured. Its
 * key pair is made once per installation and kept with its data, so tokens outlive a
 * restart and mean nothing to any other installation.
 */
public final class DevelopmentIssuer {

	/** Who its tokens are for. */
	public static final String AUDIENCE = "rapport";

	/** How long a token is valid. */
	public static final Duration VALIDITY = Duration.ofDays(30);

	private static final JOSEObjectType ACCESS_TOKEN = new JOSEObjectType("at+jwt");

	private final ECKey key;

	private final Clock clock;

	DevelopmentIssuer(ECKey key, Clock clock) {
		this.key = key;
		this.clock = clock;
	}

	static DevelopmentIssuer keptIn(Path file) {
		try {
			return new DevelopmentIssuer(ECKey.parse(PrivateFile.kept(file, DevelopmentIssuer::newKey)),
					Clock.systemUTC());
		}
		catch (ParseException ex) {
			throw new IllegalStateException(file + " holds no key; remove it to get a new one", ex);
		}
	}

	private static String newKey() {
		try {
			return new ECKeyGenerator(Curve.P_256).keyUse(KeyUse.SIGNATURE)
				.algorithm(JWSAlgorithm.ES256)
				.keyIDFromThumbprint(true)
				.generate()
				.toJSONString();
		}
		catch (JOSEException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** A token for a user whose name is not known: the subject stands in. */
	public String token(String tenantKey, String subject) {
		return token(tenantKey, subject, subject);
	}

	/**
	 * A token, valid from now on for {@link #VALIDITY}.
	 * @param tenantKey the key of the tenant, the claim {@code tenant}
	 * @param subject the claim {@code sub}
	 * @param name the claim {@code name}, for people to read
	 * @return the token in its compact form
	 */
	public String token(String tenantKey, String subject, String name) {
		Instant now = this.clock.instant();
		return signed(new JWTClaimsSet.Builder().issuer(Demo.ISSUER)
			.audience(AUDIENCE)
			.subject(subject)
			.claim("tenant", tenantKey)
			.claim("name", name)
			.issueTime(Date.from(now))
			.expirationTime(Date.from(now.plus(VALIDITY)))
			.jwtID(UUID.randomUUID().toString())
			.build());
	}

	private String signed(JWTClaimsSet claims) {
		JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.ES256).type(ACCESS_TOKEN)
			.keyID(this.key.getKeyID())
			.build();
		try {
			SignedJWT token = new SignedJWT(header, claims);
			token.sign(new ECDSASigner(this.key));
			return token.serialize();
		}
		catch (JOSEException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** The public half of the key, which verifies its tokens. */
	JWKSet publicKeys() {
		return new JWKSet(this.key.toPublicJWK());
	}

}
