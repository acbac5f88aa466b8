package dev.rapport.persistence;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import reactor.core.publisher.Mono;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;

import static org.assertj.core.api.Assertions.assertThat;

@RapportTest
final class UpkeepTests {

	@Autowired
	Tenants tenants;

	@Autowired
	Upkeep upkeep;

	@Test
	void dropsThePartitionsPastRetentionAndMakesThoseOfTheComingDays() {
		JdbcTemplate owner = this.tenants.owner();
		owner.execute("create table event_log_20200101 partition of event_log"
				+ " for values from ('2020-01-01') to ('2020-01-02')");
		owner.execute("drop table " + partition(owner, 6));
		this.upkeep.perform().block(Duration.ofSeconds(30));
		assertThat(exists(owner, "event_log_20200101")).isFalse();
		for (int day = 0; day <= 7; day++) {
			assertThat(exists(owner, partition(owner, day))).as("day %d", day).isTrue();
		}
	}

	@Test
	void goesOnAfterAChoreThatFails() {
		AtomicInteger failed = new AtomicInteger();
		AtomicInteger done = new AtomicInteger();
		Chore failing = chore(Mono.error(() -> new IllegalStateException("out of order " + failed.incrementAndGet())));
		Chore other = chore(Mono.fromRunnable(done::incrementAndGet));
		new Upkeep(List.of(failing, other), Duration.ofHours(1)).perform().block(Duration.ofSeconds(30));
		assertThat(failed).hasValue(3);
		assertThat(done).hasValue(1);
	}

	@Test
	void worksAtTheStartAndInEachRound() {
		AtomicInteger done = new AtomicInteger();
		Upkeep often = new Upkeep(List.of(chore(Mono.fromRunnable(done::incrementAndGet))), Duration.ofMillis(50));
		assertThat(often.isRunning()).isFalse();
		often.start();
		assertThat(Mono.delay(Duration.ofMillis(20)).repeat(200).takeUntil((tick) -> done.get() >= 3).blockLast())
			.isZero();
		assertThat(done.get()).isGreaterThanOrEqualTo(3);
		assertThat(often.isRunning()).isTrue();
		often.stop();
		assertThat(often.isRunning()).isFalse();
	}

	private static Chore chore(Mono<Void> work) {
		return new Chore() {

			@Override
			public String name() {
				return "test";
			}

			@Override
			public Mono<Void> perform() {
				return work;
			}

		};
	}

	private static String partition(JdbcTemplate owner, int day) {
		return String.valueOf(owner.queryForObject(
				"select 'event_log_' || to_char((now() at time zone 'utc')::date + ?, 'YYYYMMDD')", String.class, day));
	}

	private static boolean exists(JdbcTemplate owner, String table) {
		return Boolean.TRUE.equals(owner.queryForObject("select to_regclass(?) is not null", Boolean.class, table));
	}

}
