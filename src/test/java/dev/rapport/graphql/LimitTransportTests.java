package dev.rapport.graphql;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;
import dev.rapport.Tenants.Tenant;
import dev.rapport.Wire;
import dev.rapport.embedded.DevelopmentIssuer;
import dev.rapport.web.SocketClient;

import static org.assertj.core.api.Assertions.assertThat;

/** Every limit, asked for on every transport. */
@RapportTest
@TestPropertySource(properties = "rapport.limits.timeout=1s")
class LimitTransportTests {

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	@Autowired
	Tenants tenants;

	@Autowired
	DevelopmentIssuer issuer;

	@Autowired
	Budgets budgets;

	@LocalServerPort
	int port;

	Tenant tenant;

	/** The ways to ask. */
	enum Transport {

		HTTP, EVENTS, SOCKET

	}

	/** What goes beyond one limit each, and the code that says so. */
	enum Limit {

		BYTES("{ viewer { id } } #" + "金".repeat(11_000), "BAD_REQUEST"),

		TOKENS("{ viewer { " + "id ".repeat(GraphQlConfiguration.TOKENS) + "} }", "GRAPHQL_PARSE_FAILED"),

		GRAMMAR("{ customers(filter: " + "{not: ".repeat(200) + "{}" + "}".repeat(200) + ") { totalCount } }",
				"GRAPHQL_PARSE_FAILED"),

		DEPTH("{ customers { nodes { " + "parent { ".repeat(12) + "id" + " }".repeat(12) + " } } }", "QUERY_TOO_DEEP"),

		ALIASES("{ " + repeated("a%d: eventCursor ", DocumentCheck.ALIASES + 1) + "}", "QUERY_TOO_COMPLEX"),

		DIRECTIVES("{ viewer { id" + " @include(if: true)".repeat(DocumentCheck.DIRECTIVES + 1) + " } }",
				"QUERY_TOO_COMPLEX"),

		OPERATIONS(repeated("query q%d { viewer { id } } ", DocumentCheck.OPERATIONS + 1), "QUERY_TOO_COMPLEX"),

		NAME("{ " + "x".repeat(DocumentCheck.NAME + 1) + " }", "GRAPHQL_VALIDATION_FAILED"),

		LIST("{ nodes(ids: [" + "\"x\" ".repeat(DocumentCheck.LIST + 1) + "]) { id } }", "BAD_USER_INPUT"),

		LIST_IN_VARIABLES("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", "BAD_USER_INPUT"),

		COST("{ customers(first: 100) { nodes { children(first: 100) { nodes { id } } } } }", "QUERY_TOO_COMPLEX"),

		NODES("{ customers(first: 100) { nodes { children(first: 40) { nodes { owner { id } parent { id } createdBy { id } } } } } }",
				"QUERY_TOO_COMPLEX");

		private final String document;

		private final String code;

		Limit(String document, String code) {
			this.document = document;
			this.code = code;
		}

		private static String repeated(String part, int times) {
			StringBuilder text = new StringBuilder();
			for (int i = 0; i < times; i++) {
				text.append(part.formatted(i));
			}
			return text.toString();
		}

	}

	@BeforeEach
	void tenant() {
		this.tenant = this.tenants.found();
	}

	static Stream<Arguments> everyLimitOnEveryTransport() {
		return Stream.of(Limit.values())
			.flatMap((limit) -> Stream.of(Transport.values()).map((transport) -> Arguments.of(limit, transport)));
	}

	@ParameterizedTest
	@MethodSource("everyLimitOnEveryTransport")
	void refusesWhatGoesBeyondIt(Limit limit, Transport transport) throws Exception {
		assertThat(ask(transport, limit.document)).contains(limit.code);
	}

	@ParameterizedTest
	@EnumSource
	void refusesWhoHasSpentEverything(Transport transport) throws Exception {
		this.budgets.settle(this.tenant.actor(), -500_000);
		assertThat(ask(transport, "{ viewer { id } }")).contains("RATE_LIMITED", "retryAfter");
	}

	@ParameterizedTest
	@EnumSource
	void givesUpWhatTakesTooLong(Transport transport) throws Exception {
		try (Connection owner = Objects.requireNonNull(this.tenants.owner().getDataSource()).getConnection()) {
			owner.setAutoCommit(false);
			owner.createStatement().execute("lock table product in access exclusive mode");
			assertThat(ask(transport, "{ products { totalCount } }")).contains("TIMEOUT");
			owner.rollback();
		}
	}

	/** What comes back first. */
	private String ask(Transport transport, String document) throws Exception {
		Map<String, Object> variables = document.contains("$ids")
				? Map.of("ids", Collections.nCopies(DocumentCheck.LIST + 1, "x")) : Map.of();
		Map<String, Object> payload = Map.of("query", document, "variables", variables);
		return switch (transport) {
			case HTTP -> post(payload, "application/json");
			case EVENTS -> post(payload, "text/event-stream");
			case SOCKET -> overSocket(payload);
		};
	}

	private String post(Map<String, Object> payload, String accept) throws Exception {
		HttpResponse<String> response = HTTP
			.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + "/graphql"))
				.header("Authorization", "Bearer " + token())
				.header("Content-Type", "application/json")
				.header("Accept", accept)
				.POST(HttpRequest.BodyPublishers.ofString(Wire.JSON.writeValueAsString(payload)))
				.build(), BodyHandlers.ofString());
		return response.body();
	}

	private String overSocket(Map<String, Object> payload) {
		try (SocketClient client = SocketClient.open(HTTP, this.port).as(token())) {
			client.subscribe("o", payload);
			return client.next().toString();
		}
	}

	private String token() {
		return this.issuer.token(this.tenant.key(), "ann");
	}

}
