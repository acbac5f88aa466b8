package dev.rapport.faults;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;
import dev.rapport.Tenants.Tenant;
import dev.rapport.Wire;
import dev.rapport.embedded.DevelopmentIssuer;
import dev.rapport.embedded.OwnServer;
import dev.rapport.web.SocketClient;

/**
 * How quick live updates are, service, database and clients on one machine. The numbers
 * are those of the README. Not part of the default run: ask for it by name with
 * {@code -Dtest=RealTimeMeasurement}.
 */
@RapportTest
@TestPropertySource(properties = { "rapport.limits.client-burst=1000000000", "rapport.limits.tenant-burst=1000000000",
		"rapport.web.sockets.messages=100000" })
final class RealTimeMeasurement {

	private static final String DOCUMENT = "subscription($after: EventCursor) { customerChanged(after: $after) { cursor kind customer { name } } }";

	private static final String WRITE = "mutation($n: String!) { createCustomer(input: {name: $n}) { customer { id } } }";

	private static final int SOCKETS = 10;

	private static final int WARM = 50;

	private static final int WRITES = 300;

	private static final Duration BETWEEN = Duration.ofMillis(50);

	private static final int LOG = 20_000;

	@Autowired
	Tenants tenants;

	@Autowired
	DevelopmentIssuer issuer;

	@Autowired
	ApplicationContext application;

	@LocalServerPort
	int port;

	@Test
	void measuresFromWriteToSubscriber() {
		for (int subscriptions : new int[] { 100, 1_000 }) {
			List<Long> nanos = delays(subscriptions);
			System.out.printf(Locale.ROOT,
					"sent mutation to received event, %,d subscriptions on %d sockets: p50 %.1f ms, p99 %.1f ms of %,d%n",
					subscriptions, SOCKETS, percentile(nanos, 50), percentile(nanos, 99), nanos.size());
		}
	}

	@Test
	void measuresCatchingUp() {
		Tenant tenant = this.tenants.found();
		String token = this.issuer.token(tenant.key(), "ann");
		Wire wire = new Wire(this.port, token);
		String beginning = beginning(wire);
		this.tenants.owner()
			.update("""
					insert into event_log (tenant_id, position, event_id, aggregate_type, aggregate_id, aggregate_version, type,
					  changed_fields, before, after, derived, occurred_at, actor_kind, actor_id, client, correlation_id)
					select ?, i, gen_random_uuid(), 'Customer', gen_random_uuid(), 1, 'CustomerCreated', '{name}', '{}',
					  jsonb_build_object('id', i, 'name', 'n' || i), false, now(), 'USER', ?, 'test', 'test'
					from generate_series(1, ?) i
					""",
					tenant.id().value(), tenant.ann(), LOG);
		this.tenants.owner().update("update event_head set position = ? where tenant_id = ?", LOG, tenant.id().value());
		try (HttpClient http = HttpClient.newHttpClient();
				SocketClient client = SocketClient.open(http, this.port).as(token)) {
			long start = System.nanoTime();
			client.subscribe("s", behind(beginning));
			for (int heard = 0; heard < LOG;) {
				heard += changes(client.next()).isEmpty() ? 0 : 1;
			}
			double seconds = (System.nanoTime() - start) / 1e9;
			System.out.printf(Locale.ROOT, "catching up from a cursor: %,.0f events/s of %,d on one subscription%n",
					LOG / seconds, LOG);
			http.shutdownNow();
		}
	}

	@Test
	void measuresTheGapOfARollingRestart(@TempDir Path directory) {
		try (Scene scene = new Scene(this.application, directory, Map.of())) {
			Tenant tenant = scene.found();
			Workload.Load load = new Workload.Load(4, 3, 100, Duration.ofMillis(20), Duration.ofSeconds(5), 1);
			try (Workload clients = new Workload(scene.network(tenant), tenant.id().value(), "zq", load)) {
				for (int i = 0; i < 2; i++) {
					clients.progress(100);
					scene.retireInstance();
					clients.progress(100);
					scene.startInstance();
				}
				Verdict verdict = clients.finish(scene.owner(), List.of());
				System.out.printf(Locale.ROOT,
						"rolling restart of 2 instances, 300 subscriptions: longest gap %d ms, %,d writes, %d violations%n",
						clients.longestGap().toMillis(), clients.acknowledged(), verdict.count());
			}
		}
	}

	/** What the objects of an instance take that lie still, before and after. */
	@Test
	void measuresIdleSubscriptions(@TempDir Path directory) throws IOException, InterruptedException {
		try (OwnServer server = OwnServer.found(directory.resolve("primary")).start();
				Site site = new Site(this.application, server.owner(), server.settings(server.port()));
				HttpClient http = HttpClient.newHttpClient()) {
			long before;
			long all;
			site.write(20);
			try (Followers few = new Followers(http, site.network(), 1, 100)) {
				site.write(5);
				Workload.eventually(() -> few.least() >= 5, () -> "heard " + few.least());
				before = used(site);
				try (Followers crowd = new Followers(http, site.network(), SOCKETS, 100)) {
					site.write(5);
					Workload.eventually(() -> crowd.least() >= 5, () -> "heard " + crowd.least());
					all = used(site);
					System.out.printf(Locale.ROOT, "an idle subscription: %,.1f kB of heap (%,d on %d sockets)%n",
							(all - before) / (double) crowd.count(), crowd.count(), SOCKETS);
				}
			}
			http.shutdownNow();
		}
	}

	/** Kilobytes on the heap of an instance once its garbage is collected. */
	private static long used(Site site) throws IOException, InterruptedException {
		command(site, "GC.run");
		command(site, "GC.run");
		return Pattern.compile("used (\\d+)K")
			.matcher(command(site, "GC.heap_info").replaceAll("(?s)Metaspace.*", ""))
			.results()
			.mapToLong((result) -> Long.parseLong(result.group(1)))
			.sum();
	}

	private static String command(Site site, String command) throws IOException, InterruptedException {
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
				String.valueOf(site.instance().pid()), command)
			.start();
		String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		process.waitFor();
		return said;
	}

	private List<Long> delays(int subscriptions) {
		Tenant tenant = this.tenants.found();
		Wire wire = new Wire(this.port, this.issuer.token(tenant.key(), "ann"));
		String beginning = beginning(wire);
		Map<String, Long> sent = new ConcurrentHashMap<>();
		Queue<Long> nanos = new ConcurrentLinkedQueue<>();
		AtomicInteger heard = new AtomicInteger();
		List<SocketClient> clients = new ArrayList<>();
		try (HttpClient http = HttpClient.newHttpClient()) {
			IntStream.range(0, SOCKETS).forEach((i) -> {
				SocketClient client = SocketClient.open(http, this.port)
					.as(this.issuer.token(tenant.key(), (i % 2 == 0) ? "ann" : "bo"));
				IntStream.range(0, subscriptions / SOCKETS)
					.forEach((id) -> client.subscribe(String.valueOf(id), behind(beginning)));
				clients.add(client);
				Thread.ofVirtual().start(() -> listen(client, sent, nanos, heard));
			});
			write(wire, sent, "warm", WARM);
			Workload.eventually(() -> heard.get() == WARM * subscriptions, () -> "warm: " + heard);
			nanos.clear();
			write(wire, sent, "n", WRITES);
			Workload.eventually(() -> nanos.size() == WRITES * subscriptions, () -> "heard " + nanos.size());
			clients.forEach(SocketClient::close);
			http.shutdownNow();
		}
		return nanos.stream().sorted().toList();
	}

	private static void write(Wire wire, Map<String, Long> sent, String prefix, int count) {
		for (int i = 0; i < count; i++) {
			sent.put(prefix + i, System.nanoTime());
			wire.ask(WRITE, Map.of("n", prefix + i));
			Workload.pause(BETWEEN);
		}
	}

	private static void listen(SocketClient client, Map<String, Long> sent, Queue<Long> nanos, AtomicInteger heard) {
		while (client.isOpen()) {
			Map<String, Object> message = client.poll(Duration.ofSeconds(1));
			String name = (message == null) ? "" : changes(message);
			if (!name.isEmpty()) {
				nanos.add(System.nanoTime() - sent.getOrDefault(name, 0L));
				heard.incrementAndGet();
			}
		}
	}

	/** The name that a message tells, or a word where it has none; empty for others. */
	private static String changes(Map<String, Object> message) {
		JsonNode change = Wire.JSON.valueToTree(message).at("/payload/data/customerChanged");
		return (!change.isObject() || change.path("kind").asString().equals("HEARTBEAT")) ? ""
				: change.at("/customer/name").asString("none");
	}

	private static Map<String, Object> behind(String cursor) {
		return Map.of("query", DOCUMENT, "variables", Map.of("after", cursor));
	}

	private static String beginning(Wire wire) {
		return wire.ask("{ eventCursor }", Map.of()).json().at("/data/eventCursor").asString();
	}

	private static double percentile(List<Long> sorted, int percent) {
		return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100)) / 1e6;
	}

}
