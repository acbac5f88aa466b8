package dev.rapport.instances;

import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import redis.embedded.RedisServer;
import tools.jackson.databind.JsonNode;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;
import dev.rapport.Wire;
import dev.rapport.embedded.DevelopmentIssuer;
import dev.rapport.web.SocketClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two processes on one database: what is done at one is heard at the other, with each
 * doorbell and with none.
 */
@RapportTest
@Timeout(240)
final class InstancesTests {

	private static final String SUBSCRIPTION = "subscription { customerChanged { cursor eventId type customer { name } } }";

	private static final int EVENTS = 20;

	@Autowired
	Tenants tenants;

	@Autowired
	DevelopmentIssuer issuer;

	@Autowired
	ApplicationContext application;

	/** So seldom that only the doorbell can tell. */
	@Test
	void hearEachOtherByPostgres() throws Exception {
		hearEachOther(Map.of("rapport.events.doorbell", "postgres", "rapport.events.poll", "1h"));
	}

	@Test
	@Tag("nightly")
	void hearEachOtherByRedis() throws Exception {
		int port;
		try (ServerSocket socket = new ServerSocket(0)) {
			port = socket.getLocalPort();
		}
		RedisServer redis = RedisServer.newRedisServer().port(port).bind("127.0.0.1").build();
		redis.start();
		try {
			hearEachOther(Map.of("rapport.events.doorbell", "redis", "rapport.redis.url", "redis://127.0.0.1:" + port,
					"rapport.events.poll", "1h"));
		}
		finally {
			redis.stop();
		}
	}

	@Test
	@Tag("nightly")
	void hearEachOtherByPollingAlone() throws Exception {
		hearEachOther(Map.of("rapport.events.doorbell", "local", "rapport.events.poll", "200ms"));
	}

	private void hearEachOther(Map<String, String> settings) throws Exception {
		try (Deployment deployment = new Deployment(this.application);
				Instance one = deployment.start(settings);
				Instance two = deployment.start(settings)) {
			followed(one, two);
			followed(two, one);
			assertThat(one.output()).noneMatch((line) -> line.contains("ERROR"));
			assertThat(two.output()).noneMatch((line) -> line.contains("ERROR"));
		}
	}

	/** What is written here is told there, over both transports, in order. */
	private void followed(Instance here, Instance there) throws Exception {
		String token = this.issuer.token(this.tenants.found().key(), "ann");
		Wire writer = new Wire(here.port(), token);
		try (HttpClient http = HttpClient.newHttpClient();
				SocketClient socket = SocketClient.open(http, there.port()).as(token);
				EventSource stream = EventSource.open(http, there.port(), token, SUBSCRIPTION, null)) {
			socket.subscribe("s", Map.of("query", SUBSCRIPTION));
			beginNow(writer, socket, stream);
			List<String> names = IntStream.range(0, EVENTS).mapToObj((i) -> "n" + i).toList();
			names.forEach((name) -> create(writer, name));
			for (String name : names) {
				assertThat(payload(socket).at("/data/customerChanged/customer/name").asString()).isEqualTo(name);
				assertThat(stream.next().at("/data/customerChanged/customer/name").asString()).isEqualTo(name);
			}
			http.shutdownNow();
		}
	}

	/** A subscription without a cursor begins some time after it was asked for. */
	private static void beginNow(Wire writer, SocketClient socket, EventSource stream) throws InterruptedException {
		boolean socketLive = false;
		boolean streamLive = false;
		for (int i = 0; i < 100 && !(socketLive && streamLive); i++) {
			create(writer, "probe");
			socketLive |= socket.poll(Duration.ofMillis(300)) != null;
			streamLive |= stream.poll(Duration.ofMillis(300)) != null;
		}
		assertThat(socketLive && streamLive).as("both live").isTrue();
		while (socket.poll(Duration.ofMillis(700)) != null || stream.poll(Duration.ofMillis(700)) != null) {
			Thread.onSpinWait();
		}
	}

	private static JsonNode payload(SocketClient socket) {
		return Wire.JSON.valueToTree(new HashMap<>(socket.next())).at("/payload");
	}

	private static void create(Wire writer, String name) {
		Wire.Answer answer = writer.ask(
				"mutation($n: String!) { createCustomer(input: {name: $n}) { customer { id } errors { code } } }",
				Map.of("n", name));
		assertThat(answer.json().at("/data/createCustomer/customer/id").asString("")).as(answer.text()).isNotEmpty();
	}

}
