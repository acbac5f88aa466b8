package dev.rapport.consumer;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import tools.jackson.databind.JsonNode;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;
import dev.rapport.Wire;
import dev.rapport.embedded.DevelopmentIssuer;
import dev.rapport.web.SocketClient;

import static org.assertj.core.api.Assertions.assertThat;

/** A group over real connections, which are killed in between. */
@RapportTest
@NullUnmarked
class ConsumerTransportTests {

	private static final String FOLLOW = "subscription { groupEvents(group: \"erp\") { cursor eventId kind node { id } } }";

	@Autowired
	Tenants tenants;

	@Autowired
	ApplicationContext context;

	@Autowired
	DevelopmentIssuer issuer;

	@LocalServerPort
	int port;

	private final HttpClient http = HttpClient.newHttpClient();

	private Ledger ledger;

	private UUID rita;

	private String token;

	private Wire wire;

	@BeforeEach
	void found() {
		Tenants.Tenant tenant = this.tenants.found();
		this.ledger = new Ledger(tenant, this.context);
		this.ledger.role("SOLO", "customers", "opportunities", "contacts", "activities", "tickets", "events");
		this.rita = tenant.hire("rita", null, "SOLO");
		this.token = this.issuer.token(tenant.key(), "rita");
		this.wire = new Wire(this.port, this.token);
		JsonNode made = this.wire
			.ask("mutation { createConsumerGroup(input: {name: \"erp\"}) { errors { code } } }", Map.of())
			.json();
		assertThat(made.at("/data/createConsumerGroup/errors").size()).as(made.toString()).isZero();
	}

	@AfterEach
	void close() {
		this.http.shutdownNow();
	}

	@Test
	void goesOnBehindWhatWasAcknowledgedOverWebSocket() {
		List<Object> happened = happen();
		List<JsonNode> got;
		try (SocketClient socket = follow()) {
			got = take(socket, 4);
			acknowledge(got.get(1));
		}
		assertThat(ids(got)).isEqualTo(happened.subList(0, 4));
		try (SocketClient socket = follow()) {
			got = take(socket, 4);
		}
		assertThat(ids(got)).isEqualTo(happened.subList(2, 6));
	}

	@Test
	void goesOnBehindWhatWasAcknowledgedOverServerSentEvents() throws Exception {
		List<Object> happened = happen();
		List<JsonNode> got = stream(4, "");
		assertThat(ids(got)).isEqualTo(happened.subList(0, 4));
		acknowledge(got.get(1));
		// whatever the client received last: it may have been cut off before it worked
		// through it
		assertThat(ids(stream(4, got.getLast().path("cursor").asString()))).isEqualTo(happened.subList(2, 6));
	}

	@Test
	void letsTheNewestConsumerTakeOver() throws Exception {
		try (SocketClient older = follow()) {
			List<Object> happened = happen();
			assertThat(ids(take(older, 6))).isEqualTo(happened);
			assertThat(ids(stream(6, ""))).isEqualTo(happened);
			Map<String, Object> message = older.next();
			while (message.get("type").equals("next")) {
				message = older.next();
			}
			assertThat(message).containsEntry("type", "error");
			assertThat(String.valueOf(message.get("payload"))).contains("CONSUMER_REPLACED");
		}
	}

	/** Six of her events, with others between that she does not see. */
	private List<Object> happen() {
		List<Object> ids = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			this.ledger.customers("Hers " + i, 2, this.rita);
			this.ledger.customers("Not hers " + i, 2, this.ledger.tenant().ann());
		}
		Ledger.nodes(Ledger.page(this.ledger.as(this.rita), Map.of("group", "erp")))
			.forEach((change) -> ids.add(change.get("eventId")));
		assertThat(ids).hasSize(6);
		return ids;
	}

	private SocketClient follow() {
		SocketClient socket = SocketClient.open(this.http, this.port).as(this.token);
		socket.subscribe("1", Map.of("query", FOLLOW));
		return socket;
	}

	private static List<JsonNode> take(SocketClient socket, int count) {
		return Stream.generate(socket::next)
			.map((message) -> Wire.JSON.valueToTree(message))
			.map((message) -> ((JsonNode) message).at("/payload/data/groupEvents"))
			.filter((change) -> !change.path("kind").asString("").equals("HEARTBEAT"))
			.limit(count)
			.toList();
	}

	private List<JsonNode> stream(int count, String lastEventId) throws Exception {
		HttpRequest.Builder request = HttpRequest.newBuilder(this.wire.endpoint())
			.header("Authorization", "Bearer " + this.token)
			.header("Content-Type", "application/json")
			.header("Accept", "text/event-stream")
			.POST(HttpRequest.BodyPublishers.ofString(Wire.JSON.writeValueAsString(Map.of("query", FOLLOW))));
		if (!lastEventId.isEmpty()) {
			request.header("Last-Event-ID", lastEventId);
		}
		try (HttpClient client = HttpClient.newHttpClient()) {
			List<JsonNode> changes = client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofLines())
				.get(10, TimeUnit.SECONDS)
				.body()
				.filter((line) -> line.startsWith("data:{"))
				.map((line) -> Wire.JSON.readTree(line.substring(5)).at("/data/groupEvents"))
				.filter((change) -> !change.path("kind").asString("").equals("HEARTBEAT"))
				.limit(count)
				.toList();
			client.shutdownNow();
			return changes;
		}
	}

	private static List<Object> ids(List<JsonNode> changes) {
		return changes.stream().map((change) -> (Object) change.path("eventId").asString()).toList();
	}

	private void acknowledge(JsonNode change) {
		JsonNode answer = this.wire.ask(
				"mutation ($c: EventCursor!) { acknowledgeEvents(input: {group: \"erp\", cursor: $c}) { errors { code } } }",
				Map.of("c", change.path("cursor").asString()))
			.json();
		assertThat(answer.at("/data/acknowledgeEvents/errors").size()).as(answer.toString()).isZero();
	}

}
