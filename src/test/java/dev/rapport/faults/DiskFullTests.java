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
import dev.rapport.Wire;
import dev.rapport.embedded.OwnServer;
import dev.rapport.web.SocketClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Fault F10: there is no room for the event log any more, and then there is again. Needs
 * the right to mount a small file system in memory.
 */
@RapportTest
@Tag("faults")
@Timeout(300)
final class DiskFullTests {

	@Autowired
	ApplicationContext application;

	@Test
	void refusesWritesForNowAndGoesOnReading(@TempDir Path directory) throws Exception {
		Path small = Files.createDirectory(directory.resolve("small"));
		assumeThat(run("mount", "-t", "tmpfs", "-o", "size=6m", "none", small.toString())).as("may mount").isZero();
		try (OwnServer server = OwnServer.found(directory.resolve("primary")).start();
				Site site = new Site(this.application, server.owner(), server.settings(server.port()))) {
			moveLog(server, Files.createDirectory(small.resolve("log")));
			Workload.Load load = new Workload.Load(3, 2, 3, Duration.ofMillis(20), Duration.ofSeconds(3), 1);
			try (Workload clients = site.clients(load); SocketClient live = site.follow(site.cursor())) {
				clients.progress(20);
				Path filler = fill(small);
				Workload.eventually(() -> !site.attempt().code().isEmpty(), () -> "writes are refused");
				Wire.Answer refused = site.attempt();
				assertThat(refused.code()).as(refused.text()).isEqualTo("SERVICE_UNAVAILABLE");
				assertThat(refused.json().at("/errors/0/extensions/retryable").asBoolean()).isTrue();
				assertThat(site.wire().ask("{ customers(first: 1) { nodes { name } } }", Map.of()).code()).as("reads")
					.isEmpty();
				assertThat(live.isOpen()).isTrue();
				Files.delete(filler);
				clients.progress(40);
				Verdict verdict = clients.finish(server.owner(), List.of());
				System.out.printf("F10: %,d writes acknowledged, %,d left open%n%s", clients.history().acknowledged(),
						clients.history().open(), verdict);
				assertThat(verdict.count()).as(verdict.toString()).isZero();
			}
		}
		finally {
			assertThat(run("umount", "-l", small.toString())).isZero();
		}
	}

	/** Today's events and their indexes go to the small place. */
	private static void moveLog(OwnServer server, Path place) {
		server.owner().execute("create tablespace small location '" + place + "'");
		server.owner().query("""
				select 'alter ' || case c.relkind when 'i' then 'index ' else 'table ' end || c.relname
				  || ' set tablespace small'
				from pg_class c where c.relkind in ('r', 'i') and c.relname like 'event\\_log\\_2%'
				""", (row, number) -> row.getString(1)).forEach(server.owner()::execute);
	}

	private static Path fill(Path place) throws IOException {
		Path filler = place.resolve("filler");
		byte[] block = new byte[64 * 1_024];
		try (var out = Files.newOutputStream(filler)) {
			while (true) {
				out.write(block);
			}
		}
		catch (IOException full) {
			return filler;
		}
	}

	private static int run(String... command) throws IOException, InterruptedException {
		return new ProcessBuilder(command).inheritIO().start().waitFor();
	}

}
