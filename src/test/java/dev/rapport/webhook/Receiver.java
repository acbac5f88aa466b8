package dev.rapport.webhook;

import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.tcp.SslProvider;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real HTTP server that takes messages as a partner's would, and notes them. */
final class Receiver implements AutoCloseable {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private final List<Received> received = new CopyOnWriteArrayList<>();

	private final AtomicInteger connections = new AtomicInteger();

	private final DisposableServer server;

	private volatile Function<Received, Reply> behaviour = (message) -> Reply.status(204);

	Receiver() {
		this(HttpServer.create());
	}

	/** One that talks TLS. */
	Receiver(Consumer<SslProvider.SslContextSpec> tls) {
		this(HttpServer.create().secure(tls::accept));
	}

	private Receiver(HttpServer server) {
		this.server = server.host("127.0.0.1")
			.port(0)
			.doOnConnection((connection) -> this.connections.incrementAndGet())
			.handle((request, response) -> request.receive()
				.aggregate()
				.asString(StandardCharsets.UTF_8)
				.defaultIfEmpty("")
				.flatMap((body) -> {
					Map<String, String> headers = request.requestHeaders()
						.entries()
						.stream()
						.collect(Collectors.toMap((entry) -> entry.getKey().toLowerCase(Locale.ROOT),
								Map.Entry::getValue, (one, other) -> one));
					Received message = new Received(request.path(), headers, body);
					this.received.add(message);
					return this.behaviour.apply(message).send(response);
				}))
			.bindNow();
	}

	Receiver behaving(Function<Received, Reply> behaviour) {
		this.behaviour = behaviour;
		return this;
	}

	String url() {
		return "http://127.0.0.1:" + port() + "/hooks";
	}

	int port() {
		return this.server.port();
	}

	int connections() {
		return this.connections.get();
	}

	List<Received> received() {
		return List.copyOf(this.received);
	}

	/** Those messages that were answered with success, without repetitions, in order. */
	List<Received> about(String recordId) {
		return this.received.stream()
			.filter((message) -> message.json().path("recordId").asString("").equals(recordId))
			.toList();
	}

	@Override
	public void close() {
		this.server.disposeNow(Duration.ofSeconds(1));
	}

	/** A message as it came in. */
	record Received(String path, Map<String, String> headers, String body) {

		String id() {
			return this.headers.getOrDefault("webhook-id", "");
		}

		JsonNode json() {
			return JSON.readTree(this.body);
		}

		String type() {
			return json().path("type").asString("");
		}

		/** Whether an independent library takes the signature. */
		boolean isSignedBy(String secret) {
			Map<String, List<String>> lists = this.headers.entrySet()
				.stream()
				.collect(Collectors.toMap(Map.Entry::getKey, (entry) -> List.of(entry.getValue())));
			try {
				new Webhook(secret).verify(this.body, HttpHeaders.of(lists, (name, value) -> true).map());
				return true;
			}
			catch (WebhookVerificationException ex) {
				return false;
			}
		}

	}

	/** How a message is answered. */
	@FunctionalInterface
	interface Reply {

		Mono<Void> send(HttpServerResponse response);

		static Reply status(int status) {
			return (response) -> response.status(status).send();
		}

		/** Accepts and never answers. */
		static Reply never() {
			return (response) -> Mono.never();
		}

	}

}
