package dev.rapport.events;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import dev.rapport.RapportTest;
import dev.rapport.StatementLog;
import dev.rapport.Tenants;
import dev.rapport.Tenants.Tenant;
import dev.rapport.kernel.ApiCode;
import dev.rapport.kernel.Problem;
import dev.rapport.persistence.TenantDatabase;
import dev.rapport.tenancy.Actors;
import dev.rapport.tenancy.TenantId;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

@RapportTest
final class EventStreamTests {

	private static final Duration NEVER = Duration.ofHours(1);

	@Autowired
	Tenants tenants;

	@Autowired
	EventLog log;

	@Autowired
	EventStream stream;

	@Autowired
	Doorbell doorbell;

	@Autowired
	TenantDatabase database;

	private Writers writers;

	private Tenant tenant;

	private EventCursor origin;

	@BeforeEach
	void setUp() {
		this.writers = new Writers(this.log, this.database);
		this.tenant = this.tenants.found();
		this.origin = this.writers.cursor(this.tenant);
	}

	@Test
	void handsOverWithoutAGapWhileWritersRun() {
		Mono<Void> writing = this.writers.write(this.tenant, 600, 8);
		List<List<Long>> seen = Flux.range(0, 12)
			.flatMap((i) -> Mono.delay(Duration.ofMillis(40L * i)).thenMany(positions(this.origin, 600)).collectList(),
					12)
			.collectList()
			.mergeWith(writing.then(Mono.empty()))
			.blockLast(Writers.PATIENCE);
		assertThat(seen).hasSize(12).allSatisfy((positions) -> assertThat(positions).isEqualTo(dense(1, 600)));
	}

	@Test
	void beginsNowWithoutACursor() {
		this.writers.write(this.tenant, 5).block(Writers.PATIENCE);
		StepVerifier.create(positions(null, 2))
			.thenAwait(Duration.ofMillis(500))
			.then(() -> this.writers.write(this.tenant, 2).block(Writers.PATIENCE))
			.expectNext(6L, 7L)
			.expectComplete()
			.verify(Writers.PATIENCE);
	}

	/** A thousand that come back at once must not queue for connections. */
	@Test
	void readsTheHeadOnceForAllThatBeginTogether() {
		int together = 200;
		Flux<Long> first = positions(this.origin, 1);
		this.writers.write(this.tenant, 1).block(Writers.PATIENCE);
		StatementLog.clear();
		List<Long> seen = Flux.range(0, together).flatMap((i) -> first, together).collectList().block(Writers.PATIENCE);
		assertThat(seen).hasSize(together).containsOnly(1L);
		assertThat(
				StatementLog.statements(this.tenant.id()).stream().filter((sql) -> sql.contains("from event_head h")))
			.isNotEmpty()
			.hasSizeLessThan(together / 4);
	}

	@Test
	void catchesUpFromTheLogAndFromTheWindow() {
		Flux<Long> whole = positions(this.origin, 3_000);
		var early = whole.collectList().toFuture();
		int behind = Feed.WINDOW + 476;
		IntStream.range(0, behind / 500).forEach((i) -> this.writers.write(this.tenant, 500).block(Writers.PATIENCE));
		var fromLog = whole.collectList().toFuture();
		EventCursor middle = new EventCursor(this.origin.epoch(), this.tenant.id(), behind - 100);
		var fromWindow = positions(middle, 1_600).collectList().toFuture();
		IntStream.range(0, 3).forEach((i) -> this.writers.write(this.tenant, 500).block(Writers.PATIENCE));
		assertThat(early).succeedsWithin(Writers.PATIENCE).isEqualTo(dense(1, 3_000));
		assertThat(fromLog).succeedsWithin(Writers.PATIENCE).isEqualTo(dense(1, 3_000));
		assertThat(fromWindow).succeedsWithin(Writers.PATIENCE).isEqualTo(dense(behind - 99, 3_000));
	}

	@Test
	void readsOnlyWhatASlowSubscriberAsksFor() {
		IntStream.range(0, 16).forEach((i) -> this.writers.write(this.tenant, 500).block(Writers.PATIENCE));
		StepVerifier.create(positions(this.origin, 8_000), 0)
			.then(StatementLog::clear)
			.thenRequest(10)
			.expectNextCount(10)
			.thenAwait(Duration.ofMillis(500))
			.then(() -> assertThat(StatementLog.statements().stream().filter((sql) -> sql.contains("from event_log")))
				.as("reads, three of the poll among them")
				.hasSizeLessThan(12))
			.thenRequest(Long.MAX_VALUE)
			.expectNextSequence(dense(11, 8_000))
			.expectComplete()
			.verify(Writers.PATIENCE);
	}

	@Test
	void deliversToEveryTenantWhenTheDoorbellIsDeaf() {
		EventStream deaf = new EventStream(this.log, new LocalDoorbell(), Duration.ofMillis(100));
		List<Tenant> many = IntStream.range(0, 24).mapToObj((i) -> this.tenants.found()).toList();
		deaf.start();
		try {
			Flux<Long> all = Flux.fromIterable(many)
				.flatMap((each) -> deaf.after(null)
					.map((event) -> event.event().position())
					.take(2)
					.contextWrite(Actors.with(each.actor())), many.size());
			StepVerifier.create(all)
				.thenAwait(Duration.ofSeconds(1))
				.then(() -> many.forEach((each) -> this.writers.write(each, 2).block(Writers.PATIENCE)))
				.expectNextCount(2L * many.size())
				.expectComplete()
				.verify(Duration.ofSeconds(10));
		}
		finally {
			deaf.stop();
		}
	}

	/**
	 * A tailer that ended without anybody noticing would leave all subscribers waiting.
	 */
	@Test
	void tailsAnewWhereTailingEnded() {
		AtomicInteger begun = new AtomicInteger();
		EventStream shaken = new EventStream(this.log, new Doorbell() {

			@Override
			public void ring(TenantId tenant) {
				throw new UnsupportedOperationException("Nobody rings here");
			}

			@Override
			public Flux<TenantId> rings() {
				return (begun.incrementAndGet() > 2) ? Flux.never()
						: Mono.delay(Duration.ofMillis(200)).thenMany(Flux.error(new IllegalStateException("shaken")));
			}

		}, Duration.ofMillis(50));
		shaken.start();
		try {
			StepVerifier.create(shaken.after(null).take(3).contextWrite(Actors.with(this.tenant.actor())))
				.thenAwait(Duration.ofSeconds(1))
				.then(() -> this.writers.write(this.tenant, 3).block(Writers.PATIENCE))
				.expectNextCount(3)
				.expectComplete()
				.verify(Duration.ofSeconds(10));
			assertThat(begun).hasValue(3);
			assertThat(shaken.isRunning()).isTrue();
		}
		finally {
			shaken.stop();
		}
	}

	@Test
	void deliversByTheDoorbellAlone() {
		EventStream patient = new EventStream(this.log, this.doorbell, NEVER);
		patient.start();
		try {
			StepVerifier.create(patient.after(null).take(3).contextWrite(Actors.with(this.tenant.actor())))
				.thenAwait(Duration.ofMillis(500))
				.then(() -> this.writers.write(this.tenant, 3).block(Writers.PATIENCE))
				.expectNextCount(3)
				.expectComplete()
				.verify(Duration.ofSeconds(10));
		}
		finally {
			patient.stop();
		}
	}

	@Test
	void keepsNothingOfATenantWithoutSubscribers() {
		assertThat(this.stream.follows(this.tenant.id())).isFalse();
		var one = positions(null, 9).subscribe();
		var two = positions(null, 9).subscribe();
		this.writers.write(this.tenant, 1).block(Writers.PATIENCE);
		assertThat(Mono.delay(Duration.ofMillis(500)).block()).isZero();
		assertThat(this.stream.follows(this.tenant.id())).isTrue();
		one.dispose();
		assertThat(this.stream.follows(this.tenant.id())).isTrue();
		two.dispose();
		assertThat(this.stream.follows(this.tenant.id())).isFalse();
	}

	@Test
	void refusesCursorsOfOthers() {
		Tenant other = this.tenants.found();
		this.writers.write(this.tenant, 1).block(Writers.PATIENCE);
		refused(this.writers.cursor(other), ApiCode.INVALID_CURSOR);
		EventCursor foreign = this.writers.cursor(other);
		EventCursor forged = new EventCursor(foreign.epoch(), this.tenant.id(), -1);
		refused(forged, ApiCode.CURSOR_EPOCH_CHANGED);
		assertThat(EventCursor.parse(foreign.toString())).isEqualTo(foreign);
		for (String garbage : List.of("", "nonsense", "ü", foreign + "A", foreign.toString().substring(4))) {
			assertThat(catchThrowableOfType(Problem.Refused.class, () -> EventCursor.parse(garbage)))
				.returns(ApiCode.INVALID_CURSOR, Problem.Refused::code);
		}
	}

	@Test
	void refusesCursorsOfAnotherIncarnation() {
		this.writers.write(this.tenant, 3).block(Writers.PATIENCE);
		EventCursor cursor = this.writers.cursor(this.tenant);
		refused(new EventCursor(cursor.epoch(), this.tenant.id(), 4), ApiCode.CURSOR_EPOCH_CHANGED);
		refused(new EventCursor(UUID.randomUUID(), this.tenant.id(), 1), ApiCode.CURSOR_EPOCH_CHANGED);
		this.tenants.owner().update("update event_incarnation set epoch = gen_random_uuid()");
		refused(cursor, ApiCode.CURSOR_EPOCH_CHANGED);
	}

	@Test
	void refusesCursorsBehindWhatIsKept() {
		this.writers.write(this.tenant, 10).block(Writers.PATIENCE);
		drop(5);
		refused(this.origin, ApiCode.CURSOR_EXPIRED);
		EventCursor kept = new EventCursor(this.origin.epoch(), this.tenant.id(), 5);
		assertThat(positions(kept, 5).collectList().block(Writers.PATIENCE)).isEqualTo(dense(6, 10));
		drop(10);
		refused(kept, ApiCode.CURSOR_EXPIRED);
		assertThat(this.writers.cursor(this.tenant).position()).isEqualTo(10);
	}

	@Test
	void neverSkipsWhatWasDroppedMeanwhile() {
		IntStream.range(0, 8).forEach((i) -> this.writers.write(this.tenant, 500).block(Writers.PATIENCE));
		StepVerifier.create(positions(this.origin, 4_000), 10)
			.expectNextCount(10)
			.thenAwait(Duration.ofMillis(300))
			.then(() -> drop(3_900))
			.thenRequest(Long.MAX_VALUE)
			.thenConsumeWhile((position) -> position <= 3_900)
			.expectErrorMatches((failure) -> code(failure) == ApiCode.CURSOR_EXPIRED)
			.verify(Writers.PATIENCE);
	}

	private void drop(int upTo) {
		this.tenants.owner()
			.update("delete from event_log where tenant_id = ? and position <= ?", this.tenant.id().value(), upTo);
	}

	private void refused(EventCursor cursor, ApiCode code) {
		StepVerifier.create(this.stream.after(cursor).contextWrite(Actors.with(this.tenant.actor())))
			.expectErrorMatches((failure) -> code(failure) == code)
			.verify(Writers.PATIENCE);
	}

	private static ApiCode code(Throwable failure) {
		return ((Problem.Refused) Objects.requireNonNull(failure)).code();
	}

	private Flux<Long> positions(@Nullable EventCursor from, long count) {
		return this.stream.after(from)
			.doOnNext((event) -> assertThat(event.cursor().position()).isEqualTo(event.event().position()))
			.map((event) -> event.event().position())
			.take(count)
			.contextWrite(Actors.with(this.tenant.actor()));
	}

	private static List<Long> dense(long first, long last) {
		return LongStream.rangeClosed(first, last).boxed().toList();
	}

}
