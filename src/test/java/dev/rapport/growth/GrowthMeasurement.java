package dev.rapport.growth;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

import dev.rapport.RapportTest;
import dev.rapport.instances.Deployment;
import dev.rapport.web.SocketClient;

/**
 * The same operations on services whose data differ thirtyfold, by one client and by up
 * to 128, and what memory a service takes meanwhile: as it starts from its jar, but for
 * {@code -Xmx512m}. Pages by keyset, boards and forecasts are expected to be flat. CPU
 * decides, since clients, services and PostgreSQL share one machine. Draws
 * {@code target/growth.svg}. Not part of the default run: ask for it by name with
 * {@code -Dtest=GrowthMeasurement}; {@code -Dgrowth.customers} sets the size that counts
 * as one, with three opportunities and three tickets for each customer.
 */
@RapportTest
final class GrowthMeasurement {

	private static final int ONE = Integer.getInteger("growth.customers", 20_000);

	private static final List<Integer> SIZES = List.of(ONE / 10, ONE, 3 * ONE);

	private static final List<Integer> CLIENTS = List.of(1, 8, 32, 128);

	/** With how many clients sizes are compared. */
	private static final int COMPARED = 8;

	private static final int WARM = 1_500;

	private static final Duration WARMING = Duration.ofSeconds(4);

	private static final Duration LENGTH = Duration.ofMillis(1_200);

	private static final int SOCKETS = 300;

	@Autowired
	ApplicationContext application;

	@Test
	void measures(@TempDir Path directory) throws IOException {
		List<Grown> all = new ArrayList<>();
		try (Deployment deployment = new Deployment(this.application)) {
			for (int size : SIZES) {
				long start = System.nanoTime();
				all.add(new Grown(this.application, deployment, directory.resolve("of-" + size), size));
				System.out.printf(Locale.ROOT, "%,d records after %.1f s%n", all.getLast().records(),
						(System.nanoTime() - start) / 1e9);
			}
			compare(all);
			all.forEach(GrowthMeasurement::tellMemory);
			measureSockets(all.getLast());
		}
		finally {
			all.forEach(Grown::close);
		}
	}

	/** Sizes in alternation, so that what else the machine does befalls all of them. */
	private static void compare(List<Grown> all) throws IOException {
		Work.all().forEach((work) -> all.forEach((grown) -> grown.warm(work, COMPARED, WARM, WARMING)));
		System.out.printf("MEASURED %-18s | %9s | %4s | %8s | %6s | %6s | %7s%n", "", "records", "cli.", "p50 ms",
				"srv ms", "pg ms", "req/s");
		List<Cell> cells = new ArrayList<>();
		Work.all()
			.forEach((work) -> CLIENTS
				.forEach((count) -> all.forEach((grown) -> cells.add(told(grown.ask(work, count, LENGTH))))));
		Work.all().forEach((work) -> compare(work, cells));
		new GrowthPlot(cells).write(Path.of("target", "growth.svg"));
	}

	private static void tellMemory(Grown grown) {
		System.out.printf(Locale.ROOT, "MEASURED memory at %,d records | %d MB resident | %,d kB of heap needed%n",
				grown.records(), grown.processes().resident(), grown.processes().live());
	}

	private static Cell told(Cell cell) {
		System.out.println("MEASURED " + cell);
		return cell;
	}

	private static void compare(Work work, List<Cell> cells) {
		List<Cell> some = cells.stream().filter((cell) -> cell.work() == work && cell.clients() == COMPARED).toList();
		Cell least = some.getFirst();
		Cell most = some.getLast();
		System.out.printf(Locale.ROOT,
				"MEASURED %-18s | %d times the records, %d clients: %.2f of the CPU, %.2f of the database's; expected: 1%n",
				work, most.records() / least.records(), COMPARED, most.cpu() / least.cpu(),
				most.database() / least.database());
	}

	/** What stays on the heap for each socket, and for a subscription on each. */
	private static void measureSockets(Grown grown) {
		try (HttpClient http = HttpClient.newHttpClient()) {
			List<SocketClient> few = open(http, grown, SOCKETS / 10);
			long before = grown.processes().live();
			List<SocketClient> many = open(http, grown, SOCKETS);
			long open = grown.processes().live();
			String query = "subscription { customerChanged { cursor kind customer { id name } } }";
			many.forEach((socket) -> socket.subscribe("s", Map.of("query", query)));
			many.forEach((socket) -> socket.send(Map.of("type", "ping")));
			many.forEach(SocketClient::next);
			long following = grown.processes().live();
			System.out.printf(Locale.ROOT,
					"MEASURED %d sockets | each %.1f kB of heap, its one subscription %.1f kB | %d MB resident%n",
					SOCKETS, (open - before) / (double) SOCKETS, (following - open) / (double) SOCKETS,
					grown.processes().resident());
			Stream.concat(few.stream(), many.stream()).forEach(SocketClient::close);
			http.shutdownNow();
		}
	}

	private static List<SocketClient> open(HttpClient http, Grown grown, int count) {
		return IntStream.range(0, count)
			.mapToObj((i) -> SocketClient.open(http, grown.port()).as(grown.token()))
			.toList();
	}

}
