package dev.rapport.webhook;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import dev.rapport.kernel.ApiCode;
import dev.rapport.kernel.Problem;

/**
 * Encrypts secrets for the database, AES-256-GCM. A secret is bound to the subscription
 * that it belongs to, so it can't be moved to another one. The text says which key
 * encrypted it: a new key is put in front of the others, and the old ones stay until
 * every secret was rotated.
 */
@Component
class SecretVault {

	private static final SecureRandom RANDOM = new SecureRandom();

	private static final String ALGORITHM = "AES/GCM/NoPadding";

	private static final int KEY_BYTES = 32;

	private static final int NONCE_BYTES = 12;

	private static final int TAG_BITS = 128;

	private final Map<String, SecretKeySpec> keys = new LinkedHashMap<>();

	SecretVault(WebhookSettings settings) {
		settings.keys().forEach(this::add);
	}

	private void add(String key) {
		String[] parts = key.strip().split(":", 2);
		byte[] bytes = (parts.length == 2) ? Base64.getDecoder().decode(parts[1]) : new byte[0];
		if (bytes.length != KEY_BYTES || !parts[0].matches("[A-Za-z0-9_-]{1,40}")) {
			throw new IllegalArgumentException("rapport.webhooks.keys: a key is id:base64 of 256 bits");
		}
		this.keys.put(parts[0], new SecretKeySpec(bytes, "AES"));
	}

	/**
	 * A new secret, made where it does no harm that the source of chance may block.
	 * Refused with {@code SERVICE_UNAVAILABLE} where there is no key to keep it with.
	 */
	Mono<Sealed> create(WebhookSubscriptionId owner) {
		return Mono.fromCallable(() -> seal(WebhookSecret.random(RANDOM), owner))
			.subscribeOn(Schedulers.boundedElastic());
	}

	private Sealed seal(WebhookSecret secret, WebhookSubscriptionId owner) throws GeneralSecurityException {
		Map.Entry<String, SecretKeySpec> key = this.keys.entrySet()
			.stream()
			.findFirst()
			.orElseThrow(() -> new Problem.Refused(ApiCode.SERVICE_UNAVAILABLE, "webhook.noKey"));
		byte[] nonce = new byte[NONCE_BYTES];
		RANDOM.nextBytes(nonce);
		byte[] hidden = cipher(Cipher.ENCRYPT_MODE, key.getValue(), nonce, owner)
			.doFinal(secret.text().getBytes(StandardCharsets.US_ASCII));
		byte[] whole = ByteBuffer.allocate(nonce.length + hidden.length).put(nonce).put(hidden).array();
		return new Sealed(secret, key.getKey() + ":" + Base64.getEncoder().encodeToString(whole));
	}

	/** The secret in a text; empty if its key is gone or it belongs elsewhere. */
	Optional<WebhookSecret> open(String sealed, WebhookSubscriptionId owner) {
		String[] parts = sealed.split(":", 2);
		SecretKeySpec key = this.keys.get(parts[0]);
		if (key == null) {
			return Optional.empty();
		}
		try {
			ByteBuffer whole = ByteBuffer.wrap(Base64.getDecoder().decode(parts[1]));
			byte[] nonce = new byte[NONCE_BYTES];
			whole.get(nonce);
			byte[] hidden = new byte[whole.remaining()];
			whole.get(hidden);
			byte[] text = cipher(Cipher.DECRYPT_MODE, key, nonce, owner).doFinal(hidden);
			return Optional.of(new WebhookSecret(new String(text, StandardCharsets.US_ASCII)));
		}
		catch (GeneralSecurityException ex) {
			return Optional.empty();
		}
	}

	private static Cipher cipher(int mode, SecretKeySpec key, byte[] nonce, WebhookSubscriptionId owner)
			throws GeneralSecurityException {
		Cipher cipher = Cipher.getInstance(ALGORITHM);
		cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
		cipher.updateAAD(owner.text().getBytes(StandardCharsets.US_ASCII));
		return cipher;
	}

	/**
	 * A secret that was just made, and how it is kept.
	 */
	record Sealed(WebhookSecret secret, String text) {

		@Override
		public String toString() {
			return "Sealed";
		}

	}

}
