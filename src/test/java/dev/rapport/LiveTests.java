package dev.rapport;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

import dev.rapport.embedded.DevelopmentIssuer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What one client does, another sees: over WebSocket and server-sent events, on the real
 * port.
 */
@RapportTest
class LiveTests {

	private static final String SUBSCRIPTION = "subscription($after: EventCursor) { customerChanged(after: $after) { cursor kind type customer { name } } }";

	@Autowired
	Tenants tenants;

	@Autowired
	DevelopmentIssuer issuer;

	@LocalServerPort
	int port;

	Wire wire;

	String token;

	@BeforeEach
	void tenant() {
		this.token = this.issuer.token(this.tenants.found().key(), "ann");
		this.wire = new Wire(this.port, this.token);
	}

	@Test
	void webSocketDeliversAndResumes() throws Exception {
		String cursor = this.wire.ask("{ eventCursor }", Map.of()).json().at("/data/eventCursor").asString();
		create("Before");
		try (Socket socket = new Socket(cursor)) {
			assertThat(socket.next().at("/payload/data/customerChanged/customer/name").asString()).isEqualTo("Before");
			create("华信");
			JsonNode second = socket.next().at("/payload/data/customerChanged");
			assertThat(second.at("/customer/name").asString()).isEqualTo("华信");
			assertThat(second.at("/kind").asString()).isEqualTo("CREATED");
			cursor = second.at("/cursor").asString();
		}
		create("In the tunnel");
		try (Socket socket = new Socket(cursor)) {
			assertThat(socket.next().at("/payload/data/customerChanged/customer/name").asString())
				.isEqualTo("In the tunnel");
		}
	}

	@Test
	void serverSentEventsDeliverAndResume() throws Exception {
		String cursor = this.wire.ask("{ eventCursor }", Map.of()).json().at("/data/eventCursor").asString();
		create("One");
		create("Two");
		List<String> lines = stream(cursor, 2);
		assertThat(String.join("\n", lines)).contains("event:next", "One", "Two");
		String id = lines.stream()
			.filter((line) -> line.startsWith("id:"))
			.findFirst()
			.orElseThrow()
			.substring(3)
			.strip();
		assertThat(String.join("\n", stream(id, 1))).contains("Two").doesNotContain("One");
	}

	/** With a document that has no variable for it, as the one in the README. */
	@Test
	void serverSentEventsResumeWhateverTheDocumentSays() throws Exception {
		String begin = this.wire.ask("{ eventCursor }", Map.of()).json().at("/data/eventCursor").asString();
		create("One");
		String cursor = this.wire.ask("{ eventCursor }", Map.of()).json().at("/data/eventCursor").asString();
		create("Two");
		String readme = "subscription { customerChanged { cursor kind type customer { name } } }";
		assertThat(String.join("\n", stream(readme, Map.of(), cursor, 1))).contains("Two").doesNotContain("One");
		assertThat(String.join("\n", stream(SUBSCRIPTION, Map.of("after", begin), cursor, 1))).contains("Two")
			.doesNotContain("One");
		assertThat(String.join("\n", stream(readme, Map.of(), "bm90IGEgY3Vyc29y", 1))).contains("INVALID_CURSOR");
	}

	@Test
	void getsOfStreamsChangeNothing() throws Exception {
		String mutation = "mutation{createCustomer(input:{name:\"Got\"}){customer{id}}}";
		HttpRequest request = HttpRequest
			.newBuilder(URI.create(this.wire.endpoint() + "?query=" + URLEncoder.encode(mutation, UTF_8)))
			.header("Authorization", "Bearer " + this.token)
			.header("Accept", "text/event-stream")
			.build();
		try (HttpClient client = HttpClient.newHttpClient()) {
			assertThat(client.send(request, HttpResponse.BodyHandlers.ofString()).body()).contains("BAD_REQUEST");
		}
		assertThat(
				this.wire.ask("{ customers { totalCount } }", Map.of()).json().at("/data/customers/totalCount").asInt())
			.isZero();
	}

	@Test
	void namesWhatIsWrongWithACursor() throws Exception {
		try (Socket socket = new Socket("bm90IGEgY3Vyc29y")) {
			JsonNode message = socket.next();
			assertThat(message.at("/payload/0/extensions/code").asString()).isEqualTo("INVALID_CURSOR");
			assertThat(message.at("/payload/0/extensions/requestId").asString()).isNotBlank();
			assertThat(message.toString()).doesNotContain("classification");
		}
	}

	/** Reads the stream until so many events have come. */
	private List<String> stream(String lastEventId, int events) throws Exception {
		return stream(SUBSCRIPTION, Map.of(), lastEventId, events);
	}

	private List<String> stream(String document, Map<String, Object> variables, String lastEventId, int events)
			throws Exception {
		HttpRequest request = HttpRequest.newBuilder(this.wire.endpoint())
			.header("Authorization", "Bearer " + this.token)
			.header("Content-Type", "application/json")
			.header("Accept", "text/event-stream")
			.header("Last-Event-ID", lastEventId)
			.POST(HttpRequest.BodyPublishers
				.ofString(Wire.JSON.writeValueAsString(Map.of("query", document, "variables", variables))))
			.build();
		try (HttpClient client = HttpClient.newHttpClient()) {
			HttpResponse<Stream<String>> response = client.sendAsync(request, HttpResponse.BodyHandlers.ofLines())
				.get(10, TimeUnit.SECONDS);
			int[] seen = new int[1];
			List<String> lines = response.body()
				.takeWhile((line) -> !(line.isEmpty() && seen[0] == events))
				.peek((line) -> seen[0] += line.startsWith("data:") ? 1 : 0)
				.toList();
			client.shutdownNow();
			return lines;
		}
	}

	private void create(String name) {
		this.wire.ask("mutation($n: String!) { createCustomer(input: {name: $n}) { errors { code } } }",
				Map.of("n", name));
	}

	/** A client of the graphql-transport-ws protocol with one subscription. */
	private final class Socket implements WebSocket.Listener, AutoCloseable {

		private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();

		private final StringBuilder text = new StringBuilder();

		private final HttpClient client = HttpClient.newHttpClient();

		private final WebSocket socket;

		Socket(String after) throws Exception {
			this.socket = this.client.newWebSocketBuilder()
				.subprotocols("graphql-transport-ws")
				.connectTimeout(Duration.ofSeconds(5))
				.buildAsync(URI.create("ws://127.0.0.1:" + LiveTests.this.port + "/graphql"), this)
				.get(10, TimeUnit.SECONDS);
			send(Map.of("type", "connection_init", "payload",
					Map.of("Authorization", "Bearer " + LiveTests.this.token)));
			assertThat(next().path("type").asString()).isEqualTo("connection_ack");
			send(Map.of("id", "1", "type", "subscribe", "payload",
					Map.of("query", SUBSCRIPTION, "variables", Map.of("after", after))));
		}

		private void send(Map<String, Object> message) throws Exception {
			this.socket.sendText(Wire.JSON.writeValueAsString(message), true).get(5, TimeUnit.SECONDS);
		}

		JsonNode next() throws InterruptedException {
			JsonNode message = this.messages.poll(10, TimeUnit.SECONDS);
			assertThat(message).as("a message within ten seconds").isNotNull();
			return message;
		}

		@Override
		public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
			this.text.append(data);
			if (last) {
				this.messages.add(Wire.JSON.readTree(this.text.toString()));
				this.text.setLength(0);
			}
			webSocket.request(1);
			return null;
		}

		@Override
		public void close() {
			this.socket.abort();
			this.client.shutdownNow();
		}

	}

}
