package dev.rapport.graphql;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

import graphql.ExecutionInput;
import graphql.ParseAndValidate;
import graphql.parser.Parser;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.graphql.execution.GraphQlSource;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.http.HttpHeaders;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;
import dev.rapport.Tenants.Tenant;
import dev.rapport.Wire;
import dev.rapport.Wire.Answer;
import dev.rapport.embedded.DevelopmentIssuer;
import dev.rapport.kernel.Problem;
import dev.rapport.tenancy.Actor;
import dev.rapport.web.SocketClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The limits hold on every transport alike. */
@RapportTest
class LimitsTests {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private static final String COSTLY = "{ customers(first: 100) { nodes { children(first: 100) { nodes { id } } } } }";

	private static final String PLAIN = "{ customers(first: 50) { nodes { name owner { name } } } }";

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	@Autowired
	Tenants tenants;

	@Autowired
	DevelopmentIssuer issuer;

	@Autowired
	Budgets budgets;

	@Autowired
	ErrorShape errors;

	@Autowired
	GraphQlSource source;

	@LocalServerPort
	int port;

	Tenant tenant;

	@BeforeEach
	void tenant() {
		this.tenant = this.tenants.found();
	}

	@Test
	void everyAnswerSaysWhatItCost() throws Exception {
		HttpResponse<String> response = post(PLAIN, "application/json");
		assertThat(Wire.JSON.readTree(response.body()).at("/extensions/cost").toString())
			.startsWith("{\"requested\":53,\"actual\":2,\"maximum\":5000,\"remaining\":");
		assertThat(response.headers().firstValue("RateLimit-Policy"))
			.hasValue("\"client\";q=100000;w=20, \"tenant\";q=400000;w=20");
		assertThat(response.headers().firstValue("RateLimit").orElseThrow())
			.matches("\"client\";r=\\d+;t=\\d+, \"tenant\";r=\\d+;t=\\d+");
		assertThat(next(PLAIN).body()).contains("\"cost\":{\"requested\":53,\"actual\":2,");
	}

	@Test
	void whatWasNotUsedIsGivenBack() {
		Wire wire = wire();
		Answer first = wire.ask("{ customers(first: 100) { nodes { children(first: 20) { nodes { id } } } } }",
				Map.of());
		assertThat(first.json().at("/extensions/cost/requested").asInt()).isGreaterThan(2_000);
		assertThat(first.json().at("/extensions/cost/remaining").asInt()).isGreaterThan(99_000);
	}

	@Test
	void whatFailsPaysInFull() {
		String failing = "{ customers(first: 100) { nodes { children(first: 20) { nodes { id } } } } bad: customers(first: 101) { totalCount } }";
		Answer answer = wire().ask(failing, Map.of());
		assertThat(answer.code()).isEqualTo("PAGE_SIZE_EXCEEDED");
		assertThat(answer.json().at("/extensions/cost/actual").asInt()).isGreaterThan(2_000)
			.isEqualTo(answer.json().at("/extensions/cost/requested").asInt());
	}

	@Test
	void refusesWhatCostsTooMuch() throws Exception {
		Answer answer = wire().ask(COSTLY, Map.of());
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.code()).isEqualTo("QUERY_TOO_COMPLEX");
		assertThat(answer.json().at("/errors/0/message").asString()).contains("10,103", "5,000");
		assertThat(answer.json().at("/extensions/cost/requested").asInt()).isEqualTo(10_103);
		assertThat(next(COSTLY).body()).contains("QUERY_TOO_COMPLEX");
		assertThat(overSocket(COSTLY)).contains("QUERY_TOO_COMPLEX");
	}

	@Test
	void refusesWhatIsBeyondTheBudget() throws Exception {
		Actor somebody = this.tenant.actor();
		this.budgets.settle(somebody, -500_000);
		HttpResponse<String> response = post(PLAIN, "application/json");
		assertThat(response.statusCode()).isEqualTo(429);
		assertThat(response.headers().firstValueAsLong("Retry-After").orElseThrow()).isBetween(1L, 10L);
		assertThat(response.headers().firstValue("RateLimit").orElseThrow()).startsWith("\"tenant\";r=0;t=");
		assertThat(response.body()).contains("\"code\":\"RATE_LIMITED\"", "\"retryAfter\":", "\"retryable\":true",
				"\"remaining\":0");
		assertThat(next(PLAIN).body()).contains("\"code\":\"RATE_LIMITED\"", "\"retryAfter\":");
		assertThat(overSocket("subscription { customerChanged { cursor } }")).contains("RATE_LIMITED");
		Tenant neighbour = this.tenants.found();
		assertThat(new Wire(this.port, this.issuer.token(neighbour.key(), "ann")).ask(PLAIN, Map.of()).status())
			.isEqualTo(200);
	}

	@Test
	void refusesHostileDocumentsOnEveryTransport() throws Exception {
		String deep = "{ customers { nodes { " + "parent { ".repeat(12) + "id" + " }".repeat(12) + " } } }";
		assertThat(wire().ask(deep, Map.of()).status()).isEqualTo(400);
		assertThat(next(deep).body()).contains("QUERY_TOO_DEEP");
		assertThat(overSocket(deep)).contains("QUERY_TOO_DEEP");
	}

	@Test
	void givesUpAfterAWhile() {
		TimeLimit limit = new TimeLimit(this.errors, new LimitSettings(Duration.ofMillis(50), 1, 1, 1, 1, 1, 1, null));
		WebGraphQlRequest request = new WebGraphQlRequest(URI.create("/graphql"), new HttpHeaders(), null, null,
				Map.of(), Map.of("query", "{ viewer { id } }"), "r", Locale.ENGLISH);
		WebGraphQlResponse response = Objects.requireNonNull(
				limit.intercept(request, Context.empty(), (ignored, context) -> Mono.never()).block(PATIENCE));
		assertThat(response.getErrors()).singleElement()
			.satisfies((error) -> assertThat(error.getExtensions()).containsEntry("code", "TIMEOUT")
				.containsEntry("retryable", true));
	}

	@Test
	void theSchemaCanBeKeptFromCallers() {
		var document = Parser.parse("{ ...F } fragment F on Query { __type(name: \"Customer\") { name } }");
		assertThatExceptionOfType(Problem.Refused.class).isThrownBy(() -> DocumentCheck.check(document, false))
			.satisfies((refused) -> assertThat(refused.code().name()).isEqualTo("FORBIDDEN"));
		DocumentCheck.check(document, true);
		DocumentCheck.check(Parser.parse("{ viewer { __typename } }"), false);
	}

	@Test
	void theStandardQuestionForTheSchemaIsAnswered() {
		Answer answer = wire().ask(graphql.introspection.IntrospectionQuery.INTROSPECTION_QUERY, Map.of());
		assertThat(answer.json().at("/data/__schema/queryType/name").asString()).as(answer.text().substring(0, 200))
			.isEqualTo("Query");
	}

	@Test
	void onlyABearerHeaderOpensAGet() throws Exception {
		URI uri = URI.create("http://127.0.0.1:" + this.port + "/graphql?query=%7Bviewer%7Bid%7D%7D");
		HttpRequest header = HttpRequest.newBuilder(uri).header("Authorization", "Bearer " + token()).build();
		HttpRequest cookie = HttpRequest.newBuilder(uri).header("Cookie", "access_token=" + token()).build();
		HttpRequest parameter = HttpRequest.newBuilder(URI.create(uri + "&access_token=" + token())).build();
		assertThat(HTTP.send(header, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
		assertThat(HTTP.send(cookie, BodyHandlers.ofString()).statusCode()).isEqualTo(401);
		assertThat(HTTP.send(parameter, BodyHandlers.ofString()).statusCode()).isEqualTo(401);
	}

	@Test
	void documentsHaveTheirNamesOnEveryTransport() throws Exception {
		String document = "{ viewer { name } }";
		Map<String, Object> named = Map.of("persistedQuery",
				Map.of("version", 1, "sha256Hash", DocumentHash.of(document).hex()));
		assertThat(overSocket("#", named)).contains("PERSISTED_QUERY_NOT_FOUND");
		assertThat(send(Map.of("extensions", named), "text/event-stream").body()).contains("PERSISTED_QUERY_NOT_FOUND");
		send(Map.of("query", document, "extensions", named), "application/json");
		assertThat(send(Map.of("extensions", named), "text/event-stream").body()).contains("Ann Able");
		assertThat(overSocket("#", named)).contains("Ann Able");
	}

	@Test
	void noMessageSuggestsNames() {
		for (String typo : List.of("customer", "customers", "opportunities", "tickets", "viewer", "nodes",
				"products")) {
			for (int i = 0; i < typo.length(); i++) {
				String name = typo.substring(0, i) + typo.substring(i + 1) + "q";
				assertThat(ParseAndValidate
					.parseAndValidate(this.source.schema(),
							ExecutionInput.newExecutionInput("{ " + name + " { nam } }").build())
					.getErrors()
					.toString()).contains(name).doesNotContainIgnoringCase("did you mean").doesNotContain(typo);
			}
		}
	}

	private Wire wire() {
		return new Wire(this.port, token());
	}

	private String token() {
		return this.issuer.token(this.tenant.key(), "ann");
	}

	private HttpResponse<String> next(String document) throws Exception {
		return post(document, "text/event-stream");
	}

	private HttpResponse<String> post(String document, String accept) throws Exception {
		return send(Map.of("query", document), accept);
	}

	private HttpResponse<String> send(Map<String, Object> body, String accept) throws Exception {
		return HTTP.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + "/graphql"))
			.header("Authorization", "Bearer " + token())
			.header("Content-Type", "application/json")
			.header("Accept", accept)
			.POST(HttpRequest.BodyPublishers.ofString(Wire.JSON.writeValueAsString(body)))
			.build(), BodyHandlers.ofString());
	}

	/** The first message about an operation over a socket. */
	private String overSocket(String document) {
		return overSocket(document, Map.of());
	}

	private String overSocket(String document, Map<String, Object> extensions) {
		try (SocketClient client = SocketClient.open(HTTP, this.port).as(token())) {
			client.subscribe("o", Map.of("query", document, "extensions", extensions));
			return client.next().toString();
		}
	}

}
