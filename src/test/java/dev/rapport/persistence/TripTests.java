package dev.rapport.persistence;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
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
