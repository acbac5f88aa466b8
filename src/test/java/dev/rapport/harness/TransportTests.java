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
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;

import dev.rapport.Tenants;
import dev.rapport.embedded.DevelopmentIssuer;

import static org.assertj.core.api.Assertions.assertThat;

/** A sample of the attacks over the real port: HTTP, server-sent events, WebSocket. */
@Harness
class TransportTests {

	private static final int REQUESTS = 300;

	/** For each attacker, below what a socket may send in a minute. */
	private static final int MESSAGES = 40;

	/** How long an answer may take. */
	private static final Duration PATIENCE = Duration.ofMinutes(2);

	private final long seed = Long.getLong("harness.seed", System.nanoTime());

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

	private LogWatch log;

	private Assault assault;

	private Ledger before;

	@BeforeEach
	void fill() {
		this.world = World.shared(this.tenants, this.context, this.seed);
		this.log = LogWatch.over(this.world.marks);
		this.assault = new Assault(this.world);
		this.before = Ledger.of(this.tenants.owner(), this.world.a.id().value());
	}

	@AfterEach
	void judge() {
		this.client.shutdownNow();
		this.assault.compare(this.before);
		this.log.close();
		System.out.println("transports: seed %d, %d lines of log read%n  %s".formatted(this.seed, this.log.lines(),
				this.assault.findings().summary()));
		assertThat(this.assault.findings().failures()).isEmpty();
		assertThat(this.log.found()).as("what the log tells").isEmpty();
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
			this.assault.judge(attack, stream(attack));
		}
		Attacks attacks = new Attacks(this.world, this.seed + 1);
		for (Attacker attacker : this.world.attackers) {
			for (Attack replay : attacks.replays(attacker)) {
				this.assault.judge(replay, stream(replay));
			}
		}
	}

	@Test
	void webSocketsShowNothing() throws Exception {
		Attacks attacks = new Attacks(this.world, this.seed + 2);
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
		return new Attacks(this.world, this.seed).some(count * 4)
			.stream()
			.filter((attack) -> !attack.hostile().isSubscription())
			.limit(count)
			.toList();
	}

	private String token(Attack attack) {
		World.Login login = Objects.requireNonNull(this.world.logins.get(attack.attacker().name()));
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

	/** All bytes of an event stream, until it ends or has told all. */
	private String stream(Attack attack) throws Exception {
		long head = head(attack);
		StringBuffer text = new StringBuffer();
		HttpResponse<Stream<String>> response = this.client
			.sendAsync(request(attack, "text/event-stream"), HttpResponse.BodyHandlers.ofLines())
			.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
		Thread reader = Thread.ofVirtual().start(() -> read(response.body(), head, text));
		assertThat(reader.join(PATIENCE)).as(attack + " ends").isTrue();
		return text.toString();
	}

	private long head(Attack attack) {
		return Objects.requireNonNull(this.world.service.head(attack.attacker().actor()).block(PATIENCE));
	}

	/** Reads until the stream ends or a heartbeat tells that all was said. */
	private static void read(Stream<String> lines, long head, StringBuffer text) {
		try (lines) {
			lines.takeWhile((line) -> {
				text.append(line).append('\n');
				return !Service.covers(line, head);
			}).forEach((line) -> {
			});
		}
		catch (UncheckedIOException closed) {
			text.append("closed");
		}
	}

	/**
	 * The frames that a socket sends back, by the id of the operation, until each has its
	 * answer, and of a subscription all that has happened.
	 */
	private Map<String, StringBuilder> converse(List<Attack> attacks) throws Exception {
		Listener listener = new Listener(head(attacks.getFirst()), attacks.size());
		WebSocket socket = this.client.newWebSocketBuilder()
			.subprotocols("graphql-transport-ws")
			.buildAsync(URI.create("ws://127.0.0.1:" + this.port + "/graphql"), listener)
			.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
		send(socket, Map.of("type", "connection_init", "payload",
				Map.of("Authorization", "Bearer " + token(attacks.getFirst()))));
		listener.acknowledged.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
		for (int i = 0; i < attacks.size(); i++) {
			send(socket,
					Map.of("id", String.valueOf(i), "type", "subscribe", "payload", payload(attacks.get(i).hostile())));
		}
		boolean all = listener.open.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
		socket.abort();
		synchronized (listener) {
			assertThat(all).as("answers to all %d operations; there are %s", attacks.size(), listener.ended).isTrue();
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

		private final Set<String> ended = new TreeSet<>();

		private final CountDownLatch open;

		private final long head;

		Listener(long head, int operations) {
			this.head = head;
			this.open = new CountDownLatch(operations);
		}

		@Override
		public synchronized CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean whole) {
			this.text.append(data);
			if (whole) {
				Map<String, Object> message = Service.read(this.text.toString());
				if ("connection_ack".equals(message.get("type"))) {
					this.acknowledged.complete(null);
				}
				String id = String.valueOf(message.get("id"));
				this.frames.computeIfAbsent(id, (operation) -> new StringBuilder()).append(this.text);
				boolean last = List.of("complete", "error").contains(String.valueOf(message.get("type")));
				if ((last || Service.covers(this.text.toString(), this.head)) && this.ended.add(id)) {
					this.open.countDown();
				}
				this.text.setLength(0);
			}
			socket.request(1);
			return null;
		}

	}

}
