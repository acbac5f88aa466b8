package dev.rapport.watch;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
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

import static org.assertj.core.api.Assertions.assertThat;

/** A process as operators run it: its log, its traces, and its answers to probes. */
@RapportTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(180)
class OperatedInstanceTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final String CANARY = "Canary Feng 金丝雀";

	private static final Pattern DATABASE = Pattern.compile(":(\\d+)/");

	private static final String CREATE = "mutation($name: String!) { createCustomer(input: {name: $name}) { customer { id } errors { code } } }";

	@Autowired
	Tenants tenants;

	@Autowired
	DevelopmentIssuer issuer;

	@Autowired
	ApplicationContext application;

	/** Bodies that the collector of traces was sent, as Latin-1. */
	private final List<String> traces = new CopyOnWriteArrayList<>();

	/** The headers by which a receiver of webhooks may go on with a trace. */
	private final List<String> trails = new CopyOnWriteArrayList<>();

	private Tenants.Tenant tenant;

	private String token;

	private HttpServer neighbours;

	private FaultProxy database;

	private Deployment deployment;

	private Instance instance;

	private int watch;

	@BeforeAll
	void start() throws Exception {
		this.tenant = this.tenants.found();
		this.token = this.issuer.token(this.tenant.key(), "ann");
		this.neighbours = neighbours();
		this.watch = freePort();
		Matcher url = DATABASE.matcher(this.application.getEnvironment().getRequiredProperty("spring.r2dbc.url"));
		assertThat(url.find()).isTrue();
		this.database = new FaultProxy(Integer.parseInt(url.group(1)));
		this.deployment = new Deployment(this.application);
		this.instance = this.deployment.start(settings(url.replaceFirst(":" + this.database.port() + "/")));
		this.instance.port();
	}

	private Map<String, String> settings(String database) {
		String neighbour = "http://127.0.0.1:" + this.neighbours.getAddress().getPort();
		Map<String, String> settings = new HashMap<>();
		settings.put("spring.r2dbc.url", database);
		settings.put("management.server.port", Integer.toString(this.watch));
		settings.put("logging.structured.format.console", "ecs");
		settings.put("logging.level.dev.rapport.operations", "info");
		settings.put("rapport.tracing.enabled", "true");
		settings.put("rapport.tracing.endpoint", neighbour + "/v1/traces");
		settings.put("management.opentelemetry.tracing.export.schedule-delay", "200ms");
		settings.put("rapport.webhooks.keys", "one:" + "A".repeat(43) + "=");
		settings.put("rapport.webhooks.allow-http", "true");
		settings.put("rapport.webhooks.allow-loopback", "true");
		settings.put("rapport.webhooks.ports", "");
		return settings;
	}

	private HttpServer neighbours() throws IOException {
		HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
		server.createContext("/", (exchange) -> {
			try (exchange) {
				String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1);
				if (exchange.getRequestURI().getPath().equals("/v1/traces")) {
					this.traces.add(body);
				}
				else {
					this.trails.add(String.valueOf(exchange.getRequestHeaders().getFirst("traceparent")));
				}
				exchange.sendResponseHeaders(200, -1);
			}
		});
		server.start();
		return server;
	}

	@AfterAll
	void stop() {
		this.instance.close();
		this.deployment.close();
		this.database.close();
		this.neighbours.stop(0);
	}

	@Test
	@Order(1)
	void logsWhatMachinesReadAndNothingPersonal() throws Exception {
		Wire wire = new Wire(this.instance.port(), this.token);
		String body = Wire.JSON.writeValueAsString(Map.of("query", CREATE, "variables", Map.of("name", CANARY)));
		assertThat(wire.send(body, "application/json", "X-Request-Id", "req-4711").status()).isEqualTo(200);
		await(() -> lines().anyMatch((line) -> line.path("requestId").asString("").equals("req-4711")));
		JsonNode line = lines().filter((one) -> one.path("requestId").asString("").equals("req-4711"))
			.findFirst()
			.orElseThrow();
		assertThat(line.path("tenantId").asString()).isEqualTo(this.tenant.id().toString());
		assertThat(line.path("field").asString()).isEqualTo("createCustomer");
		assertThat(line.path("outcome").asString()).isEqualTo("ok");
		assertThat(line.path("@timestamp").asString()).isNotBlank();
		assertThat(this.instance.output()).allSatisfy((text) -> assertThat(text).doesNotContain(CANARY, this.token,
				"Bearer ", "@" + this.tenant.id(), this.tenant.ann().toString(),
				this.application.getEnvironment().getRequiredProperty("spring.r2dbc.password")));
	}

	private java.util.stream.Stream<JsonNode> lines() {
		return this.instance.output().stream().filter((text) -> text.startsWith("{")).map(Wire.JSON::readTree);
	}

	@Test
	@Order(2)
	void tracesOperationsStatementsAndWebhooksWithoutTheirValues() throws Exception {
		Wire wire = new Wire(this.instance.port(), this.token);
		String address = "http://127.0.0.1:" + this.neighbours.getAddress().getPort() + "/hooks";
		String hook = "mutation($url: URL!) { createWebhookSubscription(input: {url: $url, types: [\"Customer\"], "
				+ "fields: [\"name\"]}) { webhookSubscription { id } errors { message } } }";
		assertThat(wire.ask(hook, Map.of("url", address)).json().at("/data/createWebhookSubscription/errors"))
			.isEmpty();
		wire.ask(CREATE, Map.of("name", CANARY + 2));
		await(() -> !this.trails.isEmpty() && seen("graphql mutation createCustomer") && seen("insert into customer")
				&& seen("webhook attempt") && seen("http post"));
		assertThat(this.trails).allMatch((trail) -> trail.matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[13]"));
		String latin = new String(CANARY.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
		assertThat(this.traces).noneMatch((body) -> body.contains(latin) || body.contains("Canary")
				|| body.contains(this.token) || body.contains(this.tenant.ann().toString()));
	}

	private boolean seen(String name) {
		return this.traces.stream().anyMatch((body) -> body.contains(name));
	}

	/** The client's trace goes through the write and its event to the attempts. */
	@Test
	@Order(3)
	void linksAWebhookToTheWriteThatItTellsOf() throws Exception {
		String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
		String body = Wire.JSON.writeValueAsString(Map.of("query", CREATE, "variables", Map.of("name", "Linked")));
		this.traces.clear();
		new Wire(this.instance.port(), this.token).send(body, "application/json", "traceparent",
				"00-" + trace + "-00f067aa0ba902b7-01");
		Pattern link = link(trace);
		await(() -> this.traces.stream().anyMatch((spans) -> link.matcher(spans).find()));
		assertThat(this.trails).noneMatch((trail) -> trail.contains(trace));
	}

	/** OTLP's {@code Span.links}, field 13: a trace and a span, each as bytes. */
	private static Pattern link(String trace) {
		String bytes = new String(HexFormat.of().parseHex(trace), StandardCharsets.ISO_8859_1);
		return Pattern.compile("j.\\n\u0010" + Pattern.quote(bytes) + "\u0012\b", Pattern.DOTALL);
	}

	@Test
	@Order(4)
	void isNotReadyButAliveWithoutItsDatabase() throws Exception {
		await(() -> probe("readiness") == 200);
		this.database.refuse(true);
		this.database.reset();
		long lost = System.nanoTime();
		await(() -> probe("readiness") == 503);
		System.out.printf("not ready %d ms after the database was lost%n", (System.nanoTime() - lost) / 1_000_000);
		assertThat(probe("liveness")).isEqualTo(200);
		this.database.refuse(false);
		await(() -> probe("readiness") == 200);
		await(() -> new Wire(this.instance.port(), this.token).ask("{ viewer { id } }", Map.of())
			.json()
			.at("/data/viewer/id")
			.isString());
	}

	/** A network that swallows everything is worse than a server that refuses. */
	@Test
	@Order(5)
	void isNotReadyWithASilentDatabase() throws Exception {
		this.database.pause();
		long lost = System.nanoTime();
		await(() -> probe("readiness") == 503);
		System.out.printf("not ready %d ms after the database fell silent%n", (System.nanoTime() - lost) / 1_000_000);
		assertThat(probe("liveness")).isEqualTo(200);
		this.database.resume();
		await(() -> probe("readiness") == 200);
	}

	private int probe(String name) throws Exception {
		try (HttpClient client = HttpClient.newHttpClient()) {
			return client
				.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.watch + "/actuator/health/" + name))
					.build(), HttpResponse.BodyHandlers.discarding())
				.statusCode();
		}
	}

	private static void await(Callable<Boolean> condition) throws Exception {
		long end = System.nanoTime() + PATIENCE.toNanos();
		while (!condition.call()) {
			assertThat(System.nanoTime()).as("in time").isLessThan(end);
			Thread.sleep(100);
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

}
