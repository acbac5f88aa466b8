package dev.rapport.persistence;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;
import dev.rapport.Tenants.Tenant;
import dev.rapport.kernel.Problem;
import dev.rapport.tenancy.Actors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** What is sent later comes in its order, and its failure undoes all. */
@RapportTest
final class TransactionTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final String INSERT = "insert into number_series (tenant_id, series, last) values ($1, $2, 1)";

	private static final String COUNT_UP = """
			update number_series set last = last + 1 where tenant_id = $1 and series = $2
			""";

	private static final String LAST = "select last from number_series where tenant_id = $1 and series = $2";

	private static final String SERIES = "select series from number_series where tenant_id = $1 order by series";

	/** When the transaction of a statement began, and whether it is the tenant's. */
	private static final String BEGUN = """
			select extract(epoch from now())::text || coalesce((select key from tenant where tenant_id = $1), '')
			""";

	@Autowired
	Tenants tenants;

	@Autowired
	TenantDatabase database;

	@Value("${spring.r2dbc.pool.max-size}")
	int connections;

	private Tenant tenant;

	@BeforeEach
	void found() {
		this.tenant = this.tenants.found();
	}

	@Test
	void isOneForAllItsStatements() {
		Mono<String> begun = this.database.first(BEGUN, Columns::text);
		List<String> seen = Objects.requireNonNull(within(Mono.zip(begun, begun)
			.flatMap((both) -> begun.map((third) -> List.of(both.getT1(), both.getT2(), third)))).block(PATIENCE));
		assertThat(seen.stream().distinct()).singleElement().asString().endsWith(this.tenant.key());
	}

	@Test
	void showsStatementsWhatWasSentLater() {
		Mono<Void> counted = Flux.range(0, 3 * Boarding.MOST_WAITING)
			.concatMap((i) -> this.database.write(COUNT_UP, "a"))
			.then();
		assertThat(within(insert("a").then(counted).then(this.database.first(LAST, Columns::integer, "a")))
			.block(PATIENCE)).isEqualTo(1 + 3 * Boarding.MOST_WAITING);
	}

	@Test
	void sendsWhatWaitsBeforeItCommits() {
		IntStream.range(0, 2 * this.connections)
			.forEach((i) -> within(insert("s" + i).then(this.database.write(COUNT_UP, "s" + i))).block(PATIENCE));
		assertThat(series()).hasSize(2 * this.connections);
		assertThat(within(this.database.first(LAST, Columns::integer, "s0")).block(PATIENCE)).isEqualTo(2);
	}

	@Test
	void failsWithWhatWasSentLast() {
		within(insert("taken")).block(PATIENCE);
		AtomicBoolean hooked = new AtomicBoolean();
		Mono<Void> twice = insert("new").then(insert("taken")).then(this.database.afterCommit(() -> hooked.set(true)));
		for (int i = 0; i < 2 * this.connections; i++) {
			assertThatExceptionOfType(Problem.Duplicate.class).isThrownBy(() -> within(twice).block(PATIENCE));
		}
		assertThat(series()).containsExactly("taken");
		assertThat(hooked).isFalse();
	}

	@Test
	void failsTheNextStatementWithWhatWasSentBeforeIt() {
		within(insert("taken")).block(PATIENCE);
		Mono<Integer> read = insert("new").then(insert("taken"))
			.then(this.database.first(LAST, Columns::integer, "taken"));
		assertThatExceptionOfType(Problem.Duplicate.class).isThrownBy(() -> within(read).block(PATIENCE));
		assertThat(series()).containsExactly("taken");
	}

	@Test
	void undoesAllIfAnotherNumberOfRowsIsChanged() {
		Mono<Void> missing = insert("new").then(this.database.write(COUNT_UP, "missing"));
		assertThatIllegalStateException().isThrownBy(() -> within(missing).block(PATIENCE))
			.withMessageContaining("0 rows instead of 1");
		assertThatIllegalStateException()
			.isThrownBy(() -> within(missing.then(this.database.first(LAST, Columns::integer, "new"))).block(PATIENCE));
		assertThat(series()).isEmpty();
		within(this.database.later(COUNT_UP, "missing")).block(PATIENCE);
	}

	@Test
	void undoesWhatWaitsIfTheWorkFails() {
		Mono<Void> work = insert("new").then(Mono.error(new IllegalStateException("no")));
		assertThatIllegalStateException().isThrownBy(() -> within(work).block(PATIENCE)).withMessage("no");
		assertThat(series()).isEmpty();
	}

	@Test
	void readsOneStateInASnapshot() {
		Mono<Integer> last = this.database.first(LAST, Columns::integer, "a");
		within(insert("a")).block(PATIENCE);
		Mono<List<Integer>> reads = last
			.flatMap((before) -> Mono.fromFuture(() -> within(this.database.write(COUNT_UP, "a")).toFuture())
				.then(last)
				.map((after) -> List.of(before, after)));
		assertThat(this.database.snapshot(reads).contextWrite(Actors.with(this.tenant.actor())).block(PATIENCE))
			.containsExactly(1, 1);
	}

	private Mono<Void> insert(String series) {
		return this.database.insertAll(INSERT, List.<Object[]>of(new Object[] { series }));
	}

	private <T> Mono<T> within(Mono<T> work) {
		return this.database.transactional(work).contextWrite(Actors.with(this.tenant.actor()));
	}

	private List<String> series() {
		return Objects.requireNonNull(this.database.list(SERIES, Columns::text)
			.contextWrite(Actors.with(this.tenant.actor()))
			.block(PATIENCE));
	}

}
