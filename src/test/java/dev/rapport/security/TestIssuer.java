package dev.rapport.security;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import tools.jackson.databind.json.JsonMapper;

/** An issuer on a port of this machine that counts what it is asked. */
final class TestIssuer {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private final HttpServer server;

	final AtomicInteger discoveries = new AtomicInteger();

	final AtomicInteger fetches = new AtomicInteger();

	final AtomicInteger introspections = new AtomicInteger();

	/** Anything at any other address. */
	final AtomicInteger lured = new AtomicInteger();

	/**
	 * What it says about opaque tokens; it fails about those that begin with "op_fail".
	 */
	final Map<String, Map<String, Object>> opaque = new ConcurrentHashMap<>();

	volatile List<JWK> keys = List.of();

	volatile boolean broken;

	TestIssuer() {
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.createContext("/", this::answer);
		this.server.start();
	}

	String name() {
		return "http://127.0.0.1:" + this.server.getAddress().getPort() + "/realm";
	}

	String url(String path) {
		return name() + path;
	}

	private void answer(HttpExchange exchange) throws IOException {
		String path = exchange.getRequestURI().getPath();
		if (this.broken) {
			send(exchange, 500, Map.of());
		}
		else {
			switch (path) {
				case "/realm/.well-known/openid-configuration" -> {
					this.discoveries.incrementAndGet();
					send(exchange, 200, Map.of("issuer", name(), "jwks_uri", url("/keys")));
				}
				case "/realm/keys" -> {
					this.fetches.incrementAndGet();
					send(exchange, 200, new JWKSet(this.keys).toJSONObject(false));
				}
				case "/realm/introspect" -> introspect(exchange);
				default -> {
					this.lured.incrementAndGet();
					send(exchange, 404, Map.of());
				}
			}
		}
	}

	private void introspect(HttpExchange exchange) throws IOException {
		this.introspections.incrementAndGet();
		String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
		String token = body.replaceFirst("^.*token=([^&]*).*$", "$1");
		boolean known = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")).startsWith("Basic ");
		if (!known || token.startsWith("op_fail")) {
			send(exchange, 500, Map.of());
			return;
		}
		send(exchange, 200, this.opaque.getOrDefault(token, Map.of("active", false)));
	}

	private static void send(HttpExchange exchange, int status, Map<String, Object> body) throws IOException {
		try (exchange) {
			byte[] bytes = JSON.writeValueAsBytes(body);
			exchange.getResponseHeaders().set("Content-Type", "application/json");
			exchange.sendResponseHeaders(status, bytes.length);
			exchange.getResponseBody().write(bytes);
		}
	}

}
