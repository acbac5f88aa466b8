package dev.rapport.harness;

import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.TestPropertySource;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;
import dev.rapport.embedded.DevelopmentIssuer;

import static org.assertj.core.api.Assertions.assertThat;

/** A sample of the attacks over the real port: HTTP, server-sent events, WebSocket. */
@RapportTest
@Tag("nightly")
@TestPropertySource(properties = { "rapport.limits.client-burst=1000000000", "rapport.limits.tenant-burst=1000000000",
		"rapport.limits.anonymous.burst=1000000000" })
class TransportTests {

	private static final int REQUESTS = 300;

	/** For each attacker, below what a socket may send in a minute. */
	private static final int MESSAGES = 40;

	private static final Duration LISTENING = Duration.ofSeconds(2);

	private static final long SEED = Long.getLong("harness.seed", System.nanoTime());

	@Autowired
	Tenants tenants;

	@Autowired
	ApplicationContext context;

	@Autowired
	DevelopmentIssuer issuer;

	@LocalServerPort
	int port;

	private final HttpClient client = HttpClient.newHttpClient();

	private World world;

	private Assault assault;

	private Ledger before;

	@BeforeEach
	void fill() {
		this.world = World.shared(this.tenants, this.context, SEED);
		this.assault = new Assault(this.world);
		this.before = Ledger.of(this.tenants.owner(), this.world.a.id().value());
	}

	@AfterEach
	void judge() {
		this.client.shutdownNow();
		this.assault.compare(this.before);
		System.out.println("transports: seed " + SEED + "\n  " + this.assault.findings().summary());
		assertThat(this.assault.findings().failures()).isEmpty();
	}

	@Test
	void httpShowsNothing() throws Exception {
		for (Attack attack : sample(REQUESTS)) {
			HttpResponse<String> response = this.client.send(request(attack, "application/graphql-response+json"),
					HttpResponse.BodyHandlers.ofString());
			this.assault.judge(attack, response.headers().map() + response.body());
		}
	}

	@Test
	void serverSentEventsShowNothing() throws Exception {
		for (Attack attack : sample(REQUESTS / 2)) {
			this.assault.judge(attack, stream(attack, Duration.ofSeconds(5)));
		}
		Attacks attacks = new Attacks(this.world, SEED + 1);
		for (Attacker attacker : this.world.attackers) {
			for (Attack replay : attacks.replays(attacker)) {
				this.assault.judge(replay, stream(replay, Duration.ofMillis(300)));
			}
		}
	}

	@Test
	void webSocketsShowNothing() throws Exception {
		Attacks attacks = new Attacks(this.world, SEED + 2);
		for (Attacker attacker : this.world.attackers) {
			List<Attack> all = new ArrayList<>(attacks.replays(attacker));
			attacks.some(MESSAGES * 20)
				.stream()
				.filter((attack) -> attack.attacker() == attacker && !attack.hostile().isSubscription())
				.limit(MESSAGES)
				.forEach(all::add);
			Map<String, StringBuilder> frames = converse(all);
			for (int i = 0; i < all.size(); i++) {
				this.assault.judge(all.get(i), String.valueOf(frames.get(String.valueOf(i))));
			}
		}
	}

	private List<Attack> sample(int count) {
		return new Attacks(this.world, SEED).some(count * 4)
			.stream()
			.filter((attack) -> !attack.hostile().isSubscription())
			.limit(count)
			.toList();
	}

	private String token(Attack attack) {
		World.Login login = java.util.Objects.requireNonNull(this.world.logins.get(attack.attacker().name()));
		return this.issuer.token(login.tenant(), login.subject());
	}

	private HttpRequest request(Attack attack, String accept) {
		Operation operation = attack.hostile();
		return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + "/graphql"))
			.header("Authorization", "Bearer " + token(attack))
			.header("Content-Type", "application/json")
			.header("Accept", accept)
			.POST(HttpRequest.BodyPublishers.ofString(Service.json(payload(operation))))
			.build();
	}

	private static Map<String, Object> payload(Operation operation) {
		return Map.of("query", operation.document(), "variables", operation.variables(), "extensions",
				operation.extensions());
	}

	/** All bytes of an event stream, until it ends or patience does. */
	private String stream(Attack attack, Duration patience) throws Exception {
		StringBuffer text = new StringBuffer();
		HttpResponse<Stream<String>> response = this.client
			.sendAsync(request(attack, "text/event-stream"), HttpResponse.BodyHandlers.ofLines())
			.get(10, TimeUnit.SECONDS);
		Thread reader = Thread.ofVirtual().start(() -> read(response.body(), text));
		reader.join(patience);
		Thread.ofVirtual().start(() -> response.body().close());
		return text.toString();
	}

	/** Reads until the stream ends or is closed. */
	private static void read(Stream<String> lines, StringBuffer text) {
		try (lines) {
			lines.forEach((line) -> text.append(line).append('\n'));
		}
		catch (UncheckedIOException closed) {
			text.append("closed");
		}
	}

	/** The frames that a socket sends back, by the id of the operation. */
	private Map<String, StringBuilder> converse(List<Attack> attacks) throws Exception {
		Listener listener = new Listener();
		WebSocket socket = this.client.newWebSocketBuilder()
			.subprotocols("graphql-transport-ws")
			.buildAsync(URI.create("ws://127.0.0.1:" + this.port + "/graphql"), listener)
			.get(10, TimeUnit.SECONDS);
		send(socket, Map.of("type", "connection_init", "payload",
				Map.of("Authorization", "Bearer " + token(attacks.getFirst()))));
		listener.acknowledged.get(10, TimeUnit.SECONDS);
		for (int i = 0; i < attacks.size(); i++) {
			send(socket,
					Map.of("id", String.valueOf(i), "type", "subscribe", "payload", payload(attacks.get(i).hostile())));
		}
		Thread.sleep(LISTENING.toMillis());
		socket.abort();
		synchronized (listener) {
			return new LinkedHashMap<>(listener.frames);
		}
	}

	private static void send(WebSocket socket, Map<String, Object> message) throws Exception {
		socket.sendText(Service.json(message), true).get(5, TimeUnit.SECONDS);
	}

	/** Collects what a socket sends. */
	private static final class Listener implements WebSocket.Listener {

		private final Map<String, StringBuilder> frames = new LinkedHashMap<>();

		private final CompletableFuture<Void> acknowledged = new CompletableFuture<>();

		private final StringBuilder text = new StringBuilder();

		@Override
		public synchronized CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
			this.text.append(data);
			if (last) {
				Map<String, Object> message = Service.read(this.text.toString());
				if ("connection_ack".equals(message.get("type"))) {
					this.acknowledged.complete(null);
				}
				this.frames.computeIfAbsent(String.valueOf(message.get("id")), (id) -> new StringBuilder())
					.append(this.text);
				this.text.setLength(0);
			}
			socket.request(1);
			return null;
		}

	}

}
