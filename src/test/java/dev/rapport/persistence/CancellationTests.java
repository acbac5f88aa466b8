package dev.rapport.persistence;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;
import dev.rapport.Tenants.Tenant;
import dev.rapport.tenancy.Actors;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The gate against deaf connections: a driver that is cancelled with unread rows stops
 * reading its connection, while the pool takes that for idle.
 */
@RapportTest
final class CancellationTests {

	private static final int ROWS = 600;

	private static final int AT_ONCE = 8;

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	/** Longer than anything abandoned may wait or run. */
	private static final Duration SETTLING = Duration.ofSeconds(15);

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
	void answersOnEveryConnectionAfterThousandsOfCancelledQueries() {
		this.tenants.owner().update("""
				insert into member (tenant_id, id, version, name, locale, active, created_at, created_by, updated_at,
				  updated_by)
				select ?, gen_random_uuid(), 1, repeat('x', 150) || g, 'en', false, now(), ?, now(), ?
				from generate_series(1, ?) g
				""", this.tenant.id().value(), this.tenant.ann(), this.tenant.ann(), ROWS);
		Mono<List<String>> query = this.database.list("select name, id from member where tenant_id = $1",
				Columns::text);
		Set<Integer> before = answering();
		AtomicInteger answered = new AtomicInteger();
		storm(3_000, query.doOnNext((names) -> {
			assertThat(names).hasSizeGreaterThan(ROWS);
			answered.incrementAndGet();
		}));
		assertThat(answered.get()).as("queries that were faster than their cancellation").isLessThan(2_700);
		assertThat(answering()).as("none went deaf and was replaced").isEqualTo(before);
	}

	@Test
	void commitsCancelledWorkAsAWholeOrNotAtAll() {
		AtomicInteger work = new AtomicInteger();
		Set<Integer> before = answering();
		storm(1_000, Mono.defer(() -> twoRows(work.incrementAndGet())));
		assertThat(answering()).isEqualTo(before);
		List<Integer> halves = this.tenants.owner()
			.query("select 1 from number_series where tenant_id = ? group by last having count(*) <> 2",
					(row, number) -> row.getInt(1), this.tenant.id().value());
		assertThat(halves).isEmpty();
		assertThat(this.tenants.owner()
			.queryForObject("select count(*) from number_series where tenant_id = ?", Integer.class,
					this.tenant.id().value()))
			.isPositive();
	}

	private Mono<Long> twoRows(long number) {
		String insert = "insert into number_series (tenant_id, series, last) values ($1, $2, $3)";
		return this.database.execute(insert, "a" + number, number)
			.then(this.database.execute(insert, "b" + number, number))
			.as(this.database::transactional);
	}

	private void storm(int size, Mono<?> work) {
		Flux.range(0, size)
			.flatMap((i) -> work
				.takeUntilOther(Mono.delay(Duration.ofNanos(ThreadLocalRandom.current().nextInt(6_000_000))))
				.onErrorResume((busy) -> Mono.empty()), AT_ONCE)
			.contextWrite(Actors.with(this.tenant.actor()))
			.then()
			.block(PATIENCE);
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
