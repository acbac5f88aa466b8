package dev.rapport.persistence;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.r2dbc.postgresql.codec.Json;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;
import dev.rapport.Tenants.Tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@RapportTest
final class TripTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final String TENANT = "select key from tenant where $1::uuid is not null";

	private static final String PLANS = "select current_setting('plan_cache_mode'), $1::uuid";

	/** What a connection has bound, and how it plans. */
	private static final String LEFT = "select coalesce(current_setting('app.tenant', true), '') "
			+ "|| current_setting('plan_cache_mode')";

	/**
	 * Those of the driver stay, which could not prepare its own again amid a transaction.
	 */
	private static final String FORGET = """
			do $$ declare trip text; begin
			  for trip in select name from pg_prepared_statements where name like 'T%' loop
			    execute format('deallocate %I', trip);
			  end loop;
			end $$""";

	/** Values at the edges of what is read without the driver, and beyond. */
	private static final String VALUES = """
			select v.* from (values
			  ('a ä 客 😀', 'b'::varchar, '00000000-0000-0001-ffff-ffffffffffff'::uuid, -7, -7000000000, true,
			    '2026-11-23 01:02:03.456789+02'::timestamptz, '2026-02-28'::date, '[1]'::json, '{"a": "ä"}'::jsonb,
			    array['x', 'y'], 7::smallint, 1.50::numeric),
			  ('', '', '00000000-0000-0000-0000-000000000000', 0, 0, false, '1969-12-31 23:59:59.999999+00',
			    '1600-01-01', '[]', '[]', '{}', 0, 0),
			  ('x', 'x', '00000000-0000-0000-0000-000000000001', 1, 1, true, '1500-01-01 00:00+00', '1500-01-01',
			    'null', 'null', '{x}', 1, 1),
			  ('x', 'x', '00000000-0000-0000-0000-000000000001', 1, 1, true, '9999-12-31 23:59+00', '9999-12-31',
			    'null', 'null', '{x}', 1, 1),
			  (null, null, null, null, null, null, null, null, null, null, null, null, null)) v
			where $1::uuid is not null""";

	private static final List<Class<?>> TYPES = List.of(String.class, String.class, UUID.class, Integer.class,
			Long.class, Boolean.class, Instant.class, LocalDate.class, Json.class, Json.class, String[].class,
			Integer.class, BigDecimal.class);

	@Autowired
	Tenants tenants;

	@Autowired
	ConnectionFactory connections;

	private Tenant tenant;

	@BeforeEach
	void found() {
		this.tenant = this.tenants.found();
	}

	/** Else the driver was changed or something hides it, and reads take four trips. */
	@Test
	void worksOnTheConnectionsOfTheApplication() {
		assertThat(rows(TENANT, this.tenant, true)).containsExactly(this.tenant.key());
	}

	@Test
	void leavesNothingBehind() {
		Tenant other = this.tenants.found();
		assertThat(on((connection) -> Flux.concat(trip(connection, TENANT, this.tenant, true),
				trip(connection, PLANS, this.tenant, true), plain(connection, LEFT),
				trip(connection, TENANT, other, false), trip(connection, PLANS, other, false),
				trip(connection, "select nonsense, $1::uuid", other, true)
					.onErrorResume((failure) -> Mono.just("failed")),
				plain(connection, LEFT), plain(connection, "select count(*)::text from tenant"))))
			.containsExactly(this.tenant.key(), "force_generic_plan", "auto", other.key(), "auto", "failed", "auto",
					"0");
	}

	/** As behind a proxy that lends another connection of the server each time. */
	@Test
	void preparesAgainWhatTheServerHasForgotten() {
		assertThat(
				on((connection) -> Flux.concat(trip(connection, TENANT, this.tenant, false), plain(connection, FORGET),
						trip(connection, TENANT, this.tenant, false), trip(connection, TENANT, this.tenant, false))))
			.containsExactly(this.tenant.key(), this.tenant.key(), this.tenant.key());
	}

	@Test
	void keepsABoundedNumberOfStatements() {
		assertThat(on((connection) -> Flux.range(0, PreparedStatements.MOST + 50)
			.concatMap((i) -> trip(connection, "select '" + i + "', $1::uuid", this.tenant, false))
			.thenMany(plain(connection, "select count(*)::text from pg_prepared_statements where name like 'T%'"))))
			.singleElement()
			.satisfies((count) -> assertThat(Integer.parseInt(count)).isLessThanOrEqualTo(PreparedStatements.MOST + 1));
	}

	@Test
	void undoesWhatFailsLate() {
		String late = """
				with kept as (insert into number_series (tenant_id, series, last) values ($1, 'late', 1) returning last)
				select (1 / (last - 1))::text from kept""";
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> rows(late, this.tenant, false));
		assertThat(rows("select series from number_series where tenant_id = $1", this.tenant, false)).isEmpty();
	}

	@Test
	void refusesAParameterThatCanNotBeWrittenAndGoesOn() {
		assertThat(on((connection) -> Flux.concat(
				Flux.defer(() -> read(statement(connection, "select $2, $1::uuid", this.tenant, false).bind(1, this)))
					.onErrorResume((failure) -> Mono.just("refused")),
				trip(connection, TENANT, this.tenant, false))))
			.containsExactly("refused", this.tenant.key());
	}

	@Test
	void readsWhatTheDriverReads() {
		List<String> driver = on((connection) -> Flux
			.defer(() -> Flux.from(connection.createStatement(VALUES).bind(0, this.tenant.id().value()).execute())
				.concatMap((result) -> result.map(TripTests::values))));
		assertThat(driver).hasSize(5);
		assertThat(on(
				(connection) -> Flux.defer(() -> Flux.from(statement(connection, VALUES, this.tenant, false).execute())
					.concatMap((result) -> result.map(TripTests::values)))))
			.isEqualTo(driver);
	}

	/** As their types, as keys of lists, and wider than they are. */
	private static String values(Readable row) {
		Stream<Object> typed = IntStream.range(0, TYPES.size()).mapToObj((i) -> row.get(i, TYPES.get(i)));
		Stream<Object> plain = IntStream.range(0, 8).mapToObj(row::get);
		return Stream
			.of(typed, plain, Stream.of(row.get(3, Long.class), row.get(4, BigDecimal.class), row.get(11, Long.class)))
			.flatMap((values) -> values)
			.map((value) -> switch (value) {
				case Json json -> json.asString();
				case String[] texts -> List.of(texts).toString();
				case null, default -> value + " " + (value == null ? "" : value.getClass().getSimpleName());
			})
			.collect(Collectors.joining("\n"));
	}

	private List<String> rows(String sql, Tenant tenant, boolean byKeys) {
		return on((connection) -> trip(connection, sql, tenant, byKeys));
	}

	private List<String> on(Function<Connection, Flux<String>> work) {
		return Objects.requireNonNull(
				Flux.usingWhen(this.connections.create(), work, Connection::close).collectList().block(PATIENCE));
	}

	private static Flux<String> trip(Connection connection, String sql, Tenant tenant, boolean byKeys) {
		return Flux.defer(() -> read(statement(connection, sql, tenant, byKeys)));
	}

	private static Statement statement(Connection connection, String sql, Tenant tenant, boolean byKeys) {
		return Objects
			.requireNonNull(TripConnection.statement(connection, sql,
					TripConnection.Ticket.of(Boarding.alone(tenant.id(), byKeys))), "no trips on " + connection)
			.bind(0, tenant.id().value());
	}

	private static Flux<String> plain(Connection connection, String sql) {
		return Flux.defer(() -> read(connection.createStatement(sql)));
	}

	private static Flux<String> read(Statement statement) {
		return Flux.from(statement.execute())
			.concatMap((result) -> result.map((row) -> Objects.requireNonNull(row.get(0, String.class))));
	}

}
