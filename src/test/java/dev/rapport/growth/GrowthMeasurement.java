package dev.rapport.growth;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;
import dev.rapport.Tenants.Tenant;
import dev.rapport.Wire;
import dev.rapport.embedded.DevelopmentIssuer;
import dev.rapport.embedded.OwnServer;
import dev.rapport.instances.Deployment;
import dev.rapport.instances.Instance;
import dev.rapport.web.SocketClient;

/**
 * The same operations while the data grow thirtyfold and the clients 128-fold, and what
 * memory the service takes meanwhile, as it starts from its jar but for {@code -Xmx512m}.
 * Pages by keyset, boards and forecasts are expected to be flat. CPU decides, since
 * clients, service and PostgreSQL share one machine. Draws {@code target/growth.svg}. Not
 * part of the default run: ask for it by name with {@code -Dtest=GrowthMeasurement};
 * {@code -Dgrowth.customers} sets the size that counts as one, with three opportunities
 * and three tickets for each customer.
 */
@RapportTest
final class GrowthMeasurement {

	private static final int ONE = Integer.getInteger("growth.customers", 20_000);

	private static final List<Integer> SIZES = List.of(ONE / 10, ONE, 3 * ONE);

	private static final List<Integer> CLIENTS = List.of(1, 8, 32, 128);

	/** With how many clients sizes are compared. */
	private static final int COMPARED = 8;

	private static final Duration WARM = Duration.ofSeconds(2);

	private static final Duration LENGTH = Duration.ofMillis(1_300);

	private static final int SOCKETS = 300;

	@Autowired
	ApplicationContext application;

	@Autowired
	DevelopmentIssuer issuer;

	@Test
	void measures(@TempDir Path directory) throws IOException {
		try (OwnServer server = OwnServer.found(directory.resolve("primary")).start("max_wal_size=4GB");
				Deployment deployment = new Deployment(this.application);
				Instance instance = deployment.start(settings(server), List.of("-Xmx512m"))) {
			int port = instance.port();
			Tenant tenant = new Tenants(server.owner(), this.application).found();
			String token = this.issuer.token(tenant.key(), "ann");
			GrowthData data = new GrowthData(server.owner(), tenant, new Wire(port, token));
			Processes processes = new Processes(instance.pid(), server.data());
			try (Clients clients = new Clients(port, token, data, processes)) {
				grow(clients, data, processes);
			}
			measureSockets(port, token, processes);
		}
	}

	private static void grow(Clients clients, GrowthData data, Processes processes) throws IOException {
		System.out.printf("MEASURED %-18s | %9s | %4s | %8s | %6s | %6s | %7s%n", "", "records", "cli.", "p50 ms",
				"srv ms", "pg ms", "req/s");
		List<Cell> cells = new ArrayList<>();
		for (int size : SIZES) {
			long start = System.nanoTime();
			data.growTo(size);
			System.out.printf(Locale.ROOT, "%,d records after %.1f s%n", data.records(),
					(System.nanoTime() - start) / 1e9);
			Work.all().forEach((work) -> clients.ask(work, COMPARED, (size == ONE / 10) ? WARM : LENGTH.dividedBy(4)));
			for (Work work : Work.all()) {
				CLIENTS.forEach((count) -> cells.add(told(clients.ask(work, count, LENGTH))));
			}
			System.out.printf(Locale.ROOT, "MEASURED memory at %,d records | %d MB resident | %,d kB of heap needed%n",
					data.records(), processes.resident(), processes.live());
		}
		Work.all().forEach((work) -> compare(work, cells));
		new GrowthPlot(cells).write(Path.of("target", "growth.svg"));
	}

	private static Cell told(Cell cell) {
		System.out.println("MEASURED " + cell);
		return cell;
	}

	private static void compare(Work work, List<Cell> cells) {
		List<Cell> some = cells.stream().filter((cell) -> cell.work() == work && cell.clients() == COMPARED).toList();
		System.out.printf(Locale.ROOT,
				"MEASURED %-18s | CPU with 30 times the records, %d clients: %.2f; expected about 1%n", work, COMPARED,
				some.getLast().cpu() / some.getFirst().cpu());
	}

	/** What stays on the heap for each socket, and for a subscription on each. */
	private static void measureSockets(int port, String token, Processes processes) {
		List<SocketClient> sockets = new ArrayList<>();
		try (HttpClient http = HttpClient.newHttpClient()) {
			sockets.addAll(open(http, port, token, SOCKETS / 10));
			long before = processes.live();
			sockets.addAll(open(http, port, token, SOCKETS));
			long open = processes.live();
			String query = "subscription { customerChanged { cursor kind customer { id name } } }";
			sockets.subList(SOCKETS / 10, sockets.size())
				.forEach((socket) -> socket.subscribe("s", Map.of("query", query)));
			sockets.forEach((socket) -> socket.send(Map.of("type", "ping")));
			sockets.forEach(SocketClient::next);
			long following = processes.live();
			System.out.printf(Locale.ROOT,
					"MEASURED %d sockets | each %.1f kB of heap, its one subscription %.1f kB | %d MB resident%n",
					SOCKETS, (open - before) / (double) SOCKETS, (following - open) / (double) SOCKETS,
					processes.resident());
			sockets.forEach(SocketClient::close);
			http.shutdownNow();
		}
	}

	private static List<SocketClient> open(HttpClient http, int port, String token, int count) {
		return IntStream.range(0, count).mapToObj((i) -> SocketClient.open(http, port).as(token)).toList();
	}

	private static Map<String, String> settings(OwnServer server) {
		Map<String, String> settings = new HashMap<>(server.settings(server.port()));
		settings.put("rapport.limits.client-burst", "1000000000");
		settings.put("rapport.limits.tenant-burst", "1000000000");
		settings.put("rapport.web.connections.sockets-per-client", "1000");
		settings.put("rapport.web.connections.sockets-per-tenant", "1000");
		settings.put("rapport.webhooks.keys", "test:" + "A".repeat(43) + "=");
		return settings;
	}

}
