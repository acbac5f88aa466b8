package dev.rapport.instances;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import tools.jackson.databind.JsonNode;

import dev.rapport.Wire;
import dev.rapport.web.SocketClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client with many subscriptions on one socket, as a good client is: it connects again
 * when it is cut off, and goes on with each subscription behind what it has seen.
 */
final class Follower implements AutoCloseable {

	private static final String DOCUMENT = "subscription($after: EventCursor) { customerChanged(after: $after) { cursor eventId kind customer { name } } }";

	private static final Duration GLANCE = Duration.ofMillis(200);

	private static final int LONGEST_PAUSE = 300;

	private final List<String> closes = new CopyOnWriteArrayList<>();

	private final AtomicInteger pongs = new AtomicInteger();

	private final List<Seen> subscriptions = new ArrayList<>();

	private final HttpClient http;

	private final int port;

	private final String token;

	private volatile boolean over;

	Follower(HttpClient http, int port, String token, int subscriptions, String cursor) {
		this.http = http;
		this.port = port;
		this.token = token;
		IntStream.range(0, subscriptions).forEach((i) -> this.subscriptions.add(new Seen(cursor)));
		Thread.ofVirtual().name("follower").start(this::follow);
	}

	/** Whether each subscription has got so many different events. */
	boolean has(int events) {
		return this.subscriptions.stream().allMatch((seen) -> seen.names.size() >= events);
	}

	/**
	 * Every event, in its order, closes of the kind that was announced, and an answer to
	 * the ping on each connection.
	 */
	void verify(int events) {
		List<String> expected = IntStream.range(0, events).mapToObj((i) -> "n" + i).toList();
		assertThat(this.subscriptions).allSatisfy((seen) -> assertThat(seen.names).isEqualTo(expected));
		assertThat(this.closes).isNotEmpty().allSatisfy((close) -> assertThat(close).startsWith("1012 "));
		assertThat(this.pongs).hasValueGreaterThan(this.closes.size());
	}

	private void follow() {
		while (!this.over) {
			try (SocketClient socket = SocketClient.open(this.http, this.port).as(this.token)) {
				for (int i = 0; i < this.subscriptions.size(); i++) {
					socket.subscribe(String.valueOf(i),
							Map.of("query", DOCUMENT, "variables", Map.of("after", this.subscriptions.get(i).cursor)));
				}
				socket.send(Map.of("type", "ping"));
				listen(socket);
			}
			catch (RuntimeException | AssertionError refused) {
				pause();
			}
		}
	}

	private void listen(SocketClient socket) {
		while (!this.over) {
			Map<String, Object> message = socket.poll(GLANCE);
			if (message != null) {
				hear(socket, Wire.JSON.valueToTree(new HashMap<>(message)));
			}
			else if (!socket.isOpen()) {
				this.closes.add(socket.closed());
				pause();
				return;
			}
		}
	}

	private void hear(SocketClient socket, JsonNode message) {
		switch (message.path("type").asString()) {
			case "pong" -> this.pongs.incrementAndGet();
			case "ping" -> socket.send(Map.of("type", "pong"));
			case "next" -> this.subscriptions.get(Integer.parseInt(message.path("id").asString()))
				.hear(message.at("/payload/data/customerChanged"));
			default -> throw new IllegalStateException(message.toString());
		}
	}

	/** So that not all come back at once. */
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
	}

	@Override
	public String toString() {
		return this.subscriptions.stream().mapToInt((seen) -> seen.names.size()).min().orElse(0)
				+ this.closes.toString();
	}

	/**
	 * What one subscription has seen: duplicates are told by the event's id, and only so.
	 */
	private static final class Seen {

		private final Set<String> events = new HashSet<>();

		private final List<String> names = new CopyOnWriteArrayList<>();

		private String cursor;

		Seen(String cursor) {
			this.cursor = cursor;
		}

		void hear(JsonNode change) {
			this.cursor = change.path("cursor").asString();
			if (!change.path("kind").asString().equals("HEARTBEAT")
					&& this.events.add(change.path("eventId").asString())) {
				this.names.add(change.at("/customer/name").asString());
			}
		}

	}

}
