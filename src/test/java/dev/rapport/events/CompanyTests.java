package dev.rapport.events;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.test.scheduler.VirtualTimeScheduler;

import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.TenantId;

import static org.assertj.core.api.Assertions.assertThat;

/** Who is told of news when, among subscribers that ask the same. */
class CompanyTests {

	private static final Duration MOMENT = Duration.ofMillis(1);

	private final VirtualTimeScheduler timer = VirtualTimeScheduler.create();

	private final Feed feed = new Feed(new TenantId(new UUID(1, 1)), new LogHead(new UUID(1, 2), 0, null), this.timer);

	/** Who was told of the head, in that order. */
	private final List<String> told = new ArrayList<>();

	@AfterEach
	void stop() {
		this.timer.dispose();
	}

	@Test
	void tellsTheOthersWhenTheOneAheadHandsOn() {
		Subscriber ahead = new Subscriber("a", true);
		new Subscriber("b", true);
		new Subscriber("c", true);
		news();
		assertThat(this.told).containsExactly("a");
		ahead.handOn();
		assertThat(this.told).containsExactly("a", "b", "c");
	}

	@Test
	void tellsAllAtOnceWhereThereIsNothingToAsk() {
		new Subscriber("a", false);
		new Subscriber("b", false);
		news();
		assertThat(this.told).containsExactly("a", "b");
	}

	@Test
	void sendsSomebodyElseAheadOfOneThatHadNothingToAsk() {
		new Subscriber("a", false);
		Subscriber asking = new Subscriber("b", true);
		new Subscriber("c", true);
		news();
		asking.handOn();
		this.told.clear();
		news();
		assertThat(this.told).containsExactly("b");
	}

	@Test
	void waitsNoLongerThanAMoment() {
		new Subscriber("a", true);
		new Subscriber("b", true);
		news();
		this.timer.advanceTimeBy(Company.LONGEST.minus(MOMENT));
		assertThat(this.told).containsExactly("a");
		this.timer.advanceTimeBy(MOMENT);
		assertThat(this.told).containsExactly("a", "b");
	}

	/** The bound counts from the first news, not from the latest. */
	@Test
	void doesNotWaitLongerForMoreNews() {
		new Subscriber("a", true);
		new Subscriber("b", true);
		for (int i = 0; i < 4; i++) {
			news();
			this.timer.advanceTimeBy(Company.LONGEST.dividedBy(4));
		}
		assertThat(this.told).containsOnlyOnce("b").endsWith("b");
	}

	@Test
	void waitsForNobodyWhoHasLeft() {
		Subscriber ahead = new Subscriber("a", true);
		new Subscriber("b", true);
		news();
		ahead.leave();
		assertThat(this.told).containsExactly("a", "b");
	}

	/** As most polls are: whoever was missed is told then. */
	@Test
	void tellsAgainWhereThereIsNothingNew() {
		new Subscriber("a", false);
		this.feed.add(List.of());
		assertThat(this.told).containsExactly("a");
	}

	@Test
	void leavesOthersAloneThatAskSomethingElse() {
		Subscriber ahead = new Subscriber("a", true);
		new Subscriber("b", true, "something else", Companion.ANYWHERE);
		news();
		assertThat(this.told).containsExactlyInAnyOrder("a", "b");
		ahead.handOn();
		assertThat(this.told).hasSize(2);
	}

	@Test
	void tellsWhoComesMeanwhileAtOnce() {
		new Subscriber("a", true);
		news();
		List<Long> heads = new ArrayList<>();
		var _ = heads("the same", Companion.ANYWHERE).subscribe(heads::add);
		assertThat(heads).containsExactly(this.feed.head());
	}

	/** A few in a row, so that what they have to send goes out in between. */
	@Test
	void tellsTheOthersAFewAtATimeWhereTheirClientsAre() {
		Queue<Runnable> tasks = new ArrayDeque<>();
		Executor desk = tasks::add;
		Subscriber ahead = new Subscriber("ahead", true, "the same", desk);
		IntStream.range(0, 20).forEach((i) -> new Subscriber("f" + i, false, "the same", desk));
		news();
		ahead.handOn();
		assertThat(this.told).containsExactly("ahead");
		assertThat(tasks).hasSize(1);
		tasks.remove().run();
		assertThat(this.told).hasSizeBetween(2, 19);
		while (!tasks.isEmpty()) {
			tasks.remove().run();
		}
		assertThat(this.told).hasSize(21).doesNotHaveDuplicates();
	}

	@Test
	void tellsThoseAnywayWhoseDeskTakesNothing() {
		Subscriber ahead = new Subscriber("a", true);
		new Subscriber("b", false, "the same", (task) -> {
			throw new RejectedExecutionException("closing");
		});
		news();
		ahead.handOn();
		assertThat(this.told).containsExactly("a", "b");
	}

	@Test
	void endsAllAndWhoComesLater() {
		List<Throwable> ends = new ArrayList<>();
		Throwable reason = new IllegalStateException("over");
		for (int i = 0; i < 3; i++) {
			var _ = heads("the same", Companion.ANYWHERE).subscribe((head) -> {
			}, ends::add);
		}
		this.feed.end(reason);
		var _ = heads("the same", Companion.ANYWHERE).subscribe((head) -> {
		}, ends::add);
		assertThat(ends).hasSize(4).containsOnly(reason);
	}

	private Flux<Long> heads(String subject, Executor desk) {
		return heads(new Companion(subject), desk);
	}

	private Flux<Long> heads(Companion companion, Executor desk) {
		return this.feed.heads().contextWrite(companion.context()).contextWrite(Companion.on(desk));
	}

	private void news() {
		this.feed.add(List.of(new StoredEvent(this.feed.tenant(), this.feed.head() + 1, new UUID(3, 3), "Note",
				new UUID(4, 4), 1, "NoteWritten", List.of(), Map.of(), Map.of(), false, Actor.Kind.USER, new UUID(5, 5),
				Instant.EPOCH, null)));
	}

	/** A subscriber, told of where the feed is before anything is noted. */
	private final class Subscriber {

		private final Companion companion;

		private final Disposable reading;

		private boolean begun;

		Subscriber(String name, boolean asks) {
			this(name, asks, "the same", Companion.ANYWHERE);
		}

		Subscriber(String name, boolean asks, String subject, Executor desk) {
			this.companion = new Companion(subject);
			this.reading = CompanyTests.this.heads(this.companion, desk).subscribe((head) -> {
				if (this.begun) {
					CompanyTests.this.told.add(name);
					if (asks) {
						this.companion.asks();
					}
				}
			});
			this.begun = true;
		}

		void handOn() {
			this.companion.isAnswered();
			this.companion.handsOn();
		}

		void leave() {
			this.reading.dispose();
		}

	}

}
