package dev.rapport.persistence;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.Option;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcProperties;
import org.springframework.core.env.Environment;
import reactor.core.publisher.Mono;

import dev.rapport.Allocation;
import dev.rapport.RapportTest;
import dev.rapport.Tenants;
import dev.rapport.Tenants.Tenant;
import dev.rapport.tenancy.Actors;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How many bytes a read of one row by its key may allocate, from the pool to the reader.
 * All threads count, so the ceiling is about twice of what was measured when it was set.
 */
@RapportTest
final class LoneReadTests {

	private static final long CEILING = 23_000;

	private static final int TIMES = 2_000;

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final String BY_IDS = "select m.id, m.name, m.version from member m where m.tenant_id = $1 and m.id = any($2)";

	@Autowired
	Tenants tenants;

	@Autowired
	RowRights rights;

	@Autowired
	R2dbcProperties settings;

	@Autowired
	Environment environment;

	@Test
	void staysBelowItsCeiling() {
		BoundedPool pool = new BoundedPool(new NewestTimeline(new Trips(server())), this.settings.getPool(), 100);
		try {
			TenantDatabase database = new TenantDatabase(pool, this.rights);
			Tenant tenant = this.tenants.found();
			Mono<List<String>> read = database
				.byKeys(BY_IDS, (row) -> row.skip(1).text(), (Object) new UUID[] { tenant.ann() })
				.contextWrite(Actors.with(tenant.actor()));
			assertThat(read.block(PATIENCE)).hasSize(1);
			long bytes = Allocation.ofProcess(CEILING, TIMES, () -> read.block(PATIENCE));
			System.out.printf("ALLOCATED by a lone read | %,9d B of %,9d%n", bytes, CEILING);
			assertThat(bytes).as("bytes").isBetween(1L, CEILING);
		}
		finally {
			pool.dispose();
		}
	}

	/** As the application connects, without the statement log between. */
	private ConnectionFactory server() {
		ConnectionFactoryOptions.Builder options = ConnectionFactoryOptions
			.parse(this.environment.getRequiredProperty("spring.r2dbc.url"))
			.mutate()
			.option(ConnectionFactoryOptions.USER, this.environment.getRequiredProperty("spring.r2dbc.username"))
			.option(ConnectionFactoryOptions.PASSWORD, this.environment.getRequiredProperty("spring.r2dbc.password"));
		for (String name : List.of("fetchSize", "forceBinary")) {
			options.option(Option.valueOf(name),
					this.environment.getRequiredProperty("spring.r2dbc.properties." + name));
		}
		return ConnectionFactories.get(options.build());
	}

}
