package dev.rapport.webhook;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import dev.rapport.kernel.ApiCode;
import dev.rapport.kernel.Problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class SecretVaultTests {

	private static final WebhookSubscriptionId ONE = new WebhookSubscriptionId(new UUID(0, 1));

	private static final WebhookSubscriptionId OTHER = new WebhookSubscriptionId(new UUID(0, 2));

	private static final String OLD = "old:" + Base64.getEncoder().encodeToString(new byte[32]);

	private static final String NEW = "new:"
			+ Base64.getEncoder().encodeToString("k".repeat(32).getBytes(StandardCharsets.US_ASCII));

	static WebhookSettings settings(Map<String, ?> settings) {
		return new Binder(new MapConfigurationPropertySource(settings)).bindOrCreate("rapport.webhooks",
				WebhookSettings.class);
	}

	private static SecretVault vault(String... keys) {
		return new SecretVault(settings(Map.of("rapport.webhooks.keys", List.of(keys))));
	}

	private static SecretVault.Sealed create(SecretVault vault) {
		return Objects.requireNonNull(vault.create(ONE).block());
	}

	@Test
	void opensWhatItSealed() {
		SecretVault.Sealed sealed = create(vault(OLD));
		assertThat(vault(OLD).open(sealed.text(), ONE).orElseThrow().text()).isEqualTo(sealed.secret().text())
			.startsWith("whsec_");
		assertThat(sealed.text()).startsWith("old:").doesNotContain(sealed.secret().text().substring(6));
	}

	@Test
	void sealsWithTheFirstKeyAndOpensWithAll() {
		SecretVault both = vault(NEW, OLD);
		assertThat(create(both).text()).startsWith("new:");
		assertThat(both.open(create(vault(OLD)).text(), ONE)).isPresent();
	}

	@Test
	void opensNothingForAnotherOrWithoutTheKey() {
		String sealed = create(vault(OLD)).text();
		assertThat(vault(OLD).open(sealed, OTHER)).isEmpty();
		assertThat(vault(NEW).open(sealed, ONE)).isEmpty();
		assertThat(vault("old:" + NEW.substring(4)).open(sealed, ONE)).isEmpty();
		char first = sealed.charAt(4);
		assertThat(vault(OLD).open(sealed.replaceFirst("old:.", "old:" + ((first == 'A') ? 'B' : 'A')), ONE)).isEmpty();
	}

	@Test
	void makesNoSecretThatItCannotKeep() {
		assertThatExceptionOfType(Problem.Refused.class).isThrownBy(() -> create(vault()))
			.satisfies((problem) -> assertThat(problem.code()).isEqualTo(ApiCode.SERVICE_UNAVAILABLE))
			.satisfies((problem) -> assertThat(problem.messageKey()).isEqualTo("webhook.noKey"));
	}

	@Test
	void refusesKeysThatAreNone() {
		assertThatIllegalArgumentException().isThrownBy(() -> vault("short:AAAA"));
		assertThatIllegalArgumentException().isThrownBy(() -> vault("nokey"));
	}

	@Test
	void tellsNoSecretByAccident() {
		SecretVault.Sealed sealed = create(vault(OLD));
		assertThat(sealed.toString() + sealed.secret()).doesNotContain(sealed.secret().text());
	}

}
