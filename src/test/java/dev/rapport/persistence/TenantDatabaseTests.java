package dev.rapport.persistence;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;
import dev.rapport.Tenants.Tenant;
import dev.rapport.kernel.ApiCode;
import dev.rapport.kernel.Problem;
import dev.rapport.tenancy.Actors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

@RapportTest
final class TenantDatabaseTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final String INSERT = "insert into number_series (tenant_id, series, last) values ($1, $2, 1)";

	@Autowired
	Tenants tenants;

	@Autowired
	TenantDatabase database;

	@Value("${spring.r2dbc.pool.max-size}")
	int connections;

	private Tenant tenant;

	@BeforeEach
	void setUp() {
		this.tenant = this.tenants.found();
	}

	@Test
	void bindsEachStatementToItsTenantOnly() {
		Tenant other = this.tenants.found();
		List<String> seen = Objects.requireNonNull(Flux.range(0, 200)
			.flatMap((i) -> this.database.list("select key from tenant where $1::uuid is not null", Columns::text)
				.contextWrite(Actors.with(((i % 2 == 0) ? this.tenant : other).actor()))
				.map((keys) -> (i % 2) + " " + String.join(",", keys)), 16)
			.distinct()
			.collectList()
			.block(PATIENCE));
		assertThat(seen).containsExactlyInAnyOrder("0 " + this.tenant.key(), "1 " + other.key());
		assertThat(this.database.lookup("select count(*) from tenant", Columns::number).block(PATIENCE))
			.as("without a tenant")
			.isZero();
	}

	@Test
	void commitsASingleStatementAndUndoesItInARehearsal() {
		assertThat(insert("kept").block(PATIENCE)).isEqualTo(1);
		Mono<Long> rehearsed = this.database.rehearse(new DryRun(), insert("rehearsed"));
		assertThat(rehearsed.contextWrite(Actors.with(this.tenant.actor())).block(PATIENCE)).isEqualTo(1);
		this.database.insertAll(INSERT, List.of(new Object[] { "x" }, new Object[] { "y" }))
			.contextWrite(Actors.with(this.tenant.actor()))
			.block(PATIENCE);
		assertThat(series()).containsExactly("kept", "x", "y");
	}

	@Test
	void aStepOfARehearsalSeesTheOnesBeforeItButNotWhatFailed() {
		Mono<Long> twice = insert("b").then(insert("a")).as(this.database::transactional);
		Mono<List<String>> steps = insert("a").then(twice.onErrorResume(Problem.Duplicate.class, (_) -> Mono.empty()))
			.then(Flux.range(0, 50).flatMap((i) -> insert("c" + i), 50).then())
			.then(read("select series from number_series where tenant_id = $1 and series in ('a', 'b', 'c0', 'c49')"));
		Mono<List<String>> rehearsal = this.database.rehearse(new DryRun(), steps)
			.contextWrite(Actors.with(this.tenant.actor()));
		assertThat(Flux.range(0, 3 * this.connections)
			.flatMap((i) -> rehearsal, 3 * this.connections)
			.collectList()
			.block(PATIENCE)).hasSize(3 * this.connections)
			.allSatisfy((seen) -> assertThat(seen).containsExactlyInAnyOrder("a", "c0", "c49"));
		assertThat(series()).isEmpty();
	}

	@Test
	void tellsTheCallerOfValuesOutOfRange() {
		for (String sql : List.of("select (1e30::numeric)::int8::text, $1::uuid",
				"select ('300000-01-01'::text)::timestamptz::text, $1::uuid",
				"select ('x'::text)::date::text, $1::uuid")) {
			Mono<List<String>> read = read(sql);
			assertThatExceptionOfType(Problem.Refused.class).isThrownBy(() -> read.block(PATIENCE))
				.matches((problem) -> problem.code() == ApiCode.BAD_USER_INPUT);
		}
	}

	@Test
	void undoesAWholeBatch() {
		Mono<Void> batch = this.database
			.insertAll(INSERT, List.of(new Object[] { "x" }, new Object[] { "y" }, new Object[] { "x" }))
			.contextWrite(Actors.with(this.tenant.actor()));
		assertThatExceptionOfType(Problem.Duplicate.class).isThrownBy(() -> batch.block(PATIENCE));
		assertThat(series()).isEmpty();
	}

	@Test
	void staysInOrderAfterFailures() {
		assertThat(insert("taken").block(PATIENCE)).isEqualTo(1);
		for (int i = 0; i < 3 * this.connections; i++) {
			assertThatExceptionOfType(Problem.Duplicate.class).isThrownBy(() -> insert("taken").block(PATIENCE));
			assertThat(catchThrowable(() -> read("select nonsense, $1::uuid").block(PATIENCE))).isNotNull();
			assertThat(read("select series from number_series where tenant_id = $1").block(PATIENCE))
				.containsExactly("taken");
		}
		Mono<List<String>> late = read("select pg_sleep(9)::text, $1::uuid");
		assertThatExceptionOfType(Problem.Refused.class).isThrownBy(() -> late.block(PATIENCE))
			.matches((problem) -> problem.code() == ApiCode.TIMEOUT);
		assertThat(series()).containsExactly("taken");
	}

	@Test
	void survivesAReaderThatFailsAmidManyRows() {
		Mono<List<String>> rows = this.database.list("select g::text, $1::uuid from generate_series(1, 2000) g",
				(columns) -> {
					throw new IllegalStateException("unreadable");
				});
		Flux.range(0, 3 * this.connections)
			.flatMap(
					(i) -> rows.contextWrite(Actors.with(this.tenant.actor()))
						.onErrorResume(IllegalStateException.class, (expected) -> Mono.just(List.of())),
					this.connections)
			.then()
			.block(PATIENCE);
		List<List<String>> answers = Flux.range(0, this.connections)
			.flatMap((i) -> read("select 'here', $1::uuid, pg_sleep(0.1)"), this.connections)
			.collectList()
			.block(PATIENCE);
		assertThat(answers).hasSize(this.connections).containsOnly(List.of("here"));
	}

	/**
	 * A statement whose plan went stale is prepared again, and with its tenant bound
	 * again: without one nothing would be found.
	 */
	@Test
	void preparesAStalePlanAgain() {
		this.tenants.owner().execute("create table stale (tenant_id uuid, value int); call protect('stale')");
		try {
			this.tenants.owner().update("insert into stale values (?, 1)", this.tenant.id().value());
			String sql = "select value, tenant_id from stale where tenant_id = $1";
			prepareEverywhere(sql);
			this.tenants.owner().execute("alter table stale alter column value type text");
			List<Object> answers = Objects.requireNonNull(Flux.range(0, 2 * this.connections)
				.flatMap((i) -> read(sql).cast(Object.class).onErrorResume((failure) -> Mono.just("failed")),
						this.connections)
				.distinct()
				.collectList()
				.block(PATIENCE));
			assertThat(answers).containsExactly(List.of("1"));
		}
		finally {
			this.tenants.owner().execute("drop table stale");
		}
	}

	private void prepareEverywhere(String sql) {
		Flux.range(0, 4 * this.connections)
			.flatMap((i) -> this.database.list(sql, Columns::integer).contextWrite(Actors.with(this.tenant.actor())),
					this.connections)
			.then()
			.block(PATIENCE);
	}

	private Mono<Long> insert(String series) {
		return this.database.execute(INSERT, series).contextWrite(Actors.with(this.tenant.actor()));
	}

	private Mono<List<String>> read(String sql) {
		return this.database.list(sql, Columns::text).contextWrite(Actors.with(this.tenant.actor()));
	}

	private List<String> series() {
		return Objects.requireNonNull(
				read("select series from number_series where tenant_id = $1 order by series").block(PATIENCE));
	}

}
