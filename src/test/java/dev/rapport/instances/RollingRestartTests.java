package dev.rapport.instances;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;
import dev.rapport.Wire;
import dev.rapport.embedded.DevelopmentIssuer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Instances are replaced one after the other while clients follow and write: fault F9.
 */
@RapportTest
@Timeout(600)
final class RollingRestartTests {

	/** Ten at length, see .ci/run. */
	private static final int SOCKETS = Integer.getInteger("faults.sockets", 3);

	private static final int SUBSCRIPTIONS_A_SOCKET = 100;

	private static final Duration PATIENCE = Duration.ofSeconds(20L * SOCKETS);

	/** Half of what an orchestrator usually grants. */
	private static final Duration GONE = Duration.ofSeconds(10);

	@Autowired
	Tenants tenants;

	@Autowired
	DevelopmentIssuer issuer;

	@Autowired
	ApplicationContext application;

	@Test
	void losesNoEventOfAnySubscription() throws Exception {
		String tenant = this.tenants.found().key();
		String token = this.issuer.token(tenant, "ann");
		try (Deployment deployment = new Deployment(this.application);
				Instance first = deployment.start(Map.of());
				Instance second = deployment.start(Map.of());
				FaultProxy proxy = new FaultProxy(first.port());
				HttpClient http = HttpClient.newHttpClient();
				Writer writer = new Writer(proxy.port(), token)) {
			second.port();
			String begin = new Wire(first.port(), token).ask("{ eventCursor }", Map.of())
				.json()
				.at("/data/eventCursor")
				.asString();
			List<Follower> followers = new ArrayList<>();
			IntStream.range(0, SOCKETS)
				.forEach((i) -> followers.add(new Follower(http, proxy.port(),
						this.issuer.token(tenant, (i % 2 == 0) ? "ann" : "bo"), SUBSCRIPTIONS_A_SOCKET, begin)));
			writer.start();
			await(followers, writer, 20);
			proxy.route(second.port());
			assertThat(first.stop()).as("time to stop").isLessThan(GONE);
			await(followers, writer, writer.written() + 20);
			try (Instance third = deployment.start(Map.of())) {
				proxy.route(third.port());
				assertThat(second.stop()).as("time to stop").isLessThan(GONE);
				await(followers, writer, writer.written() + 20);
				int last = writer.finish();
				await(followers, writer, last);
				followers.forEach((follower) -> follower.verify(last));
			}
			followers.forEach(Follower::close);
			http.shutdownNow();
		}
	}

	/** Waits until every subscription has got so many events. */
	private static void await(List<Follower> followers, Writer writer, int events) throws InterruptedException {
		long end = System.nanoTime() + PATIENCE.toNanos();
		while (!followers.stream().allMatch((follower) -> follower.has(events))) {
			assertThat(System.nanoTime()).as("%s of %s at %s", followers, events, writer.written()).isLessThan(end);
			Thread.sleep(50);
		}
	}

	/** Writes through the proxy, again and again under the same key until it is told. */
	private static final class Writer implements AutoCloseable {

		private static final String MUTATION = "mutation($n: String!) { createCustomer(input: {name: $n}) { customer { id } } }";

		private static final Duration PAUSE = Duration.ofMillis(40);

		private final AtomicInteger written = new AtomicInteger();

		private final AtomicBoolean over = new AtomicBoolean();

		private final Map<String, Integer> failures = new ConcurrentHashMap<>();

		private final Wire wire;

		private final Thread thread = Thread.ofVirtual().name("writer").unstarted(this::write);

		Writer(int port, String token) {
			this.wire = new Wire(port, token);
		}

		void start() {
			this.thread.start();
		}

		int written() {
			return this.written.get();
		}

		int finish() throws InterruptedException {
			this.over.set(true);
			this.thread.join();
			return written();
		}

		private void write() {
			while (!this.over.get()) {
				String name = "n" + this.written.get();
				String key = UUID.randomUUID().toString();
				while (!told(name, key)) {
					pause();
				}
				this.written.incrementAndGet();
				pause();
			}
		}

		private boolean told(String name, String key) {
			try {
				Wire.Answer answer = this.wire.send(
						Wire.JSON.writeValueAsString(Map.of("query", MUTATION, "variables", Map.of("n", name))),
						"application/json", "Idempotency-Key", key);
				return !answer.json().at("/data/createCustomer/customer/id").asString("").isEmpty();
			}
			catch (RuntimeException cut) {
				this.failures.merge(String.valueOf(cut.getCause()), 1, Integer::sum);
				return false;
			}
		}

		private static void pause() {
			try {
				Thread.sleep(PAUSE);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

		@Override
		public void close() {
			this.over.set(true);
		}

	}

}
