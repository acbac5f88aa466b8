package dev.rapport.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

import dev.rapport.RapportTest;
import dev.rapport.embedded.OwnServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Fault F11: the clock of an instance goes wrong, and jumps while it works. Needs the
 * library of Debian's package {@code libfaketime}.
 */
@RapportTest
@Tag("faults")
@Timeout(300)
final class ClockTests {

	private static final Path LIBRARY = Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1");

	@Autowired
	ApplicationContext application;

	@Test
	void keepsOrderWhateverTheClockSays(@TempDir Path directory) throws IOException {
		assumeThat(LIBRARY).as("libfaketime is installed").exists();
		Path clock = Files.writeString(directory.resolve("clock"), "+0\n");
		Map<String, String> faked = Map.of("LD_PRELOAD", LIBRARY.toString(), "FAKETIME_TIMESTAMP_FILE",
				clock.toString(), "FAKETIME_NO_CACHE", "1", "FAKETIME_DONT_FAKE_MONOTONIC", "1");
		try (OwnServer server = OwnServer.found(directory.resolve("primary")).start();
				Site site = new Site(this.application, server.owner(), server.settings(server.port()),
						new Site.Machine("384m", faked))) {
			Workload.Load load = new Workload.Load(3, 2, 3, Duration.ofMillis(20), Duration.ofSeconds(5), 1, 1, true);
			try (Workload clients = site.clients(load)) {
				clients.progress(20);
				for (String skew : List.of("+10m", "-10m", "+1h", "-1h", "+0")) {
					Files.writeString(clock, skew + "\n");
					clients.progress(20);
				}
				Verdict verdict = clients.finish(server.owner(), List.of());
				Integer seconds = server.owner()
					.queryForObject(
							"select extract(epoch from max(occurred_at) - min(occurred_at))::int from event_log "
									+ "where tenant_id = ?",
							Integer.class, site.tenant().id().value());
				System.out.printf("F11: %,d writes acknowledged, events said to be %,d s apart%n%s",
						clients.history().acknowledged(), seconds, verdict);
				assertThat(seconds).as("the clock did jump").isGreaterThan((int) Duration.ofHours(1).toSeconds());
				assertThat(verdict.count()).as(verdict.toString()).isZero();
			}
		}
	}

}
