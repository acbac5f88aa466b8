package dev.rapport.faults;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

import tools.jackson.databind.JsonNode;

import dev.rapport.Wire;
import dev.rapport.web.SocketClient;

/** A crowd that follows all customers of a tenant and only counts. */
final class Followers implements AutoCloseable {

	private static final String DOCUMENT = "subscription($after: EventCursor) { customerChanged(after: $after) { cursor kind customer { name } } }";

	private static final Duration AGAIN = Duration.ofMillis(200);

	private final List<SocketClient> sockets = new ArrayList<>();

	private final AtomicLongArray heard;

	private final int streams;

	private final String beginning;

	/**
	 * Subscribes at once.
	 * @param sockets how many
	 * @param streams on each socket
	 */
	Followers(HttpClient http, Workload.Network network, int sockets, int streams) {
		this.streams = streams;
		this.beginning = network.beginning();
		this.heard = new AtomicLongArray(sockets * streams);
		for (int i = 0; i < sockets; i++) {
			SocketClient socket = SocketClient.open(http, network.port()).as(network.token(i));
			this.sockets.add(socket);
			for (int stream = 0; stream < streams; stream++) {
				subscribe(socket, String.valueOf(stream));
			}
			int first = i * streams;
			Thread.ofVirtual().name("followers").start(() -> listen(socket, first));
		}
	}

	private void subscribe(SocketClient socket, String id) {
		socket.subscribe(id, Map.of("query", DOCUMENT, "variables", Map.of("after", this.beginning)));
	}

	private void listen(SocketClient socket, int first) {
		while (socket.isOpen()) {
			Map<String, Object> message = socket.poll(Duration.ofSeconds(1));
			JsonNode json = Wire.JSON.valueToTree((message == null) ? Map.of() : message);
			JsonNode change = json.at("/payload/data/customerChanged");
			if (json.path("type").asString("").equals("ping")) {
				socket.send(Map.of("type", "pong"));
			}
			else if (json.path("type").asString("").equals("error")) {
				// a busy service refuses for now
				Workload.pause(AGAIN);
				subscribe(socket, json.path("id").asString());
			}
			else if (change.isObject() && !change.path("kind").asString().equals("HEARTBEAT")) {
				this.heard.incrementAndGet(first + Integer.parseInt(json.path("id").asString()));
			}
		}
	}

	/** How many subscriptions there are. */
	int count() {
		return this.sockets.size() * this.streams;
	}

	/** Whether all are still connected. */
	boolean areConnected() {
		return this.sockets.stream().allMatch(SocketClient::isOpen);
	}

	/** The least number of events that one of them heard. */
	long least() {
		long least = Long.MAX_VALUE;
		for (int i = 0; i < this.heard.length(); i++) {
			least = Math.min(least, this.heard.get(i));
		}
		return least;
	}

	@Override
	public void close() {
		this.sockets.forEach(SocketClient::close);
	}

}
