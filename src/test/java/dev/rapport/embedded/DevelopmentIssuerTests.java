package dev.rapport.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

final class DevelopmentIssuerTests {

	@TempDir
	private Path temporary;

	@Test
	void signsTokensThatItsPublicKeyVerifies() throws Exception {
		DevelopmentIssuer issuer = DevelopmentIssuer.keptIn(file());
		SignedJWT token = SignedJWT.parse(issuer.token("acme", "lin"));
		ECKey key = (ECKey) issuer.publicKeys().getKeyByKeyId(token.getHeader().getKeyID());
		assertThat(key.isPrivate()).isFalse();
		assertThat(token.verify(new ECDSAVerifier(key))).isTrue();
		assertThat(token.getHeader().toString()).contains("\"typ\":\"at+jwt\"", "\"alg\":\"ES256\"");
	}

	@Test
	void saysWhoForWhomAndForHowLong() throws Exception {
		Instant now = Instant.parse("2026-03-01T08:00:00Z");
		ECKey key = new ECKeyGenerator(Curve.P_256).generate();
		DevelopmentIssuer issuer = new DevelopmentIssuer(key, Clock.fixed(now, ZoneOffset.UTC));
		JWTClaimsSet claims = SignedJWT.parse(issuer.token("acme", "lin", "林薇")).getJWTClaimsSet();
		assertThat(claims.getIssuer()).isEqualTo("urn:rapport:development");
		assertThat(claims.getAudience()).containsExactly("rapport");
		assertThat(claims.getSubject()).isEqualTo("lin");
		assertThat(claims.getStringClaim("tenant")).isEqualTo("acme");
		assertThat(claims.getStringClaim("name")).isEqualTo("林薇");
		assertThat(claims.getExpirationTime()).isEqualTo(Date.from(Instant.parse("2026-03-31T08:00:00Z")));
		assertThat(claims.getJWTID()).isNotBlank();
	}

	@Test
	void keepsItsKeyAndKeepsItToItself() throws Exception {
		DevelopmentIssuer first = DevelopmentIssuer.keptIn(file());
		DevelopmentIssuer second = DevelopmentIssuer.keptIn(file());
		assertThat(second.publicKeys()).isEqualTo(first.publicKeys());
		assertThat(DevelopmentIssuer.keptIn(this.temporary.resolve("other")).publicKeys())
			.isNotEqualTo(first.publicKeys());
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file()))).isEqualTo("rw-------");
	}

	private Path file() {
		return this.temporary.resolve("issuer.jwk");
	}

}
