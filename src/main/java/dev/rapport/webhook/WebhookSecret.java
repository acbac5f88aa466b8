package dev.rapport.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import dev.rapport.tenancy.SecretText;

/**
 * What a subscription's messages are signed with, by the
 * <a href="https://www.standardwebhooks.com">Standard Webhooks</a> specification:
 * {@code whsec_} and 256 bits in base 64.
 */
final class WebhookSecret {

	private static final int BYTES = 32;

	private static final String ALGORITHM = "HmacSHA256";

	private final String text;

	WebhookSecret(String text) {
		this.text = text;
	}

	/**
	 * A new secret.
	 * @param random a cryptographically strong source; it may block
	 */
	static WebhookSecret random(RandomGenerator random) {
		byte[] bytes = new byte[BYTES];
		random.nextBytes(bytes);
		return new WebhookSecret(SecretText.WEBHOOK + Base64.getEncoder().encodeToString(bytes));
	}

	/** The secret itself, as the receiver needs it. */
	String text() {
		return this.text;
	}

	/** The header {@code webhook-signature}: a signature by each of the secrets. */
	static String signatures(List<WebhookSecret> secrets, String id, long timestamp, byte[] body) {
		return secrets.stream().map((secret) -> secret.signature(id, timestamp, body)).collect(Collectors.joining(" "));
	}

	private String signature(String id, long timestamp, byte[] body) {
		try {
			Mac mac = Mac.getInstance(ALGORITHM);
			mac.init(new SecretKeySpec(Base64.getDecoder().decode(this.text.substring(SecretText.WEBHOOK.length())),
					ALGORITHM));
			mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
			return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Never the secret. */
	@Override
	public String toString() {
		return SecretText.WEBHOOK + "…";
	}

}
