package dev.rapport.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.tcp.TcpServer;

import static org.assertj.core.api.Assertions.assertThat;

/** What a receiver may do to us, and what an address may turn out to be. */
class CourierTests {

	private static final byte[] BODY = "{}".getBytes(StandardCharsets.UTF_8);

	private static final Clock CLOCK = Clock.systemUTC();

	private final Receiver receiver = new Receiver();

	@AfterEach
	void close() {
		this.receiver.close();
	}

	private static WebhookSettings settings(boolean loopback) {
		Map<String, String> settings = new HashMap<>(
				Map.of("rapport.webhooks.allow-http", "true", "rapport.webhooks.ports", ""));
		settings.put("rapport.webhooks.allow-loopback", Boolean.toString(loopback));
		return SecretVaultTests.settings(settings);
	}

	private static Outcome post(Courier courier, String url) {
		try {
			return Objects.requireNonNull(courier.post(url, Map.of(), BODY).block(Duration.ofSeconds(8)));
		}
		finally {
			courier.destroy();
		}
	}

	private Outcome post(Receiver.Reply reply) {
		this.receiver.behaving((message) -> reply);
		return post(new Courier(settings(true), CLOCK), this.receiver.url());
	}

	private static List<InetAddress> addresses(String... texts) throws UnknownHostException {
		List<InetAddress> addresses = new ArrayList<>();
		for (String text : texts) {
			addresses.add(InetAddress.getByName(text));
		}
		return addresses;
	}

	@Test
	void takesOnlySuccessForSuccess() {
		assertThat(post(Receiver.Reply.status(204)).taken()).isTrue();
		assertThat(post(Receiver.Reply.status(200)).status()).isEqualTo(200);
		assertThat(post(Receiver.Reply.status(404)).error()).isEqualTo(DeliveryError.REFUSED);
		assertThat(post(Receiver.Reply.status(500)).error()).isEqualTo(DeliveryError.REFUSED);
		assertThat(post(Receiver.Reply.status(410)).gone()).isTrue();
	}

	@Test
	void followsNoRedirect() {
		Outcome outcome = post((response) -> response.status(302).header("location", this.receiver.url()).send());
		assertThat(outcome.error()).isEqualTo(DeliveryError.REDIRECTED);
		assertThat(this.receiver.received()).hasSize(1);
	}

	@Test
	void readsHowLongToWait() {
		assertThat(post((response) -> response.status(503).header("retry-after", "120").send()).pause())
			.isEqualTo(Duration.ofMinutes(2));
		assertThat(post((response) -> response.status(503).header("retry-after", "soon").send()).pause()).isNull();
	}

	@Test
	void givesUpOnWhoNeverAnswers() {
		long begin = System.nanoTime();
		assertThat(post(Receiver.Reply.never()).error()).isEqualTo(DeliveryError.TIMEOUT);
		assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(Duration.ofMillis(4_800),
				Duration.ofMillis(6_500));
	}

	@Test
	void doesNotWaitForABodyThatDrips() {
		long begin = System.nanoTime();
		Outcome outcome = post((response) -> response.status(200)
			.sendString(Flux.interval(Duration.ofMillis(300)).map((tick) -> "x"))
			.then());
		assertThat(outcome.taken()).isTrue();
		assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(3));
	}

	@Test
	void readsOnlyTheBeginningOfAnEndlessBody() {
		AtomicInteger sent = new AtomicInteger();
		String block = "y".repeat(16_384);
		Outcome outcome = post((response) -> response.status(500)
			.sendString(Flux.range(0, 10_000).map((i) -> block).doOnNext((text) -> sent.incrementAndGet()),
					StandardCharsets.UTF_8)
			.then());
		assertThat(Objects.requireNonNull(outcome.answer())).hasSize(WebhookSettings.KEPT);
		assertThat(sent.get() * 16_384L).isLessThan(20_000_000);
	}

	@Test
	void doesNotWaitForTlsThatStalls() {
		DisposableServer silent = TcpServer.create()
			.host("127.0.0.1")
			.port(0)
			.handle((in, out) -> Mono.<Void>never())
			.bindNow();
		try {
			assertThat(post(new Courier(settings(true), CLOCK), "https://127.0.0.1:" + silent.port() + "/").error())
				.isIn(DeliveryError.TIMEOUT, DeliveryError.TLS_FAILED);
		}
		finally {
			silent.disposeNow();
		}
	}

	@Test
	void connectsToNoNameThatTurnsOutToBeInside() {
		AtomicInteger asked = new AtomicInteger();
		HostLookup rebinding = (host) -> (asked.getAndIncrement() % 2 == 0) ? addresses("93.184.216.34")
				: addresses("127.0.0.1");
		WebhookSettings hasty = SecretVaultTests.settings(Map.of("rapport.webhooks.allow-http", "true",
				"rapport.webhooks.ports", "", "rapport.webhooks.connect", "200ms", "rapport.webhooks.deadline", "1s"));
		Courier courier = new Courier(hasty, CLOCK, rebinding);
		for (int i = 0; i < 20; i++) {
			Outcome outcome = Objects
				.requireNonNull(courier.post("http://hooks.example.com:" + this.receiver.port() + "/", Map.of(), BODY)
					.block(Duration.ofSeconds(8)));
			assertThat(outcome.taken()).isFalse();
		}
		courier.destroy();
		assertThat(asked.get()).isGreaterThanOrEqualTo(20);
		assertThat(this.receiver.connections()).isZero();
	}

	@Test
	void connectsToNoneOfSeveralAddressesIfOneIsInside() {
		for (List<String> mixed : List.of(List.of("93.184.216.34", "127.0.0.1"), List.of("127.0.0.1", "93.184.216.34"),
				List.of("::1"), List.of("2606:4700::1111", "fd00::1"), List.of("169.254.169.254"))) {
			Courier courier = new Courier(settings(false), CLOCK, (host) -> addresses(mixed.toArray(String[]::new)));
			assertThat(post(courier, "http://hooks.example.com:" + this.receiver.port() + "/").error())
				.isEqualTo(DeliveryError.ADDRESS_FORBIDDEN);
		}
		assertThat(this.receiver.connections()).isZero();
	}

	@Test
	void connectsToNoAddressInsideHoweverItIsSpelled() {
		Courier courier = new Courier(settings(false), CLOCK, (host) -> addresses("127.0.0.1"));
		WebhookUrlTests.spellings().forEach((url) -> {
			String here = url.replaceFirst("^https", "http")
				.replaceFirst("/hooks$", ":" + this.receiver.port() + "/hooks");
			Outcome outcome = Objects.requireNonNull(courier.post(here, Map.of(), BODY).block(Duration.ofSeconds(8)));
			assertThat(outcome.error()).as(here).isEqualTo(DeliveryError.ADDRESS_FORBIDDEN);
		});
		courier.destroy();
		assertThat(this.receiver.connections()).isZero();
	}

	@Test
	void connectsToTheAddressThatItCheckedUnderTheNameThatWasMeant() {
		AtomicInteger asked = new AtomicInteger();
		Courier courier = new Courier(settings(true), CLOCK, (host) -> {
			asked.incrementAndGet();
			return addresses("127.0.0.1");
		});
		Outcome outcome = post(courier, "http://hooks.example.com:" + this.receiver.port() + "/x");
		assertThat(outcome.taken()).isTrue();
		assertThat(asked).hasValue(1);
		assertThat(this.receiver.received().getFirst().headers()).containsEntry("host",
				"hooks.example.com:" + this.receiver.port());
	}

	@Test
	void givesUpOnNamesThatAreNotFoundInTime() {
		Courier courier = new Courier(settings(false), CLOCK, (host) -> {
			try {
				Thread.sleep(3_000);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			return addresses("93.184.216.34");
		});
		long begin = System.nanoTime();
		assertThat(post(courier, "http://slow.example.com/").taken()).isFalse();
		assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofMillis(2_500));
	}

}
