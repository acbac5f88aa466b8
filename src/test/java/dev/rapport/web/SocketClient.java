package dev.rapport.web;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** A real client of the graphql-transport-ws protocol, for tests. */
public final class SocketClient implements WebSocket.Listener, AutoCloseable {

	private static final JsonMapper JSON = JsonMapper.shared();

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private final BlockingQueue<Map<String, Object>> received = new LinkedBlockingQueue<>();

	private final CompletableFuture<String> closed = new CompletableFuture<>();

	private final StringBuilder fragments = new StringBuilder();

	private final boolean reading;

	private @Nullable WebSocket socket;

	private SocketClient(boolean reading) {
		this.reading = reading;
	}

	public static SocketClient open(HttpClient http, int port) {
		return open(http, "ws://127.0.0.1:" + port + "/graphql", true, Map.of());
	}

	static SocketClient open(HttpClient http, String uri, boolean reading, Map<String, String> headers) {
		SocketClient client = new SocketClient(reading);
		WebSocket.Builder builder = http.newWebSocketBuilder().subprotocols("graphql-transport-ws");
		headers.forEach(builder::header);
		client.socket = builder.buildAsync(URI.create(uri), client).join();
		return client;
	}

	static SocketClient withoutSubprotocol(HttpClient http, int port) {
		SocketClient client = new SocketClient(true);
		client.socket = http.newWebSocketBuilder()
			.buildAsync(URI.create("ws://127.0.0.1:" + port + "/graphql"), client)
			.join();
		return client;
	}

	/** Introduces itself and waits to be admitted. */
	public SocketClient as(String token) {
		init(token);
		assertThat(next()).containsEntry("type", "connection_ack");
		return this;
	}

	void init(String token) {
		send(Map.of("type", "connection_init", "payload", Map.of("Authorization", "Bearer " + token)));
	}

	void subscribe(String id, String query) {
		subscribe(id, Map.of("query", query));
	}

	public void subscribe(String id, Map<String, Object> payload) {
		send(Map.of("id", id, "type", "subscribe", "payload", payload));
	}

	void complete(String id) {
		send(Map.of("id", id, "type", "complete"));
	}

	public void send(Map<String, Object> message) {
		text(JSON.writeValueAsString(message));
	}

	void text(String text) {
		socket().sendText(text, true).join();
	}

	WebSocket socket() {
		assertThat(this.socket).isNotNull();
		return this.socket;
	}

	/** The next message; fails if none comes. */
	public Map<String, Object> next() {
		Map<String, Object> message = poll(PATIENCE);
		assertThat(message).as("a message; closed: %s", this.closed.getNow("no")).isNotNull();
		return message;
	}

	public @Nullable Map<String, Object> poll(Duration patience) {
		try {
			return this.received.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Code and reason of the close. */
	public String closed() {
		return this.closed.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
	}

	public boolean isOpen() {
		return !this.closed.isDone();
	}

	@Override
	public void onOpen(WebSocket webSocket) {
		if (this.reading) {
			webSocket.request(1);
		}
	}

	@Override
	@SuppressWarnings("unchecked")
	public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
		this.fragments.append(data);
		if (last) {
			this.received.add(JSON.readValue(this.fragments.toString(), Map.class));
			this.fragments.setLength(0);
		}
		if (this.reading) {
			webSocket.request(1);
		}
		return null;
	}

	@Override
	public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
		this.closed.complete(code + " " + reason);
		return null;
	}

	@Override
	public void onError(WebSocket webSocket, Throwable error) {
		this.closed.complete("error " + error);
	}

	@Override
	public void close() {
		socket().abort();
	}

}
