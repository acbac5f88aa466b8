package dev.rapport.security;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSAEncrypter;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.OctetSequenceKeyGenerator;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import dev.rapport.Tenants.Tenant;
import dev.rapport.Wire;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tokens that nobody issued, or not for this: each is refused, in the published shape.
 */
@ExtendWith(OutputCaptureExtension.class)
class ForgedTokensTests extends WithIssuers {

	private static final RSAKey ATTACKER = rsa("rsa-1");

	private static final ECKey EC_384 = ec("ec-384", Curve.P_384);

	private static final KeyPair WEAK = Forge.weakRsa();

	private static final RSAKey ENCRYPTION = new RSAKey.Builder(rsa("enc-1")).keyUse(KeyUse.ENCRYPTION)
		.algorithm(JWEAlgorithm.RSA_OAEP_256)
		.build();

	private static final OctetSequenceKey SECRET = secret();

	private final Map<String, String> forged = new LinkedHashMap<>();

	private Map<String, Object> header = Map.of("alg", "RS256", "kid", "rsa-1", "typ", "JWT");

	private Map<String, Object> good = Map.of();

	@BeforeEach
	void keys() {
		ISSUER.keys = List.of(RSA, EC, EC_384, ENCRYPTION, SECRET,
				new RSAKey.Builder((RSAPublicKey) WEAK.getPublic()).keyID("weak-1").build());
		putForward(Duration.ofMinutes(6));
		this.good = Map.of("iss", ISSUER.name(), "aud", "rapport", "sub", "ann", "tenant", this.tenant.key(), "exp",
				now().getEpochSecond() + 3600);
	}

	@Test
	void refusesEveryOne(CapturedOutput output) throws JOSEException {
		assertThat(ask(sign(this.header, this.good)).status()).as("a good token").isEqualTo(200);
		withoutSignature();
		signedWithWhatIsPublic();
		namingKeys();
		bringingKeys();
		brokenSignatures();
		keysThatAreNotForThis();
		extensions();
		otherIssuers();
		otherPurposes();
		otherTimes();
		otherPeople();
		notEvenTokens();
		assertThat(this.forged).hasSizeGreaterThanOrEqualTo(150);
		int lured = ISSUER.lured.get();
		SoftAssertions.assertSoftly((softly) -> this.forged
			.forEach((name, token) -> softly.assertThatCode(() -> refused(name, token)).doesNotThrowAnyException()));
		assertThat(ISSUER.lured).as("requests to addresses in tokens").hasValue(lured);
		assertThat(ask(sign(this.header, this.good)).status()).as("a good token, after all").isEqualTo(200);
		this.forged.values()
			.stream()
			.filter((token) -> token.length() > 100)
			.forEach((token) -> assertThat(output.getAll()).doesNotContain(token.substring(token.length() - 30)));
	}

	@Test
	void refusesTokensLongerThanAnyHeader() {
		assertThat(ask("x".repeat(20_000)).status()).isBetween(400, 499);
	}

	private void refused(String name, String token) {
		Wire.Answer answer;
		try {
			answer = ask(token);
		}
		catch (RuntimeException ex) {
			throw new AssertionError(name, ex);
		}
		assertThat(answer.status()).as(name + ": " + answer.text()).isEqualTo(401);
		assertThat(answer.code()).as(name).isEqualTo("UNAUTHENTICATED");
		assertThat(answer.json().at("/errors/0/message").asString()).as(name).isNotBlank();
		assertThat(answer.json().at("/errors/0/extensions/requestId").asString()).as(name).isNotBlank();
		assertThat(answer.json().at("/errors/0/extensions/reason").asString()).as(name)
			.isIn("INVALID_TOKEN", "TOKEN_EXPIRED", "UNKNOWN_MEMBER");
		assertThat(answer.json().has("data")).as(name).isFalse();
	}

	private void withoutSignature() {
		for (String none : List.of("none", "None", "NONE", "nOnE", "")) {
			this.forged.put("alg \"" + none + "\"", content(with("alg", none)) + ".");
		}
		this.forged.put("alg none, signed all the same", sign(with("alg", "none"), this.good));
		this.forged.put("no alg", sign(Forge.without(this.header, "alg"), this.good));
		this.forged.put("alg null", sign(Forge.with(this.header, "alg", null), this.good));
		this.forged.put("alg of another type", sign(with("alg", List.of("RS256")), this.good));
	}

	private void signedWithWhatIsPublic() throws JOSEException {
		byte[] der = RSA.toPublicKey().getEncoded();
		String pem = "-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder(64, new byte[] { '\n' }).encodeToString(der)
				+ "\n-----END PUBLIC KEY-----\n";
		Map<String, byte[]> secrets = Map.of("DER", der, "PEM", bytes(pem), "JWK",
				bytes(RSA.toPublicJWK().toJSONString()), "modulus", Forge.modulus(RSA.toRSAPublicKey()), "kid",
				bytes("rsa-1"), "a word", bytes("secret"));
		secrets.forEach((name, secret) -> this.forged.put("HS256 with the public key as " + name,
				Forge.hmac("HmacSHA256", content(with("alg", "HS256")), secret)));
		this.forged.put("HS384", Forge.hmac("HmacSHA384", content(with("alg", "HS384")), der));
		this.forged.put("HS512", Forge.hmac("HmacSHA512", content(with("alg", "HS512")), der));
	}

	private void namingKeys() {
		for (String kid : List.of("../../../../dev/null", "/dev/null", "file:///etc/passwd", ISSUER.url("/evil"),
				"' or '1'='1", "rsa-1' union select 'x", "rsa-1\"; drop table tenant; --", "${jndi:ldap://127.0.0.1/x}",
				"rsa-1\u0000", "", "\u202E1-asr", "k".repeat(3000), "b-1")) {
			this.forged.put("kid " + kid, sign(with("kid", kid), this.good, ATTACKER));
		}
		this.forged.put("HS256 with the key of /dev/null",
				Forge.hmac("HmacSHA256", content(with(with("alg", "HS256"), "kid", "/dev/null")), new byte[1]));
		this.forged.put("kid that is no text", sign(with("kid", List.of("rsa-1")), this.good));
		this.forged.put("no kid, key of nobody", sign(Forge.without(this.header, "kid"), this.good, ATTACKER));
	}

	private void bringingKeys() {
		Map<String, Object> jwk = ATTACKER.toPublicJWK().toJSONObject();
		this.forged.put("jwk", sign(with("jwk", jwk), this.good, ATTACKER));
		this.forged.put("jwk of an unknown kid", sign(with(with("jwk", jwk), "kid", "mine"), this.good, ATTACKER));
		this.forged.put("jku", sign(with("jku", ISSUER.url("/evil/keys")), this.good, ATTACKER));
		this.forged.put("jku of an unknown kid",
				sign(with(with("jku", ISSUER.url("/evil/keys")), "kid", "mine"), this.good, ATTACKER));
		this.forged.put("x5u", sign(with("x5u", ISSUER.url("/evil/certificate")), this.good, ATTACKER));
		this.forged.put("x5c", sign(with("x5c", List.of("MIIB")), this.good, ATTACKER));
		this.forged.put("x5t", sign(with("x5t#S256", "AAAA"), this.good, ATTACKER));
	}

	private void brokenSignatures() {
		String token = sign(this.header, this.good);
		String content = token.substring(0, token.lastIndexOf('.'));
		String signature = token.substring(token.lastIndexOf('.') + 1);
		this.forged.put("stripped", content + ".");
		this.forged.put("stripped with its dot", content);
		this.forged.put("cut short", token.substring(0, token.length() - 8));
		this.forged.put("too long", token + "AAAA");
		this.forged.put("another bit", content + "." + ((signature.charAt(9) == 'A') ? "B" : "A")
				+ signature.substring(1, 9) + "_" + signature.substring(10));
		this.forged.put("of another token", content(this.header, changed("sub", "bo")) + "." + signature);
		Map<String, Object> es256 = with(with("alg", "ES256"), "kid", "ec-1");
		this.forged.put("r = s = 0", content(es256) + "." + Forge.encode(Forge.zeroes(64)));
		this.forged.put("DER in place of r and s", Forge.signed("SHA256withECDSA", content(es256), ecKey(EC)));
		this.forged.put("of another EC key",
				Forge.signed("SHA256withECDSAinP1363Format", content(es256), ecKey(ec("ec-1", Curve.P_256))));
	}

	private void keysThatAreNotForThis() throws JOSEException {
		this.forged.put("P-384 as ES256", Forge.signed("SHA256withECDSAinP1363Format",
				content(with(with("alg", "ES256"), "kid", "ec-384")), ecKey(EC_384)));
		this.forged.put("P-256 as ES384", Forge.signed("SHA384withECDSAinP1363Format",
				content(with(with("alg", "ES384"), "kid", "ec-1")), ecKey(EC)));
		this.forged.put("an RSA key as ES256", sign(with("alg", "ES256"), this.good));
		this.forged.put("another algorithm than the key's",
				Forge.signed("SHA512withRSA", content(with("alg", "RS512")), RSA.toPrivateKey()));
		this.forged.put("SHA-1", Forge.signed("SHA1withRSA", content(with("alg", "RS1")), RSA.toPrivateKey()));
		this.forged.put("EdDSA", sign(with("alg", "EdDSA"), this.good));
		this.forged.put("ES256K", sign(with("alg", "ES256K"), this.good));
		this.forged.put("a key of 1024 bits",
				Forge.rs256(Forge.json(with("kid", "weak-1")), Forge.json(this.good), WEAK.getPrivate()));
		this.forged.put("a key to encrypt with", sign(with("kid", "enc-1"), this.good, ENCRYPTION));
		this.forged.put("a published secret",
				Forge.hmac("HmacSHA256", content(with(with("alg", "HS256"), "kid", "oct-1")), SECRET.toByteArray()));
	}

	private void extensions() {
		this.forged.put("crit that nobody knows", sign(with(with("crit", List.of("x")), "x", 1), this.good));
		this.forged.put("crit exp", sign(with("crit", List.of("exp")), this.good));
		this.forged.put("crit empty", sign(with("crit", List.of()), this.good));
		this.forged.put("b64 critical", sign(with(with("crit", List.of("b64")), "b64", false), this.good));
		this.forged.put("b64 not critical", sign(with("b64", false), this.good));
		this.forged.put("no typ", sign(Forge.without(this.header, "typ"), this.good));
		for (String typ : List.of("JOSE", "id+jwt", "logout+jwt", "secevent+jwt", "dpop+jwt", "JWS", "")) {
			this.forged.put("typ " + typ, sign(with("typ", typ), this.good));
		}
	}

	private void otherIssuers() {
		this.forged.put("another issuer's name", sign(this.header, changed("iss", OTHER.name())));
		this.forged.put("another issuer's key", sign(with("kid", "b-1"), this.good, OTHER_RSA));
		Tenant foreign = trusting(OTHER);
		this.forged.put("a tenant of another issuer", sign(this.header, changed("tenant", foreign.key())));
		this.forged.put("a tenant that another issuer is bound to", sign(this.header, changed("tenant", ONLY)));
		Map<String, Object> others = new HashMap<>(this.good);
		others.putAll(Map.of("iss", OTHER.name(), "aud", "crm"));
		this.forged.put("an issuer beyond its tenants", sign(Map.of("alg", "RS256", "kid", "b-1"), others, OTHER_RSA));
		for (Object iss : List.of("https://evil.example", ISSUER.name() + "/", ISSUER.name().replace("realm", "REALM"),
				ISSUER.name() + " ", "", 7, List.of(ISSUER.name()), Map.of())) {
			this.forged.put("iss " + iss, sign(this.header, changed("iss", iss)));
		}
		this.forged.put("no iss", sign(this.header, Forge.without(this.good, "iss")));
		this.forged.put("the development issuer", sign(this.header, changed("iss", "urn:rapport:development")));
	}

	private void otherPurposes() {
		for (Object aud : List.of("other", "rapport-admin", "RAPPORT", List.of(), List.of("x", "y"),
				Map.of("rapport", 1), 5)) {
			this.forged.put("aud " + aud, sign(this.header, changed("aud", aud)));
		}
		this.forged.put("no aud", sign(this.header, Forge.without(this.good, "aud")));
		this.forged.put("an ID token", sign(this.header, changed("typ", "ID")));
		this.forged.put("a refresh token", sign(this.header, changed("typ", "Refresh")));
		this.forged.put("an ID token by its hash", sign(this.header, changed("at_hash", "x")));
		this.forged.put("a logout token", sign(this.header,
				changed("events", Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of()))));
		this.forged.put("a token bound to a key", sign(this.header, changed("cnf", Map.of("jkt", "x"))));
	}

	private void otherTimes() {
		long now = now().getEpochSecond();
		this.forged.put("expired", sign(this.header, changed("exp", now - 31)));
		this.forged.put("expired long ago", sign(this.header, changed("exp", 0)));
		this.forged.put("expired before time began", sign(this.header, changed("exp", -1)));
		this.forged.put("no exp", sign(this.header, Forge.without(this.good, "exp")));
		this.forged.put("not yet", sign(this.header, changed("nbf", now + 60)));
		for (String time : List.of("null", "\"" + (now + 60) + "\"", "1e300", "9223372036854775807", "{}", "[1]",
				"true")) {
			String payload = Forge.json(this.good).replaceFirst("\"exp\":\\d+", "\"exp\":" + time);
			this.forged.put("exp " + time, Forge.rs256(Forge.json(this.header), payload, key(RSA)));
		}
		this.forged.put("nbf that is no time", sign(this.header, changed("nbf", "soon")));
	}

	private void otherPeople() {
		for (Object sub : List.of("", " ", "nobody", "ANN", "ann\u0000", "ann' or 'a'='a", List.of("ann", "bo"), 7,
				Map.of("ann", 1), "a".repeat(300))) {
			this.forged.put("sub " + sub, sign(this.header, changed("sub", sub)));
		}
		this.forged.put("no sub", sign(this.header, Forge.without(this.good, "sub")));
		for (Object tenant : List.of("", "no-such-tenant", "x' or 'a'='a", List.of(this.tenant.key(), "other"), 7,
				this.tenant.key().toUpperCase(Locale.ROOT))) {
			this.forged.put("tenant " + tenant, sign(this.header, changed("tenant", tenant)));
		}
		this.forged.put("no tenant", sign(this.header, Forge.without(this.good, "tenant")));
		for (String twice : List.of("sub", "tenant", "iss", "aud", "exp")) {
			String payload = Forge.json(this.good);
			this.forged.put("twice " + twice, Forge.rs256(Forge.json(this.header),
					"{\"" + twice + "\":\"other\"," + payload.substring(1), key(RSA)));
		}
		this.forged.put("twice alg", Forge.rs256("{\"alg\":\"none\"," + Forge.json(this.header).substring(1),
				Forge.json(this.good), key(RSA)));
	}

	private void notEvenTokens() throws JOSEException {
		String token = sign(this.header, this.good);
		this.forged.put("nested", Forge.rs256(Forge.json(with("cty", "JWT")), token, key(RSA)));
		this.forged.put("encrypted", encrypted(Forge.json(this.good)));
		this.forged.put("encrypted around a good one", encrypted(token));
		this.forged.put("twice the same", token + "." + token);
		this.forged.put("four parts", token + ".AAAA");
		this.forged.put("padded", token + "==");
		for (String payload : List.of("", "null", "[]", "\"text\"", "{", "{}", "5", "[".repeat(2000) + "]".repeat(2000),
				"{\"a\":".repeat(900) + "1" + "}".repeat(900))) {
			this.forged.put("payload " + payload, Forge.rs256(Forge.json(this.header), payload, key(RSA)));
		}
		for (String broken : List.of("", "null", "[]", "{", "\"RS256\"", "\u00ff\u00fe", "[".repeat(2000))) {
			this.forged.put("header " + broken, Forge.rs256(broken, Forge.json(this.good), key(RSA)));
		}
		this.forged.put("huge", sign(this.header, changed("x", "y".repeat(4500))).replace("eyJ", "eyK"));
		this.forged.put("huge and opaque", "op_" + "x".repeat(6000));
		for (String rubbish : List.of("", ".", "..", "...", "....", "op_", "x", "eyJhbGciOiJSUzI1NiJ9", "null",
				"Bearer " + token, token + " " + token, "{\"payload\":\"x\"}")) {
			this.forged.put("rubbish " + rubbish, rubbish);
		}
	}

	private static String encrypted(String content) throws JOSEException {
		JWEObject object = new JWEObject(
				new JWEHeader.Builder(JWEAlgorithm.RSA_OAEP_256, EncryptionMethod.A256GCM).keyID("enc-1").build(),
				new Payload(content));
		object.encrypt(new RSAEncrypter(ENCRYPTION));
		return object.serialize();
	}

	private String content(Map<String, ?> header) {
		return content(header, this.good);
	}

	private static String content(Map<String, ?> header, Map<String, ?> payload) {
		return Forge.encode(Forge.json(header)) + "." + Forge.encode(Forge.json(payload));
	}

	private static String sign(Map<String, ?> header, Map<String, ?> payload) {
		return sign(header, payload, RSA);
	}

	private static String sign(Map<String, ?> header, Map<String, ?> payload, RSAKey key) {
		return Forge.rs256(Forge.json(header), Forge.json(payload), key(key));
	}

	private Map<String, Object> with(String name, Object value) {
		return with(this.header, name, value);
	}

	private static Map<String, Object> with(Map<String, Object> object, String name, Object value) {
		Map<String, Object> changed = new HashMap<>(object);
		changed.put(name, value);
		return changed;
	}

	private Map<String, Object> changed(String claim, Object value) {
		return with(this.good, claim, value);
	}

	private static PrivateKey key(RSAKey key) {
		try {
			return key.toPrivateKey();
		}
		catch (JOSEException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static PrivateKey ecKey(ECKey key) {
		try {
			return key.toPrivateKey();
		}
		catch (JOSEException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static OctetSequenceKey secret() {
		try {
			return new OctetSequenceKeyGenerator(256).keyID("oct-1").algorithm(JWSAlgorithm.HS256).generate();
		}
		catch (JOSEException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
