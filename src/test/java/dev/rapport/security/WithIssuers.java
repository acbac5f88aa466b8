package dev.rapport.security;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;
import dev.rapport.Tenants.Tenant;
import dev.rapport.Wire;

/**
 * The application with two issuers: the first speaks for the tenants that trust it, the
 * second may speak for one tenant only. The clock can be put forward.
 */
@RapportTest
@Import(WithIssuers.Time.class)
class WithIssuers {

	static final TestIssuer ISSUER = new TestIssuer();

	static final TestIssuer OTHER = new TestIssuer();

	static final RSAKey RSA = rsa("rsa-1");

	static final ECKey EC = ec("ec-1", Curve.P_256);

	static final RSAKey OTHER_RSA = rsa("b-1");

	static final String ONLY = "only-" + Long.toString(System.nanoTime(), 36);

	private static final AtomicReference<Duration> AHEAD = new AtomicReference<>(Duration.ZERO);

	@Autowired
	Tenants tenants;

	@LocalServerPort
	int port;

	Tenant tenant;

	@DynamicPropertySource
	static void issuers(DynamicPropertyRegistry registry) {
		registry.add("rapport.security.issuers[0].issuer", ISSUER::name);
		registry.add("rapport.security.issuers[0].introspection.uri", () -> ISSUER.url("/introspect"));
		registry.add("rapport.security.issuers[0].introspection.client-id", () -> "rapport");
		registry.add("rapport.security.issuers[0].introspection.client-secret", () -> "s3cret");
		registry.add("rapport.security.issuers[0].introspection.token-prefix", () -> "op_");
		registry.add("rapport.security.issuers[1].issuer", OTHER::name);
		registry.add("rapport.security.issuers[1].jwk-set-uri", () -> OTHER.url("/keys"));
		registry.add("rapport.security.issuers[1].audience", () -> "crm");
		registry.add("rapport.security.issuers[1].algorithms", () -> "RS256");
		registry.add("rapport.security.issuers[1].types", () -> "none");
		registry.add("rapport.security.issuers[1].tenants", () -> ONLY);
		registry.add("rapport.security.issuers[1].roles", () -> "both");
		registry.add("rapport.security.issuers[1].roles-claim", () -> "realm_access.roles");
		registry.add("rapport.security.issuers[1].grantable-roles", () -> "REP,ANALYST");
	}

	@BeforeEach
	void found() {
		ISSUER.broken = false;
		OTHER.broken = false;
		ISSUER.keys = List.of(RSA, EC);
		OTHER.keys = List.of(OTHER_RSA);
		this.tenant = trusting(ISSUER);
	}

	Tenant trusting(TestIssuer issuer) {
		Tenant founded = this.tenants.found();
		this.tenants.owner()
			.update("update tenant set issuer = ? where tenant_id = ?", issuer.name(), founded.id().value());
		return founded;
	}

	/** A new tenant under the only key that the second issuer may speak for. */
	Tenant only() {
		Tenant founded = trusting(OTHER);
		this.tenants.owner().update("update tenant set key = 'was-' || tenant_id where key = ?", ONLY);
		this.tenants.owner().update("update tenant set key = ? where tenant_id = ?", ONLY, founded.id().value());
		return founded;
	}

	Wire wire(String token) {
		return new Wire(this.port, token);
	}

	Wire.Answer ask(String token) {
		return wire(token).ask("{ viewer { name } }", Map.of());
	}

	/** The time as the application sees it. */
	static Instant now() {
		return Instant.now().plus(AHEAD.get());
	}

	static void putForward(Duration by) {
		AHEAD.updateAndGet((ahead) -> ahead.plus(by));
	}

	/** What a good token of the first issuer says. */
	static JWTClaimsSet.Builder claims(String tenant, String subject) {
		return new JWTClaimsSet.Builder().issuer(ISSUER.name())
			.audience("rapport")
			.subject(subject)
			.claim("tenant", tenant)
			.issueTime(Date.from(now()))
			.expirationTime(Date.from(now().plus(Duration.ofHours(8))));
	}

	static String token(JWTClaimsSet.Builder claims) {
		return signed(RSA, new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("rsa-1").type(JOSEObjectType.JWT), claims);
	}

	static String token(String tenant, String subject, Consumer<JWTClaimsSet.Builder> change) {
		JWTClaimsSet.Builder claims = claims(tenant, subject);
		change.accept(claims);
		return token(claims);
	}

	static String signed(RSAKey key, JWSHeader.Builder header, JWTClaimsSet.Builder claims) {
		try {
			SignedJWT token = new SignedJWT(header.build(), claims.build());
			token.sign(new RSASSASigner(key));
			return token.serialize();
		}
		catch (JOSEException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static String signed(ECKey key, JWSHeader.Builder header, JWTClaimsSet.Builder claims) {
		try {
			SignedJWT token = new SignedJWT(header.build(), claims.build());
			token.sign(new ECDSASigner(key));
			return token.serialize();
		}
		catch (JOSEException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static RSAKey rsa(String id) {
		try {
			return new RSAKeyGenerator(2048).keyID(id)
				.keyUse(KeyUse.SIGNATURE)
				.algorithm(JWSAlgorithm.RS256)
				.generate();
		}
		catch (JOSEException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static ECKey ec(String id, Curve curve) {
		try {
			return new ECKeyGenerator(curve).keyID(id).keyUse(KeyUse.SIGNATURE).generate();
		}
		catch (JOSEException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@TestConfiguration(proxyBeanMethods = false)
	static class Time {

		@Bean
		@Primary
		Clock shiftedClock() {
			return new Clock() {

				@Override
				public ZoneId getZone() {
					return ZoneOffset.UTC;
				}

				@Override
				public Clock withZone(ZoneId zone) {
					return this;
				}

				@Override
				public Instant instant() {
					return now().truncatedTo(ChronoUnit.MILLIS);
				}

			};
		}

	}

}
