package dev.rapport.webhook;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import dev.rapport.tenancy.SecretText;

import static org.assertj.core.api.Assertions.assertThat;

class WebhookSecretTests {

	private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);

	/** The example of the specification and its libraries. */
	@Test
	void signsAsTheSpecificationDoes() {
		WebhookSecret secret = new WebhookSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
		assertThat(WebhookSecret.signatures(List.of(secret), "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, BODY))
			.isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
	}

	@Test
	void signsWithAllOfThem() {
		List<WebhookSecret> secrets = List.of(WebhookSecret.random(new Random(1)), WebhookSecret.random(new Random(2)));
		assertThat(WebhookSecret.signatures(secrets, "id", 1, BODY).split(" ")).hasSize(2)
			.allMatch((signature) -> signature.startsWith("v1,"))
			.doesNotHaveDuplicates();
	}

	@Test
	void isKnownForASecretWhereverItStands() {
		String text = WebhookSecret.random(new Random(3)).text();
		assertThat(SecretText.isIn("{\"secret\":\"" + text + "\"}")).isTrue();
		assertThat(SecretText.isIn("whsec_…")).isFalse();
	}

}
