package dev.rapport.faults;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

import dev.rapport.Wire;

import static org.assertj.core.api.Assertions.assertThat;

/** The clients of one tenant: some that write, some that follow, and their history. */
final class Workload implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	/** How long the log must not grow before it counts as final. */
	private static final Duration SETTLED = Duration.ofMillis(1_000);

	/** How long a write may take on a busy machine. */
	private static final Duration EACH = Duration.ofMillis(150);

	private static final Duration GLANCE = Duration.ofMillis(50);

	private final History history = new History();

	private final List<Writer> writers = new ArrayList<>();

	private final List<Thread> writing = new ArrayList<>();

	private final List<Subscriber> subscribers = new ArrayList<>();

	private final HttpClient http = HttpClient.newHttpClient();

	private final Marks marks;

	private final UUID tenant;

	private final @Nullable Mailbox mailbox;

	private volatile boolean over;

	/**
	 * Clients of a tenant that begin to follow and to write at once.
	 * @param tenant the tenant, whose log is still empty
	 * @param canary a text that only this tenant's data have
	 */
	Workload(Network network, UUID tenant, String canary, Load load) {
		this.tenant = tenant;
		this.marks = new Marks(canary);
		this.mailbox = load.hook() ? new Mailbox(this.history) : null;
		if (this.mailbox != null) {
			this.mailbox.subscribe(new Wire(network.port(), network.token(0)));
		}
		for (int i = 0; i < load.subscribers(); i++) {
			this.subscribers.add(new Subscriber(new Subscriber.Place(this.http, network.port(), network.token(i)),
					canary + i, load.streams(), network.beginning(), this.history));
		}
		for (int i = 0; i < load.writers(); i++) {
			Pace pace = new Pace(load.seed() + i, load.pause(), load.patience(), load.bulk());
			this.writers
				.add(new Writer(new Caller(network.port(), network.token(i)), this.history, this.marks, pace, ""));
		}
		this.subscribers.forEach(Subscriber::start);
		this.writers.forEach((writer) -> this.writing
			.add(Thread.ofVirtual().name("writer").start(() -> writer.write(() -> this.over))));
	}

	/** How many writes were acknowledged so far. */
	long acknowledged() {
		return this.writers.stream().mapToLong(Writer::written).sum();
	}

	/** Waits until so many writes more were acknowledged, and followed by everybody. */
	void progress(int more) {
		long wanted = acknowledged() + more;
		Duration patience = PATIENCE.plus(EACH.multipliedBy(more));
		eventually(patience, () -> acknowledged() >= wanted, () -> acknowledged() + " writes, not " + wanted);
		eventually(patience, () -> this.subscribers.stream().allMatch((subscriber) -> subscriber.has((int) wanted)),
				() -> "streams at " + this.subscribers.stream().map(Subscriber::least).toList() + ", not " + wanted);
	}

	/**
	 * Ends writing, waits until every stream has everything, and checks it.
	 * @param foreign texts that none of these clients may see
	 */
	Verdict finish(JdbcTemplate owner, Collection<String> foreign) {
		this.over = true;
		this.writing.forEach(Workload::join);
		FinalState state = settled(owner);
		this.subscribers.forEach(Subscriber::close);
		return Checker.check(this.history, state, foreign);
	}

	/** The end of the log, when it no longer grows and the streams are there, or late. */
	private FinalState settled(JdbcTemplate owner) {
		long end = System.nanoTime() + PATIENCE.toNanos();
		FinalState state = FinalState.read(owner, this.tenant);
		boolean settled = false;
		while (!settled && System.nanoTime() < end) {
			pause(SETTLED);
			int before = state.log().size();
			state = FinalState.read(owner, this.tenant);
			int now = state.log().size();
			settled = now == before && this.subscribers.stream().allMatch((subscriber) -> subscriber.has(now))
					&& posted(owner, state);
		}
		return state;
	}

	/** Whether the webhook has everything; what waits for its next attempt is due now. */
	private boolean posted(JdbcTemplate owner, FinalState state) {
		if (this.mailbox == null || this.mailbox.has(state.log())) {
			return true;
		}
		owner.update("update webhook_delivery set next_attempt_at = now() where tenant_id = ? and status = 'WAITING'",
				this.tenant);
		return false;
	}

	History history() {
		return this.history;
	}

	long reconnects() {
		return this.subscribers.stream().mapToLong((subscriber) -> subscriber.closes().size()).sum();
	}

	Duration longestGap() {
		return this.subscribers.stream().map(Subscriber::longestGap).max(Duration::compareTo).orElse(Duration.ZERO);
	}

	static void eventually(BooleanSupplier condition, Supplier<String> otherwise) {
		eventually(PATIENCE, condition, otherwise);
	}

	static void eventually(Duration patience, BooleanSupplier condition, Supplier<String> otherwise) {
		long end = System.nanoTime() + patience.toNanos();
		while (!condition.getAsBoolean()) {
			assertThat(System.nanoTime()).as(otherwise.get()).isLessThan(end);
			pause(GLANCE);
		}
	}

	static void pause(Duration time) {
		try {
			Thread.sleep(time);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private static void join(Thread thread) {
		try {
			assertThat(thread.join(PATIENCE.multipliedBy(2))).as("a writer ends").isTrue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.over = true;
		this.subscribers.forEach(Subscriber::close);
		this.http.shutdownNow();
		if (this.mailbox != null) {
			this.mailbox.close();
		}
	}

	/**
	 * Where clients connect, and as whom.
	 *
	 * @param tokens of different members
	 * @param beginning the cursor of the beginning of the log
	 */
	record Network(int port, List<String> tokens, String beginning) {

		String token(int client) {
			return this.tokens.get(client % this.tokens.size());
		}

	}

	/**
	 * How much they do.
	 *
	 * @param streams of each subscriber, on one socket
	 * @param pause between two writes of a writer
	 * @param patience how long a write is repeated
	 * @param bulk how many records some operations make at once; 1 for single writes
	 * @param hook whether a webhook is sent everything as well
	 */
	record Load(int writers, int subscribers, int streams, Duration pause, Duration patience, long seed, int bulk,
			boolean hook) {

		/** A load of single writes. */
		Load(int writers, int subscribers, int streams, Duration pause, Duration patience, long seed) {
			this(writers, subscribers, streams, pause, patience, seed, 1, false);
		}

	}

	/** How one writer works. */
	record Pace(long seed, Duration pause, Duration patience, int bulk) {
	}

	/** The marks of a tenant's writes, and the lists that all its writers append to. */
	static final class Marks {

		private final AtomicLong next = new AtomicLong();

		private final List<UUID> shared = new CopyOnWriteArrayList<>();

		private final String canary;

		Marks(String canary) {
			this.canary = canary;
		}

		String next() {
			return this.canary + "-" + this.next.incrementAndGet();
		}

		void share(UUID list) {
			this.shared.add(list);
		}

		void full(UUID list) {
			this.shared.remove(list);
		}

		@Nullable UUID shared(Random random) {
			List<UUID> now = List.copyOf(this.shared);
			return now.isEmpty() ? null : now.get(random.nextInt(now.size()));
		}

	}

}
