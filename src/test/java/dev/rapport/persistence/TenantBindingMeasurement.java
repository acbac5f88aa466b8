package dev.rapport.persistence;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;

import com.sun.management.OperatingSystemMXBean;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.Option;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;
import dev.rapport.Tenants.Tenant;
import dev.rapport.tenancy.TenantId;

/**
 * Compares ways of binding a read to its tenant, side by side in one run; the numbers are
 * those of decisions 0001 and 0026. Not part of the default run: ask for it by name with
 * {@code -Dtest=TenantBindingMeasurement}.
 */
@RapportTest
final class TenantBindingMeasurement {

	private static final int CONNECTIONS = 4;

	private static final int READS = 6_000;

	private static final int ROUNDS = 7;

	private static final OperatingSystemMXBean PROCESS = (OperatingSystemMXBean) ManagementFactory
		.getOperatingSystemMXBean();

	@Autowired
	Tenants tenants;

	@Autowired
	Environment environment;

	private final Map<String, Function<Read, Mono<Long>>> ways = new LinkedHashMap<>();

	@Test
	void compares() {
		this.ways.put("sequence", TenantBindingMeasurement::sequence);
		this.ways.put("pipelined but the commit", TenantBindingMeasurement::pipelinedButCommit);
		this.ways.put("pipelined as a whole", TenantBindingMeasurement::pipelined);
		this.ways.put("one trip", (read) -> read.trip(false));
		this.ways.put("one trip, one plan", (read) -> read.trip(true));
		this.ways.put("bound to the session", TenantBindingMeasurement::session);
		Tenant tenant = tenantWithMembers();
		List<Connection> connections = Objects.requireNonNull(Flux.range(0, CONNECTIONS)
			.concatMap((i) -> new Trips(connections()).create())
			.collectList()
			.block(Duration.ofSeconds(30)));
		report("one row", connections, tenant, "select id, name, title from member where tenant_id = $1 limit 1", 1);
		report("fifty rows", connections, tenant, """
				select id, version, name, email, locale, title, active, created_at, updated_at, created_by
				from member where tenant_id = $1 limit 50
				""", 50);
	}

	private void report(String what, List<Connection> connections, Tenant tenant, String sql, long rows) {
		Map<String, List<Measured>> measured = new LinkedHashMap<>();
		for (int round = 0; round <= ROUNDS; round++) {
			boolean warm = round > 0;
			this.ways.forEach((name, way) -> {
				Measured one = measure(connections, tenant, sql, rows, way);
				if (warm) {
					measured.computeIfAbsent(name, (key) -> new ArrayList<>()).add(one);
				}
			});
		}
		Measured base = median(Objects.requireNonNull(measured.get("sequence")));
		measured.forEach((name, all) -> {
			Measured one = median(all);
			System.out.printf(
					"MEASURED %-10s | %-24s | CPU %6.1f us (%.2f) | latency %6.1f us (%.2f) | %6.0f/s (%.2f)%n", what,
					name, one.cpu, one.cpu / base.cpu, one.latency, one.latency / base.latency, 1e6 / one.time,
					base.time / one.time);
		});
	}

	private static Measured measure(List<Connection> connections, Tenant tenant, String sql, long rows,
			Function<Read, Mono<Long>> way) {
		long cpu = PROCESS.getProcessCpuTime();
		long start = System.nanoTime();
		Flux.fromIterable(connections)
			.flatMap((connection) -> reads(connection, tenant, sql, rows, way, READS / CONNECTIONS), CONNECTIONS)
			.then()
			.block(Duration.ofMinutes(1));
		double time = (System.nanoTime() - start) / 1e3 / READS;
		double used = (PROCESS.getProcessCpuTime() - cpu) / 1e3 / READS;
		start = System.nanoTime();
		reads(connections.getFirst(), tenant, sql, rows, way, READS / CONNECTIONS).then().block(Duration.ofMinutes(1));
		return new Measured(used, (System.nanoTime() - start) / 1e3 / (READS / CONNECTIONS), time);
	}

	private static Flux<Long> reads(Connection connection, Tenant tenant, String sql, long rows,
			Function<Read, Mono<Long>> way, int count) {
		Read read = new Read(connection, tenant.id().value(), sql);
		return Flux.range(0, count).concatMap((i) -> way.apply(read)).doOnNext((seen) -> {
			if (seen != rows) {
				throw new IllegalStateException("read " + seen + " rows, not " + rows);
			}
		});
	}

	private static Mono<Long> sequence(Read read) {
		return Mono.from(read.connection.beginTransaction(IsolationLevel.READ_COMMITTED))
			.then(read.bind(true))
			.then(read.select(128))
			.delayUntil((rows) -> read.connection.commitTransaction());
	}

	private static Mono<Long> pipelinedButCommit(Read read) {
		return Flux.mergeSequential(read.begin(), read.bind(true), read.select(128))
			.single()
			.delayUntil((rows) -> read.connection.commitTransaction());
	}

	private static Mono<Long> pipelined(Read read) {
		return Flux.mergeSequential(read.begin(), read.bind(true), read.select(0), read.plain("select; commit"))
			.single();
	}

	private static Mono<Long> session(Read read) {
		return Flux.mergeSequential(read.bind(false), read.select(0)).single();
	}

	private Tenant tenantWithMembers() {
		Tenant tenant = this.tenants.found();
		this.tenants.owner().update("""
				insert into member (tenant_id, id, version, name, email, locale, title, active, created_at, created_by,
				  updated_at, updated_by)
				select ?, gen_random_uuid(), 1, 'Member ' || g, 'm' || g || '@example.org', 'en', 'Clerk', true, now(),
				  ?, now(), ? from generate_series(1, 100) g
				""", tenant.id().value(), tenant.ann(), tenant.ann());
		return tenant;
	}

	/**
	 * Without the pool and the statement log between, with the options of the
	 * application.
	 */
	private ConnectionFactory connections() {
		ConnectionFactoryOptions.Builder options = ConnectionFactoryOptions
			.parse(this.environment.getRequiredProperty("spring.r2dbc.url"))
			.mutate()
			.option(ConnectionFactoryOptions.USER, this.environment.getRequiredProperty("spring.r2dbc.username"))
			.option(ConnectionFactoryOptions.PASSWORD, this.environment.getRequiredProperty("spring.r2dbc.password"));
		for (String name : List.of("fetchSize", "forceBinary", "preparedStatementCacheQueries")) {
			options.option(Option.valueOf(name),
					this.environment.getRequiredProperty("spring.r2dbc.properties." + name));
		}
		return ConnectionFactories.get(options.build());
	}

	private static Measured median(List<Measured> all) {
		return new Measured(median(all.stream().mapToDouble(Measured::cpu).toArray()),
				median(all.stream().mapToDouble(Measured::latency).toArray()),
				median(all.stream().mapToDouble(Measured::time).toArray()));
	}

	private static double median(double[] values) {
		Arrays.sort(values);
		return values[values.length / 2];
	}

	/**
	 * Microseconds per read: of this process, alone on a connection, with all
	 * connections.
	 */
	private record Measured(double cpu, double latency, double time) {
	}

	private record Read(Connection connection, UUID tenant, String sql) {

		Mono<Long> begin() {
			return Mono.from(this.connection.beginTransaction(IsolationLevel.READ_COMMITTED)).then(Mono.empty());
		}

		Mono<Long> bind(boolean local) {
			return rows(this.connection.createStatement("select set_config('app.tenant', $1, " + local + ")")
				.bind(0, this.tenant.toString())
				.fetchSize(0)).then(Mono.empty());
		}

		Mono<Long> select(int fetchSize) {
			return rows(this.connection.createStatement(this.sql).bind(0, this.tenant).fetchSize(fetchSize));
		}

		Mono<Long> trip(boolean byKeys) {
			Statement statement = Objects.requireNonNull(TripConnection.statement(this.connection, this.sql,
					TripConnection.Ticket.of(Boarding.alone(new TenantId(this.tenant), byKeys))));
			statement.bind(0, this.tenant);
			return ((TripStatement) statement).run((row) -> row.get(0));
		}

		Mono<Long> plain(String command) {
			return Flux.from(this.connection.createStatement(command).fetchSize(0).execute())
				.concatMap(Result::getRowsUpdated)
				.then(Mono.empty());
		}

		private static Mono<Long> rows(Statement statement) {
			return Flux.from(statement.execute())
				.concatMap((result) -> result.map((row, metadata) -> row.get(0)))
				.count();
		}

	}

}
