package dev.rapport.faults;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import dev.rapport.Wire;
import dev.rapport.customer.CustomerId;
import dev.rapport.kernel.NodeId;
import dev.rapport.web.SocketClient;

/**
 * Follows the customers of a tenant in several streams on one socket, from the beginning
 * of the log. It connects again whenever it is cut off, and goes on with each stream
 * behind the cursor of its last message.
 */
class Subscriber implements AutoCloseable {

	private static final String DOCUMENT = """
			subscription($after: EventCursor) { customerChanged(after: $after) { cursor eventId recordId version kind \
			customer { name } } }""";

	private static final Duration GLANCE = Duration.ofMillis(100);

	/** Longer than a live service is ever silent, since it pings. */
	private static final Duration SILENCE = Duration.ofSeconds(8);

	private static final int LONGEST_PAUSE = 300;

	private final List<String> closes = new CopyOnWriteArrayList<>();

	private final List<Stream> streams = new ArrayList<>();

	private final HttpClient http;

	private final int port;

	private final String token;

	private final History history;

	private volatile boolean over;

	private volatile @Nullable Thread thread;

	/**
	 * A subscriber that does not follow yet.
	 * @param name unlike that of any other of its history
	 * @param beginning the cursor of the beginning of the log
	 */
	Subscriber(Place place, String name, int streams, String beginning, History history) {
		this.http = place.http();
		this.port = place.port();
		this.token = place.token();
		this.history = history;
		IntStream.range(0, streams).forEach((i) -> this.streams.add(new Stream(name + "/" + i, beginning)));
		this.streams.forEach((stream) -> history.follows(stream.name));
	}

	void start() {
		this.thread = Thread.ofVirtual().name("subscriber").start(this::follow);
	}

	/** Whether each stream has got so many different events. */
	boolean has(int events) {
		return this.streams.stream().allMatch((stream) -> stream.count >= events);
	}

	/** How each connection ended, of those that did. */
	List<String> closes() {
		return List.copyOf(this.closes);
	}

	/** The least number of different events that a stream has got. */
	int least() {
		return this.streams.stream().mapToInt((stream) -> stream.count).min().orElse(0);
	}

	/** The longest time between two events of one stream. */
	Duration longestGap() {
		return Duration.ofNanos(this.streams.stream().mapToLong((stream) -> stream.longestGap).max().orElse(0));
	}

	/** What reaches the program of a change that came; bugs change that. */
	void receive(JsonNode change, Consumer<JsonNode> program) {
		program.accept(change);
	}

	/** What a stream asks to go on behind; bugs change that. */
	@Nullable String resumeBehind(String cursor, int connection) {
		return cursor;
	}

	private void follow() {
		while (!this.over) {
			try (SocketClient socket = SocketClient.open(this.http, this.port).as(this.token)) {
				for (int i = 0; i < this.streams.size(); i++) {
					subscribe(socket, i, this.streams.get(i));
				}
				listen(socket);
			}
			catch (RuntimeException | AssertionError refused) {
				pause();
			}
		}
	}

	private void subscribe(SocketClient socket, int id, Stream stream) {
		Map<String, Object> variables = new HashMap<>();
		variables.put("after", resumeBehind(stream.cursor, ++stream.connection));
		socket.subscribe(String.valueOf(id), Map.of("query", DOCUMENT, "variables", variables));
	}

	private void listen(SocketClient socket) {
		long heard = System.nanoTime();
		while (!this.over) {
			Map<String, Object> message = socket.poll(GLANCE);
			if (message != null) {
				heard = System.nanoTime();
				if (!hear(socket, Wire.JSON.valueToTree(message))) {
					return;
				}
			}
			else if (!socket.isOpen()) {
				this.closes.add(socket.closed());
				pause();
				return;
			}
			else if (System.nanoTime() - heard > SILENCE.toNanos()) {
				this.closes.add("silence");
				return;
			}
		}
	}

	private boolean hear(SocketClient socket, JsonNode message) {
		switch (message.path("type").asString()) {
			case "ping" -> socket.send(Map.of("type", "pong"));
			case "next" -> {
				Stream stream = this.streams.get(Integer.parseInt(message.path("id").asString()));
				JsonNode change = message.at("/payload/data/customerChanged");
				if (change.isObject()) {
					receive(change, stream::receive);
				}
				else {
					return failed(message.path("payload"));
				}
			}
			case "error" -> {
				return failed(Wire.JSON.valueToTree(Map.of("errors", message.path("payload"))));
			}
			case "complete" -> {
				return false;
			}
			default -> {
				// nothing that matters here
			}
		}
		return true;
	}

	/** A stream failed: all of the socket begin again, and the failure must be good. */
	private boolean failed(JsonNode payload) {
		this.history.add(new History.Refusal(0, payload.toString()));
		this.closes.add("error " + payload.at("/errors/0/extensions/code").asString(""));
		pause();
		return false;
	}

	private static void pause() {
		try {
			Thread.sleep(ThreadLocalRandom.current().nextInt(LONGEST_PAUSE));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void close() {
		this.over = true;
		Thread running = this.thread;
		if (running != null) {
			try {
				running.join(Duration.ofSeconds(15));
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
	}

	/** One subscription through all its connections. */
	private final class Stream {

		private final String name;

		private final Set<UUID> events = new HashSet<>();

		private String cursor;

		private int connection = -1;

		private long last;

		private volatile long longestGap;

		private volatile int count;

		Stream(String name, String cursor) {
			this.name = name;
			this.cursor = cursor;
		}

		void receive(JsonNode change) {
			this.cursor = change.path("cursor").asString();
			if (change.path("kind").asString().equals("HEARTBEAT")) {
				return;
			}
			long now = System.nanoTime();
			this.longestGap = Math.max(this.longestGap, (this.last == 0) ? 0 : now - this.last);
			this.last = now;
			UUID event = change.path("eventId").isString() ? UUID.fromString(change.path("eventId").asString()) : null;
			Subscriber.this.history.add(new History.Delivery(this.name, this.connection, event,
					NodeId.decode(CustomerId.PREFIX, change.path("recordId").asString()),
					change.path("version").asInt(), now, change.toString()));
			if (event != null && this.events.add(event)) {
				this.count = this.events.size();
			}
		}

	}

	/** Where subscribers connect, and as whom. */
	record Place(HttpClient http, int port, String token) {
	}

}
