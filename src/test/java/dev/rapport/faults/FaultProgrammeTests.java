package dev.rapport.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.LongFunction;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

import dev.rapport.RapportTest;
import dev.rapport.Tenants.Tenant;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The faults at length, in an order that a seed decides: {@code mvn -Pfaults test}. Two
 * tenants write and follow all the time. The figures are printed as a table and kept in
 * {@code target/faults.md}.
 */
@RapportTest
@Tag("faults")
final class FaultProgrammeTests {

	private static final String SEEDS = System.getProperty("faults.seeds", "1,2,3");

	/** How many faults each seed injects. */
	private static final int INJECTIONS = Integer.getInteger("faults.injections", 10);

	/** How many writes are acknowledged and followed between two faults. */
	private static final int BETWEEN = Integer.getInteger("faults.writes", 3_050);

	/** How many records some operations of the tenant that is looked at make at once. */
	private static final int BULK = 25;

	/** How long a write is repeated. */
	private static final Duration REPEATED = Duration.ofSeconds(5);

	private static final LongFunction<Workload.Load> LOAD = (seed) -> new Workload.Load(6, 2, 2, Duration.ofMillis(2),
			REPEATED, seed, BULK, false);

	/** The other tenant writes less, one by one, and has a webhook. */
	private static final LongFunction<Workload.Load> FEW = (seed) -> new Workload.Load(1, 2, 2, Duration.ofMillis(60),
			REPEATED, seed + 1_000, 1, true);

	private static final Path REPORT = Path.of("target", "faults.md");

	private static final Duration WHILE = Duration.ofSeconds(2);

	@Autowired
	ApplicationContext application;

	private final List<Run> runs = new ArrayList<>();

	@Test
	void losesNothing(@TempDir Path directory) throws IOException {
		for (String seed : SEEDS.split(",")) {
			this.runs.add(run(Long.parseLong(seed.strip()), directory.resolve("seed-" + seed.strip())));
			Files.writeString(REPORT, report());
			System.out.println(report());
		}
		assertThat(this.runs).allSatisfy((run) -> assertThat(run.verdict().count()).as(run.toString()).isZero());
	}

	private Run run(long seed, Path directory) {
		Random random = new Random(seed);
		Map<Fault, Integer> injected = new EnumMap<>(Fault.class);
		try (Scene scene = new Scene(this.application, directory, Map.of())) {
			Tenant one = scene.found();
			Tenant other = scene.found();
			try (Workload clients = clients(scene, one, LOAD.apply(seed));
					Workload others = clients(scene, other, FEW.apply(seed))) {
				clients.progress(BETWEEN);
				for (int i = 0; i < INJECTIONS; i++) {
					Fault fault = Fault.values()[(i < Fault.values().length) ? i
							: random.nextInt(Fault.values().length)];
					fault.injection.accept(scene, random);
					injected.merge(fault, 1, Integer::sum);
					clients.progress(BETWEEN);
					others.progress(1);
				}
				Verdict verdict = clients.finish(scene.owner(), List.of(canary(other)));
				verdict.add(others.finish(scene.owner(), List.of(canary(one))));
				verdict.add(scene.recovered(one));
				return Run.of(seed, injected, List.of(clients, others), verdict);
			}
		}
	}

	private static Workload clients(Scene scene, Tenant tenant, Workload.Load load) {
		return new Workload(scene.network(tenant), tenant.id().value(), canary(tenant), load);
	}

	private static String canary(Tenant tenant) {
		return Scene.canary(tenant.id().value());
	}

	private String report() {
		return """
				| seed | faults | writes acknowledged | left open | events delivered | reconnects | longest gap | violations |
				|---|---|---|---|---|---|---|---|
				%s

				%s
				"""
			.formatted(this.runs.stream().map(Run::row).collect(Collectors.joining("\n")),
					this.runs.stream().map((run) -> run.verdict().toString()).collect(Collectors.joining("\n")));
	}

	/** What can be broken. */
	private enum Fault {

		INSTANCE_KILLED((scene, random) -> scene.killInstance()),

		DATABASE_KILLED((scene, random) -> scene.killDatabase(false, Duration.ofMillis(random.nextInt(3_000)))),

		DATABASE_STOPPED_AT_ONCE((scene, random) -> scene.killDatabase(true, Duration.ofMillis(random.nextInt(3_000)))),

		INSTANCE_REPLACED((scene, random) -> scene.stopInstance()),

		CLIENTS_CUT((scene, random) -> repeat(() -> scene.clients().reset(), random)),

		DATABASE_CUT((scene, random) -> repeat(() -> scene.databases().reset(), random)),

		CLIENTS_HALF_OPEN((scene, random) -> scene.clients().halfOpen()),

		NETWORK_SLOW((scene, random) -> {
			scene.databases().delay(Duration.ofMillis(20));
			scene.clients().delay(Duration.ofMillis(100));
			Workload.pause(WHILE);
			scene.databases().delay(Duration.ZERO);
			scene.clients().delay(Duration.ZERO);
		}),

		NETWORK_PAUSED((scene, random) -> {
			scene.databases().pause();
			Workload.pause(WHILE);
			scene.databases().resume();
		});

		private final BiConsumer<Scene, Random> injection;

		Fault(BiConsumer<Scene, Random> injection) {
			this.injection = injection;
		}

		private static void repeat(Runnable cut, Random random) {
			for (int i = 0; i < 5; i++) {
				cut.run();
				Workload.pause(Duration.ofMillis(random.nextInt(400)));
			}
		}

	}

	/** The figures of one seed. */
	private record Run(long seed, Map<Fault, Integer> faults, long acknowledged, long open, long delivered,
			long reconnects, Duration longestGap, Verdict verdict) {

		static Run of(long seed, Map<Fault, Integer> faults, List<Workload> clients, Verdict verdict) {
			List<History> histories = clients.stream().map(Workload::history).toList();
			return new Run(seed, faults, histories.stream().mapToLong(History::acknowledged).sum(),
					histories.stream().mapToLong(History::open).sum(),
					histories.stream().mapToLong((history) -> history.deliveries().size()).sum(),
					clients.stream().mapToLong(Workload::reconnects).sum(),
					clients.stream().map(Workload::longestGap).max(Duration::compareTo).orElseThrow(), verdict);
		}

		String row() {
			String injected = Arrays.stream(Fault.values())
				.filter(this.faults::containsKey)
				.map((fault) -> this.faults.get(fault) + " " + fault.name().toLowerCase(Locale.ROOT).replace('_', ' '))
				.collect(Collectors.joining(", "));
			return "| %d | %s | %,d | %,d | %,d | %,d | %.1f s | %d |".formatted(this.seed, injected, this.acknowledged,
					this.open, this.delivered, this.reconnects, this.longestGap.toMillis() / 1_000.0,
					this.verdict.count());
		}

	}

}
