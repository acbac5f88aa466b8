package dev.rapport.faults;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

import dev.rapport.RapportTest;
import dev.rapport.embedded.OwnServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Faults F16 and F18: transactions that last, and changes of the schema as a migration to
 * the next version makes them, while the service works.
 */
@RapportTest
@Tag("faults")
@Timeout(300)
final class MigrationTests {

	/**
	 * What a version that expands the schema would do, with the patience it would have.
	 */
	private static final List<String> EXPAND = List.of("alter table customer add column next_version text",
			"create index concurrently customer_next_version on customer (tenant_id, next_version)",
			"update customer set next_version = name where next_version is null",
			"alter table event_log add column next_version text", "alter table customer drop column next_version");

	@Autowired
	ApplicationContext application;

	@Test
	void goesOnWhileTheSchemaChanges(@TempDir Path directory) {
		try (OwnServer server = OwnServer.found(directory.resolve("primary")).start("max_prepared_transactions=5");
				Site site = new Site(this.application, server.owner(), server.settings(server.port()));
				Workload clients = site
					.clients(new Workload.Load(4, 2, 3, Duration.ofMillis(10), Duration.ofSeconds(5), 1))) {
			clients.progress(50);
			for (String statement : EXPAND) {
				long begun = System.nanoTime();
				server.owner()
					.execute(statement.contains("concurrently") ? statement : "set lock_timeout = '2s'; " + statement);
				System.out.printf("F18: %d ms for %s%n", (System.nanoTime() - begun) / 1_000_000, statement);
				clients.progress(20);
			}
			server.owner().execute("create table elsewhere (n int)");
			server.owner().execute("begin; insert into elsewhere values (1); prepare transaction 'abandoned'");
			clients.progress(100);
			server.owner().execute("rollback prepared 'abandoned'");
			Verdict verdict = clients.finish(server.owner(), List.of());
			System.out.printf("F16, F18: longest gap %d ms%n%s", clients.longestGap().toMillis(), verdict);
			assertThat(verdict.count()).as(verdict.toString()).isZero();
		}
	}

}
