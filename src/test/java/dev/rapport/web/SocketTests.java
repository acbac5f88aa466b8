package dev.rapport.web;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The protocol on a real socket. Faults A to F of the stock handler have a test each. */
@Timeout(60)
class SocketTests {

	private static final SocketLimits LIMITS = new SocketLimits(Duration.ofSeconds(1), Duration.ofSeconds(20),
			Duration.ofSeconds(15), Duration.ofSeconds(1), Duration.ofSeconds(1), 200, 300);

	private static final HttpClient http = HttpClient.newHttpClient();

	private static ConfigurableApplicationContext application;

	private static WebSample sample;

	private static int port;

	@BeforeAll
	static void start() {
		application = WebSample.start(LIMITS, "rapport.web.allowed-origins=https://crm.example,https://www.example");
		sample = application.getBean(WebSample.class);
		port = application.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@BeforeEach
	void reset() {
		sample.anonymous.set(0);
	}

	/** Often: its messages are written by one thread while another one flushes. */
	@RepeatedTest(20)
	void servesEveryKindOfOperation() {
		try (SocketClient client = open().as("good")) {
			client.subscribe("q", "{hello member}");
			assertThat(client.next()).isEqualTo(Map.of("id", "q", "type", "next", "payload",
					Map.of("data", Map.of("hello", "world", "member", WebSample.MEMBER.toString()))));
			assertThat(client.next()).isEqualTo(Map.of("id", "q", "type", "complete"));
			client.subscribe("q", "mutation{touch}");
			assertThat(client.next()).containsEntry("type", "next");
			assertThat(client.next()).containsEntry("type", "complete");
			client.subscribe("q", "subscription{count(upTo:2){number member}}");
			assertThat(client.next().toString()).contains("number=1", WebSample.MEMBER.toString());
			assertThat(client.next().toString()).contains("number=2");
			assertThat(client.next()).containsEntry("type", "complete");
		}
	}

	@Test
	void reportsRequestErrorsAsErrors() {
		try (SocketClient client = open().as("good")) {
			client.subscribe("e", "{unknown}");
			Map<String, Object> error = client.next();
			assertThat(error).containsEntry("type", "error").containsEntry("id", "e");
			assertThat(error.get("payload")).isInstanceOf(List.class);
			client.subscribe("e", "{hello #" + "x".repeat(40_000) + "\n}");
			assertThat(client.next().toString()).contains("type=error", "BAD_REQUEST");
			client.subscribe("b", "subscription{breaking}");
			assertThat(client.next()).containsEntry("type", "next");
			assertThat(client.next().toString()).contains("type=error").doesNotContain("secret");
			client.subscribe("f", Map.of("query", "{hello}", "extensions", Map.of("behave", "break")));
			assertThat(client.next().toString()).contains("type=error", "INTERNAL_ERROR").doesNotContain("secret");
			assertThat(client.poll(Duration.ofMillis(200))).isNull();
		}
	}

	@Test
	void answersPings() {
		try (SocketClient client = open()) {
			client.send(Map.of("type", "ping"));
			assertThat(client.next()).containsEntry("type", "pong");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "no json", "[]", "{}", "{\"type\":\"start\"}", "{\"type\":7}", "{\"type\":\"next\"}",
			"{\"type\":\"subscribe\",\"payload\":{\"query\":\"{hello}\"}}", "{\"type\":\"subscribe\",\"id\":\"\"}",
			"{\"type\":\"subscribe\",\"id\":\"1\",\"payload\":{}}", "{\"type\":\"subscribe\",\"id\":\"1\"}",
			"{\"type\":\"subscribe\",\"id\":\"1\",\"payload\":[]}", "{\"type\":\"complete\"}",
			"{\"type\":\"subscribe\",\"id\":\"1\",\"payload\":{\"query\":\"{hello}\",\"variables\":3}}" })
	void closesOnMalformedMessages(String message) {
		try (SocketClient client = open().as("good")) {
			client.text(message);
			assertThat(client.closed()).startsWith("4400 ");
		}
	}

	@Test
	void closesOnBinaryMessages() {
		try (SocketClient client = open().as("good")) {
			client.socket().sendBinary(ByteBuffer.wrap(new byte[] { 1 }), true).join();
			assertThat(client.closed()).startsWith("4400 ");
		}
	}

	@Test
	void closesOnASecondIntroduction() {
		try (SocketClient client = open().as("good")) {
			client.init("good");
			assertThat(client.closed()).isEqualTo("4429 Too many initialisation requests");
		}
	}

	@Test
	void closesOnADuplicateOperation() {
		try (SocketClient client = open().as("good")) {
			client.subscribe("same", "subscription{silence}");
			client.subscribe("same", "subscription{silence}");
			assertThat(client.closed()).isEqualTo("4409 Subscriber for same already exists");
		}
	}

	@Test
	void closesWhoDoesNotIntroduceItself() {
		try (SocketClient client = open()) {
			assertThat(client.closed()).isEqualTo("4408 Connection initialisation timeout");
		}
	}

	@Test
	void closesWhoOffersAnotherSubprotocol() {
		try (SocketClient client = SocketClient.withoutSubprotocol(http, port)) {
			assertThat(client.closed()).startsWith("4406 ");
		}
	}

	@Test
	void closesWhoHasNoGoodToken() {
		try (SocketClient bad = open();
				SocketClient empty = open();
				SocketClient none = open();
				SocketClient down = open()) {
			bad.init("bad");
			empty.init("");
			none.send(Map.of("type", "connection_init"));
			down.init("down");
			assertThat(bad.closed()).isEqualTo("4403 Forbidden");
			assertThat(empty.closed()).isEqualTo("4403 Forbidden");
			assertThat(none.closed()).isEqualTo("4403 Forbidden");
			assertThat(down.closed()).startsWith("1013 ");
		}
	}

	@Test
	void takesTheTokenInOtherForms() {
		try (SocketClient client = open()) {
			client.send(Map.of("type", "connection_init", "payload", Map.of("authorization", "bearer good")));
			assertThat(client.next()).containsEntry("type", "connection_ack");
		}
		try (SocketClient client = open()) {
			client.send(Map.of("type", "connection_init", "payload", Map.of("token", "good")));
			assertThat(client.next()).containsEntry("type", "connection_ack");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "good", "eternal" })
	void takesThePrincipalOfTheHandshake(String token) {
		try (SocketClient client = SocketClient.open(http, address(), true,
				Map.of("Authorization", "Bearer " + token))) {
			client.send(Map.of("type", "connection_init"));
			assertThat(client.next()).containsEntry("type", "connection_ack");
			client.subscribe("q", "{member}");
			assertThat(client.next().toString()).contains(WebSample.MEMBER.toString());
		}
	}

	@Test
	void closesWhenTheTokenExpires() {
		try (SocketClient client = open().as("brief")) {
			client.subscribe("s", "subscription{silence}");
			assertThat(client.closed()).isEqualTo("4401 TOKEN_EXPIRED");
		}
		eventuallyIdle();
	}

	@Test
	void takesAFreshTokenOfTheSameMember() {
		try (SocketClient client = open().as("brief")) {
			client.send(Map.of("type", "ping", "payload", Map.of("token", "good")));
			assertThat(client.next()).containsEntry("type", "pong");
			assertThat(client.poll(Duration.ofSeconds(1))).isNull();
			assertThat(client.isOpen()).isTrue();
			client.send(Map.of("type", "ping", "payload", Map.of("token", "other")));
			assertThat(client.closed()).isEqualTo("4403 Forbidden");
		}
	}

	@Test
	void refusesForeignPages() throws Exception {
		assertThatExceptionOfType(CompletionException.class)
			.isThrownBy(() -> SocketClient.open(http, address(), true, Map.of("Origin", "https://evil.example")))
			.havingCause()
			.isInstanceOfSatisfying(WebSocketHandshakeException.class,
					(ex) -> assertThat(ex.getResponse().statusCode()).isEqualTo(403));
		for (String origin : List.of("https://www.example", "http://127.0.0.1:" + port)) {
			SocketClient.open(http, address(), true, Map.of("Origin", origin)).close();
		}
		HttpRequest plain = HttpRequest
			.newBuilder(URI.create("http://127.0.0.1:" + port + "/graphql?query=%7Bhello%7D"))
			.build();
		assertThat(http.send(plain, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
	}

	@Test
	void seesAMessageSentAtOnceHoweverLateTheUpgrade() {
		IntStream.range(0, 1000).parallel().forEach((_) -> {
			try (SocketClient client = SocketClient.open(http, address() + "?detour", true, Map.of())) {
				client.as("good");
			}
		});
	}

	/** Fault A: the stock handler goes deaf at 255. */
	@Test
	void keepsReadingWithAsManySubscriptionsAsAllowed() {
		try (SocketClient client = open().as("good")) {
			for (int i = 0; i < 200; i++) {
				client.subscribe("s" + i, "subscription{silence}");
			}
			client.subscribe("one-too-many", "subscription{silence}");
			assertThat(client.next().toString()).contains("type=error", "id=one-too-many", "RATE_LIMITED");
			client.send(Map.of("type", "ping"));
			assertThat(client.next()).containsEntry("type", "pong");
			assertThat(sample.live).hasValue(200);
			client.complete("s7");
			client.subscribe("one-too-many", "{hello}");
			assertThat(client.next()).containsEntry("type", "next");
		}
		eventuallyIdle();
	}

	/** Fault B: the stock handler executes before the token is verified. */
	@Test
	void executesNothingBeforeAuthentication() {
		try (SocketClient bad = open(); SocketClient slow = open(); SocketClient mute = open()) {
			bad.init("slow-bad");
			bad.subscribe("q", "{hello}");
			slow.init("slow");
			slow.subscribe("q", "{hello}");
			mute.subscribe("q", "{hello}");
			for (SocketClient client : List.of(bad, slow, mute)) {
				assertThat(client.closed()).isEqualTo("4401 Unauthorized");
				assertThat(client.poll(Duration.ofMillis(600))).isNull();
			}
		}
		assertThat(sample.anonymous).hasValue(0);
	}

	/** Fault C: the stock handler forgets a complete that comes early. */
	@Test
	void cancelsEvenBeforeTheSubscriptionStarts() throws Exception {
		try (SocketClient client = open().as("good")) {
			client.subscribe("s", Map.of("query", "subscription{silence}", "extensions", Map.of("behave", "slow")));
			Thread.sleep(50);
			client.complete("s");
			assertThat(client.poll(Duration.ofMillis(700))).isNull();
			assertThat(sample.live).hasValue(0);
			client.subscribe("s", "{hello}");
			assertThat(client.next()).containsEntry("type", "next");
		}
	}

	/** Fault E: the stock handler drops the socket at 64 kB without a word. */
	@Test
	void takesLargeOperationsAndNamesTheLimit() {
		try (SocketClient client = open().as("good")) {
			String document = "query($t: String!){length(text:$t)}";
			client.subscribe("l", Map.of("query", document, "variables", Map.of("t", "x".repeat(70_000))));
			assertThat(client.next().toString()).contains("length=70000");
			client.next();
			client.subscribe("l", Map.of("query", document, "variables", Map.of("t", "x".repeat(200_000))));
			assertThat(client.closed()).isEqualTo("1009 Message larger than 131072 bytes");
		}
		try (SocketClient client = open().as("good")) {
			client.socket().sendText("x".repeat(1_000_000), true);
			assertThat(client.closed()).isNotEmpty();
		}
	}

	@Test
	void closesTalkativeSockets() {
		try (SocketClient client = open().as("good")) {
			for (int i = 0; i < 300 && client.isOpen(); i++) {
				client.send(Map.of("type", "pong"));
			}
			assertThat(client.closed()).isEqualTo("4429 Too many messages");
		}
	}

	/**
	 * Fault D of the report: a socket that does not read draws a bounded amount, then
	 * goes.
	 */
	@Test
	void closesSlowConsumers() throws Exception {
		SocketClient client = SocketClient.open(http, address(), false, Map.of());
		client.init("good");
		client.socket().request(1);
		assertThat(client.next()).containsEntry("type", "connection_ack");
		client.subscribe("f", "subscription{flood}");
		for (int i = 0; i < 500 && sample.drawn.get() == 0; i++) {
			Thread.sleep(10);
		}
		eventuallyIdle();
		assertThat(sample.drawn.get()).isBetween(1L, 50_000L);
		client.close();
	}

	@Test
	void endsEverythingWithTheSocket() throws Exception {
		SocketClient client = open().as("good");
		client.subscribe("s", "subscription{silence}");
		client.subscribe("late", Map.of("query", "subscription{silence}", "extensions", Map.of("behave", "slow")));
		for (int i = 0; i < 100 && sample.live.get() == 0; i++) {
			Thread.sleep(10);
		}
		client.close();
		Thread.sleep(600);
		assertThat(sample.live).hasValue(0);
	}

	private static void eventuallyIdle() {
		for (int i = 0; i < 500 && sample.live.get() > 0; i++) {
			try {
				Thread.sleep(20);
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}
		assertThat(sample.live).hasValue(0);
	}

	private static String address() {
		return "ws://127.0.0.1:" + port + "/graphql";
	}

	private static SocketClient open() {
		return SocketClient.open(http, port);
	}

}
