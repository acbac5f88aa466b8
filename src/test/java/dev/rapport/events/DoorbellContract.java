package dev.rapport.events;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;
import dev.rapport.Tenants.Tenant;
import dev.rapport.persistence.TenantDatabase;
import dev.rapport.tenancy.Actors;
import dev.rapport.tenancy.TenantId;

import static org.assertj.core.api.Assertions.assertThat;

/** What every line between processes has to keep. */
@RapportTest
@Timeout(90)
abstract class DoorbellContract {

	private static final Duration NEVER = Duration.ofHours(1);

	private static final Duration POLL = Duration.ofMillis(200);

	@Autowired
	Tenants tenants;

	@Autowired
	TenantDatabase database;

	@Autowired
	References references;

	private final List<SharedDoorbell> doorbells = new ArrayList<>();

	private final List<EventStream> streams = new ArrayList<>();

	private Tenant tenant;

	private SharedDoorbell here;

	private SharedDoorbell there;

	/** A line of the kind that is tested, for one process. */
	abstract Line line();

	/** Breaks every call. */
	abstract void interrupt();

	/** Makes calls possible again. */
	abstract void mend();

	@BeforeEach
	void twoProcesses() {
		this.tenant = this.tenants.found();
		this.here = process(line());
		this.there = process(line());
		connected();
	}

	@AfterEach
	void stopBoth() {
		this.streams.forEach(EventStream::stop);
		this.doorbells.forEach(SharedDoorbell::destroy);
	}

	@Test
	void ringsInEveryProcessAndInItsOwnOnce() {
		List<TenantId> heardHere = heard(this.here);
		List<TenantId> heardThere = heard(this.there);
		TenantId some = new TenantId(UUID.randomUUID());
		this.here.ring(some);
		eventually(() -> heardThere.contains(some));
		pause(Duration.ofMillis(200));
		assertThat(heardHere.stream().filter(some::equals)).hasSize(1);
	}

	@Test
	void deliversByTheDoorbellAlone() {
		var delivered = delivered(stream(this.there, NEVER), 30);
		writers(this.here).write(this.tenant, 30, 1).block(Writers.PATIENCE);
		assertThat(delivered).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(dense(30));
	}

	@Test
	void losesNoEventWhenRingsAreLostRepeatedAndReordered() {
		SharedDoorbell unreliable = process(new Unreliable(line()));
		var delivered = delivered(stream(unreliable, POLL), 300);
		writers(this.here).write(this.tenant, 300, 4).block(Writers.PATIENCE);
		assertThat(delivered).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(dense(300));
	}

	@Test
	void tellsManyCommitsInFewMessages() {
		List<String> messages = new CopyOnWriteArrayList<>();
		Disposable listening = listen(messages);
		Set<TenantId> rung = ConcurrentHashMap.newKeySet();
		long start = System.nanoTime();
		IntStream.range(0, 40_000).forEach((i) -> {
			TenantId one = new TenantId(new UUID(7, i % 50));
			rung.add(one);
			this.here.ring(one);
		});
		eventually(() -> told(messages).containsAll(rung));
		pause(Duration.ofMillis(100));
		long most = Duration.ofNanos(System.nanoTime() - start).dividedBy(SharedDoorbell.PAUSE) + 1;
		assertThat(messages).hasSizeLessThanOrEqualTo((int) most).hasSizeLessThan(400);
		listening.dispose();
	}

	@Test
	void keepsMessagesShortHoweverManyTenants() {
		List<String> messages = new CopyOnWriteArrayList<>();
		Disposable listening = listen(messages);
		Set<TenantId> rung = new HashSet<>();
		IntStream.range(0, 3_000).forEach((i) -> rung.add(new TenantId(UUID.randomUUID())));
		rung.forEach(this.here::ring);
		eventually(() -> told(messages).containsAll(rung));
		assertThat(messages).allSatisfy((text) -> assertThat(text).isASCII().hasSizeLessThan(8_000));
		listening.dispose();
	}

	@Test
	void callsAgainWhenTheLineBreaksAndThePollBridgesThat() {
		var delivered = delivered(stream(this.there, POLL), 60);
		Writers writers = writers(this.here);
		writers.write(this.tenant, 20, 2).block(Writers.PATIENCE);
		interrupt();
		writers.write(this.tenant, 20, 2).block(Writers.PATIENCE);
		mend();
		connected();
		writers.write(this.tenant, 20, 2).block(Writers.PATIENCE);
		assertThat(delivered).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(dense(60));
		interrupt();
		mend();
		connected();
	}

	@Test
	void ignoresWhatIsNotOurs() {
		Line stranger = line();
		Disposable talking = stranger
			.converse(Flux.just("", ":", "x", "a:b", "a:b:c", "x".repeat(7_000)).concatWith(Flux.never()))
			.subscribe();
		pause(Duration.ofMillis(300));
		connected();
		talking.dispose();
		stranger.close();
	}

	private SharedDoorbell process(Line line) {
		SharedDoorbell doorbell = new SharedDoorbell(line);
		doorbell.start();
		this.doorbells.add(doorbell);
		return doorbell;
	}

	private EventStream stream(Doorbell doorbell, Duration poll) {
		EventStream stream = new EventStream(new EventLog(this.database, this.references, doorbell), doorbell, poll);
		stream.start();
		this.streams.add(stream);
		return stream;
	}

	private Writers writers(Doorbell doorbell) {
		return new Writers(new EventLog(this.database, this.references, doorbell), this.database);
	}

	private CompletableFuture<@Nullable List<Long>> delivered(EventStream stream, int count) {
		CompletableFuture<@Nullable List<Long>> delivered = stream.after(null)
			.map((event) -> event.event().position())
			.take(count)
			.collectList()
			.contextWrite(Actors.with(this.tenant.actor()))
			.toFuture();
		eventually(() -> stream.follows(this.tenant.id()));
		pause(Duration.ofMillis(300));
		return delivered;
	}

	private static List<TenantId> heard(Doorbell doorbell) {
		List<TenantId> heard = new CopyOnWriteArrayList<>();
		var _ = doorbell.rings().subscribe(heard::add);
		return heard;
	}

	private Disposable listen(List<String> messages) {
		Line line = line();
		Disposable listening = line.converse(Flux.never()).doFinally((end) -> line.close()).subscribe(messages::add);
		eventually(() -> {
			this.here.ring(this.tenant.id());
			return !messages.isEmpty();
		});
		pause(Duration.ofMillis(100));
		messages.clear();
		return listening;
	}

	private static Set<TenantId> told(List<String> messages) {
		Set<TenantId> told = new HashSet<>();
		messages.stream().map(Peal::parse).forEach((peal) -> told.addAll(peal.tenants()));
		return told;
	}

	/** Rings until each hears the other. */
	private void connected() {
		TenantId probe = new TenantId(UUID.randomUUID());
		List<TenantId> heardHere = heard(this.here);
		List<TenantId> heardThere = heard(this.there);
		eventually(() -> {
			this.here.ring(probe);
			return heardThere.contains(probe);
		});
		TenantId back = new TenantId(UUID.randomUUID());
		eventually(() -> {
			this.there.ring(back);
			return heardHere.contains(back);
		});
	}

	private static void eventually(BooleanSupplier condition) {
		long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
		while (!condition.getAsBoolean()) {
			assertThat(System.nanoTime()).as("in time").isLessThan(end);
			pause(Duration.ofMillis(20));
		}
	}

	static void pause(Duration time) {
		var _ = Mono.delay(time).block();
	}

	private static List<Long> dense(long last) {
		return LongStream.rangeClosed(1, last).boxed().toList();
	}

	/** Loses a third of what is said, tells the rest twice and in a wrong order. */
	private record Unreliable(Line line) implements Line {

		@Override
		public Flux<String> converse(Flux<String> said) {
			return this.line.converse(said)
				.filter((text) -> ThreadLocalRandom.current().nextInt(3) > 0)
				.bufferTimeout(3, Duration.ofMillis(50))
				.concatMapIterable(Unreliable::twiceBackwards);
		}

		private static List<String> twiceBackwards(List<String> texts) {
			List<String> twice = new ArrayList<>(texts);
			twice.addAll(texts);
			Collections.reverse(twice);
			return twice;
		}

		@Override
		public void close() {
			this.line.close();
		}

	}

}
