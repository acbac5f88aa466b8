package dev.rapport.security;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Makes tokens byte by byte, as no library would. */
final class Forge {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private Forge() {
	}

	static String json(Map<String, ?> object) {
		return JSON.writeValueAsString(object);
	}

	static String encode(String text) {
		return encode(text.getBytes(StandardCharsets.UTF_8));
	}

	static String encode(byte[] bytes) {
		return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
	}

	/** A copy with another value, which may be null. */
	static Map<String, @Nullable Object> with(Map<String, ?> object, String name, @Nullable Object value) {
		Map<String, @Nullable Object> changed = new HashMap<>(object);
		changed.put(name, value);
		return changed;
	}

	static Map<String, Object> without(Map<String, Object> object, String name) {
		Map<String, Object> changed = new HashMap<>(object);
		changed.remove(name);
		return changed;
	}

	/** Header and payload as they are, signed with RSA. */
	static String rs256(String header, String payload, PrivateKey key) {
		return signed("SHA256withRSA", encode(header) + "." + encode(payload), key);
	}

	static String signed(String algorithm, String content, PrivateKey key) {
		try {
			Signature signature = Signature.getInstance(algorithm);
			signature.initSign(key);
			signature.update(content.getBytes(StandardCharsets.US_ASCII));
			return content + "." + encode(signature.sign());
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static String hmac(String algorithm, String content, byte[] secret) {
		try {
			Mac mac = Mac.getInstance(algorithm);
			mac.init(new SecretKeySpec(secret, algorithm));
			return content + "." + encode(mac.doFinal(content.getBytes(StandardCharsets.US_ASCII)));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static KeyPair weakRsa() {
		try {
			KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
			generator.initialize(1024);
			return generator.generateKeyPair();
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** A signature of nothing: r = s = 0 was a signature of everything once. */
	static byte[] zeroes(int length) {
		return new byte[length];
	}

	static byte[] modulus(RSAPublicKey key) {
		return key.getModulus().toByteArray();
	}

}
