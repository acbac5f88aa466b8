package dev.rapport.instances;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import com.sun.net.httpserver.HttpServer;
import org.springframework.context.ApplicationContext;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.Environment;

import dev.rapport.tenancy.Demo;

/**
 * What instances need that are not the embedded one: the address of the database that the
 * tests use, and an issuer that publishes the keys of the tests' tokens.
 */
public final class Deployment implements AutoCloseable {

	private static final List<String> DATABASE = List.of("spring.r2dbc.url", "spring.r2dbc.username",
			"spring.r2dbc.password", "spring.flyway.url", "spring.flyway.user", "spring.flyway.password");

	private final Environment environment;

	private final HttpServer issuer;

	/** A deployment beside an application of the tests. */
	public Deployment(ApplicationContext application) {
		this.environment = application.getEnvironment();
		this.issuer = issuer(keys(application));
	}

	/** Starts an instance with some settings more. */
	public Instance start(Map<String, String> settings) {
		return Instance.start(complete(settings));
	}

	/** Starts an instance with so much memory and with variables of its environment. */
	public Instance start(Map<String, String> settings, String heap, Map<String, String> environment) {
		return Instance.start(complete(settings), heap, environment);
	}

	/**
	 * Starts an instance with options of the JVM in place of those that save the tests
	 * time.
	 */
	public Instance start(Map<String, String> settings, List<String> options) {
		return Instance.start(complete(settings), options, Map.of());
	}

	private Map<String, String> complete(Map<String, String> settings) {
		Map<String, String> all = new HashMap<>();
		DATABASE.forEach((name) -> all.put(name, this.environment.getRequiredProperty(name)));
		all.put("server.port", "0");
		all.put("management.server.port", "0");
		all.put("spring.r2dbc.pool.max-size", "8");
		all.put("spring.r2dbc.pool.initial-size", "2");
		all.put("rapport.security.issuers[0].issuer", Demo.ISSUER);
		all.put("rapport.security.issuers[0].jwk-set-uri",
				"http://127.0.0.1:" + this.issuer.getAddress().getPort() + "/keys");
		all.putAll(settings);
		return all;
	}

	private static String keys(ApplicationContext application) {
		String name = application
			.getBeanNamesForType(ResolvableType.forClassWithGenerics(JWKSource.class, SecurityContext.class))[0];
		JWKSource<?> source = application.getBean(name, JWKSource.class);
		try {
			return new JWKSet(source.get(new JWKSelector(new JWKMatcher.Builder().privateOnly(false).build()), null))
				.toString();
		}
		catch (KeySourceException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static HttpServer issuer(String keys) {
		try {
			HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
			server.createContext("/keys", (exchange) -> {
				try (exchange) {
					byte[] body = keys.getBytes(StandardCharsets.UTF_8);
					exchange.getResponseHeaders().set("Content-Type", "application/json");
					exchange.sendResponseHeaders(200, body.length);
					exchange.getResponseBody().write(body);
				}
			});
			server.start();
			return server;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		this.issuer.stop(0);
	}

}
