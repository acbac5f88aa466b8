package dev.rapport.persistence;

import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.test.context.TestPropertySource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;
import dev.rapport.Tenants.Tenant;
import dev.rapport.tenancy.Actors;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The gate against deaf connections: a driver that is cancelled with unread rows stops
 * reading its connection, while the pool takes that for idle. It does so for statements
 * without parameters that are not fetched in portions; here the portions are switched
 * off, so that the shield stands alone.
 */
@RapportTest
@TestPropertySource(properties = "spring.r2dbc.properties.fetchSize=0")
final class CancellationTests {

	private static final int CALLERS = 1_000;

	/** How many rows a caller reads at most before it gives up. */
	private static final int READ = 200;

	/** About as long as a query takes. */
	private static final int LATEST_NANOS = 20_000_000;

	/** Half of the callers give up sooner than that, however quick the machine is. */
	private static final String A_WHILE = "pg_sleep(0.01)";

	/** Leaves more unread than the driver takes in without being asked. */
	private static final int ROWS = 600;

	private static final int AT_ONCE = 8;

	private static final Duration PATIENCE = Duration.ofSeconds(120);

	/** Longer than anything abandoned may wait or run. */
	private static final Duration SETTLING = Duration.ofSeconds(15);

	private static final String SERIES = "select repeat('x', 150) || g from generate_series(1, " + ROWS + ") g";

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
	void answersOnEveryConnectionAfterManyGaveUpAmidTheRows() {
		staysWhole((reader) -> this.database.lookup(SERIES, reader));
	}

	@Test
	void answersOnEveryConnectionAfterManyGaveUpAmidTheRowsOfATenant() {
		staysWhole((reader) -> this.database.list(SERIES + " where $1::uuid is not null", reader));
	}

	@Test
	void answersOnEveryConnectionAfterManyGaveUpAmidATransaction() {
		staysWhole((reader) -> this.database.list(SERIES + " where $1::uuid is not null", reader)
			.as(this.database::transactional));
	}

	@Test
	void finishesWorkWhoseCallerGaveUp() {
		AtomicInteger work = new AtomicInteger();
		AtomicInteger answered = new AtomicInteger();
		Set<Integer> before = answering();
		Flux.range(0, CALLERS)
			.flatMap((i) -> Mono.defer(() -> twoRows(work.incrementAndGet()))
				.doOnNext((rows) -> answered.incrementAndGet())
				.takeUntilOther(Mono.delay(Duration.ofNanos(ThreadLocalRandom.current().nextInt(LATEST_NANOS)))),
					AT_ONCE)
			.contextWrite(Actors.with(this.tenant.actor()))
			.then()
			.block(PATIENCE);
		assertThat(answered.get()).as("callers that were answered in time").isLessThan(CALLERS * 9 / 10);
		assertThat(answering()).isEqualTo(before);
		assertThat(this.tenants.owner().queryForObject("""
				select count(*) from (
				  select from number_series where tenant_id = ? group by last having count(*) = 2) whole
				""", Integer.class, this.tenant.id().value())).as("whole").isEqualTo(CALLERS);
	}

	private Mono<Long> twoRows(long number) {
		String insert = "insert into number_series (tenant_id, series, last) select $1, $2, $3::int8 from " + A_WHILE;
		return this.database.execute(insert, "a" + number, number)
			.then(this.database.execute(insert, "b" + number, number))
			.as(this.database::transactional);
	}

	private void staysWhole(Function<Function<Columns, String>, Mono<?>> query) {
		Set<Integer> before = answering();
		Flux.range(0, CALLERS)
			.flatMap((i) -> cancelled(query, 1 + i % READ), AT_ONCE)
			.contextWrite(Actors.with(this.tenant.actor()))
			.then()
			.block(PATIENCE);
		assertThat(answering()).as("none went deaf and was replaced").isEqualTo(before);
	}

	/**
	 * Cancels a query at any time, or while a row is being read, then now in the thread
	 * that reads and now in another one; is empty.
	 */
	private static Mono<Void> cancelled(Function<Function<Columns, String>, Mono<?>> query, int row) {
		return Mono.defer(() -> {
			Sinks.Empty<Void> enough = Sinks.empty();
			AtomicInteger seen = new AtomicInteger();
			return query.apply((columns) -> {
				if (seen.incrementAndGet() == row) {
					enough.emitEmpty(Sinks.EmitFailureHandler.FAIL_FAST);
				}
				return columns.text();
			}).takeUntilOther(signal(row, enough.asMono())).then();
		});
	}

	private static Mono<?> signal(int row, Mono<Void> read) {
		return switch (row % 4) {
			case 0 -> read;
			case 1 -> read.publishOn(Schedulers.parallel());
			default -> Mono.delay(Duration.ofNanos(ThreadLocalRandom.current().nextInt(LATEST_NANOS)));
		};
	}

	/**
	 * The server's processes that answer when as many are asked at once as the pool has.
	 */
	private Set<Integer> answering() {
		Mono<Integer> one = this.database.first("select pg_backend_pid(), pg_sleep(0.3), $1::uuid", Columns::integer)
			.contextWrite(Actors.with(this.tenant.actor()));
		return Objects.requireNonNull(Mono.delay(Duration.ofMillis(100))
			.thenMany(Flux.range(0, this.connections).flatMap((i) -> one, this.connections))
			.collect(Collectors.toSet())
			.filter((answering) -> answering.size() == this.connections)
			.repeatWhenEmpty((again) -> again.delayElements(Duration.ofMillis(500)))
			.retry()
			.block(SETTLING));
	}

}
