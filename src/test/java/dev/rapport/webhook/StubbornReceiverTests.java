package dev.rapport.webhook;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.NettyInbound;
import reactor.netty.NettyOutbound;
import reactor.netty.tcp.TcpServer;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Fault F14: receivers that hang in every way, all at once, beside one that is well. The
 * deadline is short here; that the one which is set takes five seconds, the tests of
 * {@link Courier} show.
 */
@RapportTest
class StubbornReceiverTests {

	private static final Duration SOON = Duration.ofSeconds(30);

	private static final Duration DEADLINE = Duration.ofSeconds(1);

	private static final int EVENTS = 10;

	private static final String MEGABYTES = "HTTP/1.1 200 OK\r\ncontent-length: 10000000\r\n\r\n";

	@Autowired
	private Tenants tenants;

	@Autowired
	private ApplicationContext context;

	@Autowired
	private WebhookSettings settings;

	@Autowired
	private Clock clock;

	private final List<Stubborn> stubborn = new ArrayList<>();

	@AfterEach
	void close() {
		this.stubborn.forEach((one) -> one.server.disposeNow());
	}

	private Stubborn stubborn(Behaviour behaviour) {
		Stubborn one = new Stubborn(behaviour);
		this.stubborn.add(one);
		return one;
	}

	@Test
	void costLittleAndDelayNobody() {
		Hooks hooks = Hooks.of(this.tenants.found());
		Map<String, Stubborn> all = new LinkedHashMap<>();
		all.put("accepts and never answers", stubborn((in, out) -> Mono.never()));
		all.put("drips a byte a second",
				stubborn((in, out) -> out
					.sendString(Flux.interval(Duration.ofSeconds(1))
						.map((tick) -> String.valueOf("HTTP/1.1 200 OK".charAt((int) (tick % 15)))))
					.then()));
		all.put("answers with 10 MB",
				stubborn((in, out) -> out
					.sendString(Flux.concat(Mono.just(MEGABYTES), Flux.range(0, 10_000).map((i) -> "x".repeat(1_000))))
					.then()));
		all.put("sends in circles",
				stubborn((in, out) -> out
					.sendString(Mono.just("HTTP/1.1 302 Found\r\nlocation: /hooks\r\ncontent-length: 0\r\n\r\n"))
					.then()));
		Stubborn tls = stubborn((in, out) -> Mono.never());
		Map<String, Hooks.Made> made = new LinkedHashMap<>();
		all.forEach((name, one) -> made.put(name, hooks.subscribe("http://127.0.0.1:" + one.server.port() + "/hooks",
				List.of("Customer"), List.of("name"))));
		made.put("stalls in TLS", hooks.subscribe("https://localhost:" + tls.server.port() + "/hooks",
				List.of("Customer"), List.of("name")));
		all.put("stalls in TLS", tls);
		try (Receiver well = new Receiver()) {
			hooks.subscribe(well.url(), List.of("Customer"), List.of("name"));
			List<Long> latencies = new ArrayList<>();
			sending(() -> {
				for (int i : IntStream.rangeClosed(1, EVENTS).toArray()) {
					long begin = System.nanoTime();
					hooks.customer("Acme " + i);
					await().pollInterval(Duration.ofMillis(10)).atMost(SOON).until(() -> well.received().size() == i);
					latencies.add((System.nanoTime() - begin) / 1_000_000);
				}
				made.forEach((name, one) -> await(name).atMost(SOON).until(() -> !hooks.attempts(one).isEmpty()));
			});
			// the first one warms up
			latencies.removeFirst();
			latencies.sort(null);
			System.out.println("beside five stubborn receivers, ms from the change to the message: median "
					+ latencies.get(latencies.size() / 2) + ", worst " + latencies.getLast());
			// each waits longer than this would, if it waited for the others in turn
			assertThat(latencies.get(latencies.size() / 2)).isLessThan(5 * DEADLINE.toMillis());
		}
		// the other end of a connection that was given up may not know it yet
		int most = 2 * this.settings.perSubscription();
		assertThat(most).isLessThan(EVENTS);
		all.forEach((name, one) -> assertThat(one.most.get()).as(name).isBetween(1, most));
		made.forEach((name, one) -> {
			Map<String, Object> attempt = hooks.attempts(one).getFirst();
			System.out.println(name + ": " + attempt);
			assertThat(Duration.parse(String.valueOf(attempt.get("took")))).as(name).isLessThan(Duration.ofSeconds(10));
			assertThat(attempt.get("error")).as(name).isEqualTo(switch (name) {
				case "answers with 10 MB" -> null;
				case "sends in circles" -> "REDIRECTED";
				default -> "TIMEOUT";
			});
		});
		assertThat(all.get("sends in circles").connections.get()).isLessThanOrEqualTo(EVENTS);
	}

	private void sending(Runnable meanwhile) {
		WebhookSettings hasty = SecretVaultTests
			.settings(Map.of("rapport.webhooks.allow-http", "true", "rapport.webhooks.allow-loopback", "true",
					"rapport.webhooks.ports", "", "rapport.webhooks.deadline", DEADLINE.toString()));
		Courier courier = new Courier(hasty, this.clock, (host) -> List.of(InetAddress.getByName("127.0.0.1")));
		new SendingProcess(this.context).sending(courier, meanwhile);
	}

	/** What a server does once somebody is connected. */
	@FunctionalInterface
	private interface Behaviour {

		Mono<Void> toward(NettyInbound in, NettyOutbound out);

	}

	/** A server that counts who is connected at the same time. */
	private static final class Stubborn {

		private final AtomicInteger connections = new AtomicInteger();

		private final AtomicInteger now = new AtomicInteger();

		private final AtomicInteger most = new AtomicInteger();

		private final DisposableServer server;

		Stubborn(Behaviour behaviour) {
			this.server = TcpServer.create().host("127.0.0.1").port(0).doOnConnection((connection) -> {
				this.connections.incrementAndGet();
				this.most.accumulateAndGet(this.now.incrementAndGet(), Math::max);
				connection.onDispose(this.now::decrementAndGet);
			}).handle((in, out) -> in.receive().take(1).thenMany(behaviour.toward(in, out)).then()).bindNow();
		}

	}

}
