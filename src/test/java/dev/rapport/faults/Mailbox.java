package dev.rapport.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpServer;
import tools.jackson.databind.JsonNode;

import dev.rapport.Wire;
import dev.rapport.customer.CustomerId;
import dev.rapport.kernel.NodeId;

import static org.assertj.core.api.Assertions.assertThat;

/** A partner's endpoint that takes every message of a webhook and notes it. */
final class Mailbox implements AutoCloseable {

	private static final String SUBSCRIBE = """
			mutation($url: URL!) { createWebhookSubscription(input: {url: $url, types: ["Customer"], fields: ["name"]}) {
			  webhookSubscription { id } errors { code message } } }""";

	private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

	private final Set<UUID> taken = new HashSet<>();

	private final History history;

	private final HttpServer server;

	Mailbox(History history) {
		this.history = history;
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.setExecutor(this.threads);
		this.server.createContext("/", (exchange) -> {
			try (exchange) {
				note(Wire.JSON.readTree(exchange.getRequestBody()));
				exchange.sendResponseHeaders(204, -1);
			}
		});
		this.server.start();
		history.hooks();
	}

	/** Asks for all that happens to customers from now on. */
	void subscribe(Wire wire) {
		Wire.Answer answer = wire.ask(SUBSCRIBE,
				Map.of("url", "http://127.0.0.1:" + this.server.getAddress().getPort() + "/"));
		assertThat(answer.json().at("/data/createWebhookSubscription/webhookSubscription/id").isString())
			.as(answer.text())
			.isTrue();
	}

	/** Whether each of some events was taken. */
	synchronized boolean has(List<FinalState.Entry> log) {
		return log.stream().allMatch((entry) -> this.taken.contains(entry.event()));
	}

	private synchronized void note(JsonNode message) {
		UUID event = UUID.fromString(message.path("id").asString());
		this.taken.add(event);
		this.history.add(new History.Post(event, NodeId.decode(CustomerId.PREFIX, message.path("recordId").asString()),
				message.path("version").asInt()));
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.threads.close();
	}

}
