package dev.rapport.instances;

import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import dev.rapport.Wire;

import static org.assertj.core.api.Assertions.assertThat;

/** A client of server-sent events. */
final class EventSource implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private final BlockingQueue<JsonNode> received = new LinkedBlockingQueue<>();

	private final Stream<String> lines;

	private EventSource(Stream<String> lines) {
		this.lines = lines;
		Thread.ofVirtual().name("event-source").start(this::read);
	}

	/** Opens a stream that goes on behind a cursor, or begins now. */
	static EventSource open(HttpClient http, int port, String token, String document, @Nullable String after)
			throws Exception {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/graphql"))
			.header("Authorization", "Bearer " + token)
			.header("Content-Type", "application/json")
			.header("Accept", "text/event-stream")
			.POST(HttpRequest.BodyPublishers.ofString(Wire.JSON.writeValueAsString(Map.of("query", document))));
		if (after != null) {
			request.header("Last-Event-ID", after);
		}
		HttpResponse<Stream<String>> response = http.send(request.build(), HttpResponse.BodyHandlers.ofLines());
		assertThat(response.statusCode()).isEqualTo(200);
		return new EventSource(response.body());
	}

	/** The next result; fails if none comes. */
	JsonNode next() throws InterruptedException {
		JsonNode next = poll(PATIENCE);
		assertThat(next).as("an event in time").isNotNull();
		return next;
	}

	@Nullable JsonNode poll(Duration patience) throws InterruptedException {
		return this.received.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
	}

	private void read() {
		try {
			this.lines.filter((line) -> line.startsWith("data:{"))
				.forEach((line) -> this.received.add(Wire.JSON.readTree(line.substring("data:".length()))));
		}
		catch (UncheckedIOException cut) {
			// as streams are when their server goes
		}
	}

	@Override
	public void close() {
		this.lines.close();
	}

}
