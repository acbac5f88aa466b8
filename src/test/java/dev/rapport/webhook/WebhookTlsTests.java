package dev.rapport.webhook;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import reactor.netty.tcp.SslProvider;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Webhooks over TLS, with certificates that an authority has signed. */
@RapportTest
class WebhookTlsTests {

	private static final Duration SOON = Duration.ofSeconds(20);

	private static final String MEANT = "hooks.example.com";

	private static final String OTHER = "other.example.com";

	private static final byte[] BODY = "{}".getBytes(StandardCharsets.UTF_8);

	@TempDir
	private static Path folder;

	private static Authority authority;

	private static SslProvider.GenericSslContextSpec<?> meant;

	private static SslProvider.GenericSslContextSpec<?> other;

	private static SslProvider.GenericSslContextSpec<?> here;

	@Autowired
	private Tenants tenants;

	@Autowired
	private ApplicationContext context;

	@Autowired
	private Clock clock;

	@BeforeAll
	static void certify() {
		authority = new Authority(folder, "authority");
		meant = authority.certify(MEANT);
		other = authority.certify(OTHER);
		here = authority.certify("localhost");
	}

	private static WebhookSettings trusting(@Nullable Path authorities) {
		Map<String, String> settings = new HashMap<>(
				Map.of("rapport.webhooks.allow-loopback", "true", "rapport.webhooks.ports", ""));
		if (authorities != null) {
			settings.put("rapport.webhooks.trust", authorities.toString());
		}
		return SecretVaultTests.settings(settings);
	}

	private Courier courier(@Nullable Path authorities) {
		return new Courier(trusting(authorities), this.clock, (host) -> List.of(InetAddress.getByName("127.0.0.1")));
	}

	private Outcome post(@Nullable Path authorities, String host, Receiver receiver) {
		Courier courier = courier(authorities);
		try {
			return Objects.requireNonNull(
					courier.post("https://" + host + ":" + receiver.port() + "/x", Map.of(), BODY).block(SOON));
		}
		finally {
			courier.destroy();
		}
	}

	@Test
	void asksTheCheckedAddressForTheNameThatWasMeant() {
		// only who asks for the name is shown its certificate
		try (Receiver receiver = new Receiver(
				(tls) -> tls.sslContext(other).addSniMapping(MEANT, (named) -> named.sslContext(meant)))) {
			assertThat(post(authority.certificate(), MEANT, receiver).status()).isEqualTo(204);
			assertThat(receiver.received()).singleElement()
				.satisfies((message) -> assertThat(message.headers()).containsEntry("host",
						MEANT + ":" + receiver.port()));
		}
	}

	@Test
	void tellsNothingToWhoHasTheCertificateOfAnother() {
		try (Receiver receiver = new Receiver((tls) -> tls.sslContext(other))) {
			assertThat(post(authority.certificate(), MEANT, receiver).error()).isEqualTo(DeliveryError.TLS_FAILED);
			assertThat(post(authority.certificate(), OTHER, receiver).taken()).isTrue();
			assertThat(receiver.received()).hasSize(1);
		}
	}

	@Test
	void triesAgainWhereACertificateWasNotAccepted() {
		Hooks hooks = Hooks.of(this.tenants.found());
		try (Receiver receiver = new Receiver((tls) -> tls.sslContext(here))) {
			Hooks.Made made = hooks.subscribe("https://localhost:" + receiver.port() + "/hooks", List.of("Customer"),
					List.of("name"));
			String customer = hooks.customer("Acme");
			sending(null, () -> await().atMost(SOON).until(() -> !hooks.attempts(made).isEmpty()));
			assertThat(hooks.attempts(made).getFirst().get("error")).isEqualTo("TLS_FAILED");
			assertThat(hooks.deliveries(made).getFirst().get("status")).isEqualTo("WAITING");
			assertThat(receiver.received()).isEmpty();
			hooks.passTime();
			sending(authority.certificate(), () -> await().atMost(SOON)
				.until(() -> "DELIVERED".equals(hooks.deliveries(made).getFirst().get("status"))));
			assertThat(receiver.about(customer)).singleElement()
				.satisfies((message) -> assertThat(message.isSignedBy(made.secret())).isTrue());
		}
	}

	/** Sends as a process would that trusts certain authorities. */
	private void sending(@Nullable Path authorities, Runnable meanwhile) {
		Courier courier = courier(authorities);
		new SendingProcess(this.context).sending(courier, meanwhile);
	}

}
