package dev.rapport.faults;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import tools.jackson.databind.JsonNode;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;
import dev.rapport.Wire;
import dev.rapport.embedded.DevelopmentIssuer;
import dev.rapport.instances.Deployment;
import dev.rapport.instances.FaultProxy;
import dev.rapport.instances.Instance;
import dev.rapport.web.SocketClient;

import static org.assertj.core.api.Assertions.assertThat;

/** Fault F8: a client that takes nothing is closed, misses nothing, and harms nobody. */
@RapportTest
@Timeout(150)
final class SlowSubscriberTests {

	private static final String DOCUMENT = "subscription($after: EventCursor) { customerChanged(after: $after) { cursor kind customer { number tags } } }";

	private static final String WRITE = "mutation($tags: [String!]) { createCustomer(input: {name: \"big\", tags: $tags}) { customer { number } } }";

	private static final Duration STALL = Duration.ofSeconds(2);

	/** Longer than the test: a cut must not come before the close that says why. */
	private static final String GRACE = "5m";

	private static final int STREAMS = 150;

	/** Together more than all buffers on the way hold. */
	private static final int EVENTS = 40;

	private static final int TAGS = 100;

	@Autowired
	Tenants tenants;

	@Autowired
	DevelopmentIssuer issuer;

	@Autowired
	ApplicationContext application;

	@Test
	void closesWhoTakesNothingAndServesTheOthers() {
		String tenant = this.tenants.found().key();
		String token = this.issuer.token(tenant, "ann");
		try (Deployment deployment = new Deployment(this.application);
				Instance instance = deployment.start(settings());
				FaultProxy proxy = new FaultProxy(instance.port());
				HttpClient http = HttpClient.newHttpClient();
				SocketClient slow = SocketClient.open(http, proxy.port()).as(token);
				SocketClient quick = SocketClient.open(http, instance.port()).as(this.issuer.token(tenant, "bo"))) {
			Wire wire = new Wire(instance.port(), token);
			String beginning = wire.ask("{ eventCursor }", Map.of()).json().at("/data/eventCursor").asString();
			IntStream.range(0, STREAMS).forEach((i) -> slow.subscribe(String.valueOf(i), behind(beginning)));
			quick.subscribe("q", behind(beginning));
			List<String> written = write(wire, 1);
			List<String> heard = hear(quick, 1);
			proxy.pause();
			written.addAll(write(wire, EVENTS));
			heard.addAll(hear(quick, EVENTS));
			assertThat(heard).as("by the other one, meanwhile").isEqualTo(written);
			Workload.pause(STALL.multipliedBy(4));
			written.addAll(write(wire, 1));
			proxy.resume();
			List<JsonNode> seen = drain(slow);
			assertThat(slow.closed()).isEqualTo("4413 SLOW_CONSUMER");
			assertThat(seen).as("until it was closed").hasSizeLessThan(written.size());
			String last = seen.isEmpty() ? beginning : seen.getLast().path("cursor").asString();
			try (SocketClient again = SocketClient.open(http, proxy.port()).as(token)) {
				again.subscribe("0", behind(last));
				List<String> all = new ArrayList<>(seen.stream().map(SlowSubscriberTests::number).toList());
				all.addAll(hear(again, written.size() - seen.size()));
				assertThat(all).isEqualTo(written);
			}
			http.shutdownNow();
		}
	}

	private static Map<String, String> settings() {
		return Map.of("rapport.web.sockets.stall", STALL.toSeconds() + "s", "rapport.web.sockets.grace", GRACE,
				"rapport.web.sockets.ping", "1h", "rapport.web.sockets.messages", "100000",
				"rapport.limits.client-burst", "1000000000", "rapport.limits.tenant-burst", "1000000000");
	}

	private static Map<String, Object> behind(String cursor) {
		return Map.of("query", DOCUMENT, "variables", Map.of("after", cursor));
	}

	/** The numbers of some new customers, each some kilobytes large. */
	private static List<String> write(Wire wire, int count) {
		List<String> tags = IntStream.range(0, TAGS).mapToObj((i) -> "t" + i + "-" + "x".repeat(40)).toList();
		return new ArrayList<>(IntStream.range(0, count)
			.mapToObj((i) -> wire.ask(WRITE, Map.of("tags", tags))
				.json()
				.at("/data/createCustomer/customer/number")
				.asString())
			.toList());
	}

	private static List<String> hear(SocketClient client, int count) {
		List<String> numbers = new ArrayList<>();
		while (numbers.size() < count) {
			JsonNode message = Wire.JSON.valueToTree(client.next());
			JsonNode change = message.at("/payload/data/customerChanged");
			if (change.isObject() && !change.path("kind").asString().equals("HEARTBEAT")) {
				numbers.add(number(change));
			}
		}
		return numbers;
	}

	/** What the first of the streams got before the close. */
	private static List<JsonNode> drain(SocketClient client) {
		List<JsonNode> changes = new ArrayList<>();
		for (Map<String, Object> message = client.poll(Duration.ofSeconds(5)); message != null; message = client
			.poll(Duration.ofSeconds(5))) {
			JsonNode json = Wire.JSON.valueToTree(message);
			JsonNode change = json.at("/payload/data/customerChanged");
			if (json.path("id").asString("").equals("0") && !change.path("kind").asString().equals("HEARTBEAT")) {
				changes.add(change);
			}
		}
		return changes;
	}

	private static String number(JsonNode change) {
		return change.at("/customer/number").asString();
	}

}
