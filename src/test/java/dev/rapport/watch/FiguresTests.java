package dev.rapport.watch;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;
import dev.rapport.Wire;
import dev.rapport.embedded.DevelopmentIssuer;
import dev.rapport.web.SocketClient;

import static org.assertj.core.api.Assertions.assertThat;

/** What Prometheus reads, and where it can't be read. */
@RapportTest
class FiguresTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	@Autowired
	Tenants tenants;

	@Autowired
	DevelopmentIssuer issuer;

	@Autowired
	ServiceFigures figures;

	@LocalServerPort
	int port;

	@LocalManagementPort
	int watch;

	Tenants.Tenant tenant;

	String token;

	@BeforeEach
	void signIn() {
		this.tenant = this.tenants.found();
		this.token = this.issuer.token(this.tenant.key(), "ann");
	}

	@Test
	void areServedOnTheirOwnPortOnly() throws Exception {
		for (String path : List.of("/actuator", "/actuator/health", "/actuator/health/liveness",
				"/actuator/health/readiness", "/actuator/prometheus", "/actuator/env", "/actuator/heapdump")) {
			assertThat(get(this.port, path).statusCode()).as(path).isEqualTo(404);
		}
		assertThat(get(this.watch, "/graphql").statusCode()).isIn(401, 404);
		assertThat(get(this.watch, "/actuator/health/liveness").body()).isEqualTo("{\"status\":\"UP\"}");
		assertThat(get(this.watch, "/actuator/health/readiness").body()).isEqualTo("{\"status\":\"UP\"}");
		for (String path : List.of("env", "beans", "heapdump", "threaddump", "loggers", "configprops", "mappings")) {
			assertThat(get(this.watch, "/actuator/" + path).statusCode()).as(path).isEqualTo(404);
		}
	}

	@Test
	void nameOperationsByTheSchemaAndByRegisteredDocuments() throws Exception {
		Wire wire = new Wire(this.port, this.token);
		String registered = "query NightlySync { customers(first: 1) { nodes { id } } }";
		wire.ask(
				"mutation($c: String!, $d: [String!]!) { registerDocuments(input: {client: $c, documents: $d}) { errors { message } } }",
				Map.of("c", client(), "d", List.of(registered)));
		wire.ask("query MadeUpByAClient { viewer { id } }", Map.of());
		String hash = java.util.HexFormat.of()
			.formatHex(java.security.MessageDigest.getInstance("SHA-256").digest(registered.getBytes()));
		assertThat(wire.send("{\"documentId\":\"sha256:" + hash + "\"}", "application/json").status()).isEqualTo(200);
		wire.ask("{ nothingLikeThat }", Map.of());
		String scraped = scrape();
		assertThat(scraped).contains("field=\"viewer\",operation=\"other\",outcome=\"ok\"")
			.contains("field=\"customers\",operation=\"NightlySync\",outcome=\"ok\"")
			.contains("field=\"none\",operation=\"other\",outcome=\"GRAPHQL_VALIDATION_FAILED\"")
			.doesNotContain("MadeUpByAClient", "nothingLikeThat");
	}

	@Test
	void tellOfStatementsPoolAndLog() throws Exception {
		new Wire(this.port, this.token).ask("mutation { createCustomer(input: {name: \"Zen\"}) { errors { code } } }",
				Map.of());
		this.figures.look().block(PATIENCE);
		String scraped = scrape();
		assertThat(figure(scraped, "rapport_statements_total")).isPositive();
		assertThat(figure(scraped, "rapport_database_seconds_count{outcome=\"done\"}")).isPositive();
		assertThat(figure(scraped, "r2dbc_pool_max_allocated_connections{name=\"connectionFactory\"}")).isPositive();
		assertThat(figure(scraped, "rapport_log_events")).isPositive();
		assertThat(figure(scraped, "rapport_log_lag")).isNotNegative();
		assertThat(figure(scraped, "rapport_consumer_lag")).isNotNegative();
		assertThat(figure(scraped, "rapport_webhook_lag")).isNotNegative();
		assertThat(figure(scraped, "rapport_webhook_waiting")).isNotNegative();
		assertThat(figure(scraped, "rapport_webhook_overdue")).isNotNegative();
	}

	@Test
	void tellOfLiveSubscriptionsAndOfLimits() throws Exception {
		String live = "rapport_subscriptions{field=\"teamChanged\"}";
		try (HttpClient http = HttpClient.newHttpClient();
				SocketClient socket = SocketClient.open(http, this.port).as(this.token)) {
			socket.subscribe("s", Map.of("query", "subscription { teamChanged { cursor } }"));
			await(live, 1);
			assertThat(figure(scrape(), "rapport_connections{kind=\"socket\"}")).isPositive();
			http.shutdownNow();
		}
		await(live, 0);
		String deep = "{ viewer { team " + "{ parent ".repeat(15) + "{ id }" + " }".repeat(15) + " } }";
		assertThat(new Wire(this.port, this.token).ask(deep, Map.of()).code()).isEqualTo("QUERY_TOO_DEEP");
		assertThat(figure(scrape(), "rapport_limits_refused_total{limit=\"QUERY_TOO_DEEP\"}")).isPositive();
	}

	/** The service's name for the program behind the token. */
	private String client() {
		new Wire(this.port, this.token).send(
				"{\"query\":\"mutation { registerDocuments(input: {client: \\\"x\\\", documents: []}) { ids } }\"}",
				"application/json", "Idempotency-Key", "who");
		return String.valueOf(this.tenants.owner()
			.queryForObject("select client from idempotency_key where tenant_id = ?", String.class,
					this.tenant.id().value()));
	}

	private void await(String name, double value) throws Exception {
		long end = System.nanoTime() + PATIENCE.toNanos();
		while (figure(scrape(), name) != value) {
			assertThat(System.nanoTime()).as(name).isLessThan(end);
			Thread.sleep(50);
		}
	}

	/** The value of a line of a scrape; not a number if there is no such line. */
	private static double figure(String scraped, String name) {
		var line = Pattern.compile("(?m)^" + Pattern.quote(name) + " (\\S+)$").matcher(scraped);
		return line.find() ? Double.parseDouble(line.group(1)) : Double.NaN;
	}

	private String scrape() throws Exception {
		HttpResponse<String> answer = get(this.watch, "/actuator/prometheus");
		assertThat(answer.statusCode()).isEqualTo(200);
		return answer.body();
	}

	private static HttpResponse<String> get(int port, String path) throws Exception {
		try (HttpClient client = HttpClient.newHttpClient()) {
			return client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
					HttpResponse.BodyHandlers.ofString());
		}
	}

}
