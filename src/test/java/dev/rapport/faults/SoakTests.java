package dev.rapport.faults;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

import dev.rapport.RapportTest;
import dev.rapport.embedded.OwnServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Fault F19, for a few minutes: an instance with little memory, a thousand subscriptions,
 * and writes all the time. {@code -Dfaults.soak=PT24H} makes a day of it.
 */
@RapportTest
@Tag("faults")
final class SoakTests {

	private static final Duration LENGTH = Duration.parse(System.getProperty("faults.soak", "PT3M"));

	@Autowired
	ApplicationContext application;

	@Test
	void keepsWithinItsMemory(@TempDir Path directory) throws IOException {
		try (OwnServer server = OwnServer.found(directory.resolve("primary")).start();
				Site site = new Site(this.application, server.owner(), server.settings(server.port()),
						new Site.Machine("256m", Map.of()));
				HttpClient http = HttpClient.newHttpClient();
				Followers followers = new Followers(http, site.network(), 10, 100)) {
			Workload.Load load = new Workload.Load(1, 1, 1, Duration.ofMillis(150), Duration.ofSeconds(5), 1);
			try (Workload clients = site.clients(load)) {
				clients.progress(50);
				long before = resident(site);
				long end = System.nanoTime() + LENGTH.toNanos();
				while (System.nanoTime() < end) {
					clients.progress(20);
					assertThat(site.instance().isAlive()).isTrue();
				}
				Verdict verdict = clients.finish(server.owner(), List.of());
				Workload.eventually(() -> followers.least() >= clients.acknowledged(),
						() -> "followers at " + followers.least());
				long after = resident(site);
				System.out.printf("F19: %s, -Xmx256m, %,d subscriptions, %,d writes: %d MB resident, then %d MB%n%s",
						LENGTH, followers.count(), clients.acknowledged(), before / 1_024, after / 1_024, verdict);
				assertThat(followers.areConnected()).isTrue();
				assertThat(verdict.count()).as(verdict.toString()).isZero();
				assertThat(site.instance().output()).noneMatch((line) -> line.contains("OutOfMemoryError"));
				assertThat(after).as("kB resident").isLessThan(before * 3 / 2);
			}
			http.shutdownNow();
		}
	}

	/** Kilobytes of memory that the instance has. */
	private static long resident(Site site) throws IOException {
		return Files.readAllLines(Path.of("/proc", String.valueOf(site.instance().pid()), "status"))
			.stream()
			.filter((line) -> line.startsWith("VmRSS"))
			.mapToLong((line) -> Long.parseLong(line.replaceAll("\\D", "")))
			.findFirst()
			.orElseThrow();
	}

}
