package dev.rapport.web;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

class GraphQlHttpTests {

	private static final String JSON = "application/json";

	private static final String GRAPHQL = "application/graphql-response+json";

	private static final HttpClient http = HttpClient.newHttpClient();

	private static ConfigurableApplicationContext application;

	private static URI uri;

	@BeforeAll
	static void start() {
		application = WebSample.start(WebSample.published());
		uri = URI
			.create("http://127.0.0.1:" + application.getEnvironment().getProperty("local.server.port") + "/graphql");
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { JSON, GRAPHQL })
	void answersAQuery(String type) throws Exception {
		HttpResponse<String> response = send(post("{\"query\":\"{hello}\"}").header("Accept", type));
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("Content-Type")).hasValue(type);
		assertThat(response.body()).isEqualTo("{\"data\":{\"hello\":\"world\"}}");
	}

	@Test
	void answersAQueryByGet() throws Exception {
		String document = encoded("query A($t: String!) { length(text: $t) } query B { hello }");
		HttpResponse<String> response = send(HttpRequest.newBuilder(
				URI.create(uri + "?query=" + document + "&operationName=A&variables=" + encoded("{\"t\":\"four\"}"))));
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).isEqualTo("{\"data\":{\"length\":4}}");
	}

	@Test
	void refusesAGetWithoutQueryOrWithBadVariables() throws Exception {
		assertRefused(send(HttpRequest.newBuilder(uri)), 400, "BAD_REQUEST");
		HttpRequest.Builder bad = HttpRequest.newBuilder(URI.create(uri + "?query=%7Bhello%7D&variables=%5B1%5D"));
		assertRefused(send(bad), 400, "BAD_REQUEST");
	}

	@Test
	void tellsTheEngineWhichOperationsAreAdmitted() throws Exception {
		String byPost = send(post("{\"query\":\"{admitted}\"}")).body();
		String byGet = send(HttpRequest.newBuilder(URI.create(uri + "?query=%7Badmitted%7D"))).body();
		assertThat(byPost).contains("QUERY", "MUTATION").doesNotContain("SUBSCRIPTION");
		assertThat(byGet).contains("QUERY").doesNotContain("MUTATION", "SUBSCRIPTION");
	}

	@Test
	void namesEveryRequest() throws Exception {
		HttpResponse<String> named = send(post("{\"query\":\"{hello}\"}").header("X-Request-Id", "my-request.1"));
		assertThat(named.headers().firstValue("X-Request-Id")).hasValue("my-request.1");
		assertThat(named.headers().firstValue("Cache-Control")).hasValue("no-store");
		assertThat(named.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
		HttpResponse<String> badlyNamed = send(post("nonsense").header("X-Request-Id", "not<well>formed"));
		assertThat(badlyNamed.headers().firstValue("X-Request-Id").orElseThrow()).hasSize(36);
		assertThat(badlyNamed.body()).contains(badlyNamed.headers().firstValue("X-Request-Id").orElseThrow());
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource
	void refusesMalformedRequests(String what, String body) throws Exception {
		assertRefused(send(post(body)), 400, "BAD_REQUEST");
		assertRefused(send(post(body).header("Accept", GRAPHQL)), 400, "BAD_REQUEST");
	}

	static Stream<Arguments> refusesMalformedRequests() {
		return Stream.of(Arguments.of("empty body", ""), Arguments.of("no JSON", "{hello}"),
				Arguments.of("two values", "{\"query\":\"{hello}\"}{}"),
				Arguments.of("array", "[{\"query\":\"{hello}\"}]"), Arguments.of("null", "null"),
				Arguments.of("deep", "{\"variables\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}"),
				Arguments.of("no query", "{}"), Arguments.of("blank query", "{\"query\":\" \"}"),
				Arguments.of("query is a number", "{\"query\":1}"),
				Arguments.of("operationName is a list", "{\"query\":\"{hello}\",\"operationName\":[]}"),
				Arguments.of("variables are a list", "{\"query\":\"{hello}\",\"variables\":[]}"),
				Arguments.of("extensions are a text", "{\"query\":\"{hello}\",\"extensions\":\"x\"}"),
				Arguments.of("long document", "{\"query\":\"{hello} #" + "客".repeat(11_000) + "\"}"));
	}

	@ParameterizedTest
	@ValueSource(ints = { 300_000, 10_000_000 })
	void refusesLargeBodies(int size) throws Exception {
		String body = "{\"query\":\"{hello}\",\"variables\":{\"x\":\"" + "y".repeat(size) + "\"}}";
		assertRefused(send(post(body)), 413, "PAYLOAD_TOO_LARGE");
		HttpRequest.Builder chunked = HttpRequest.newBuilder(uri)
			.header("Content-Type", JSON)
			.POST(BodyPublishers.fromPublisher(BodyPublishers.ofString(body)));
		assertRefused(send(chunked), 413, "PAYLOAD_TOO_LARGE");
		assertThat(send(post("{\"query\":\"{hello}\"}")).statusCode()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS" })
	void refusesOtherMethods(String method) throws Exception {
		HttpResponse<String> response = send(HttpRequest.newBuilder(uri).method(method, BodyPublishers.noBody()));
		assertThat(response.statusCode()).isEqualTo(405);
		assertThat(response.headers().firstValue("Allow").orElseThrow()).contains("GET", "POST");
	}

	@Test
	void refusesOtherMediaTypes() throws Exception {
		HttpResponse<String> unacceptable = send(post("{\"query\":\"{hello}\"}").header("Accept", "text/html"));
		assertRefused(unacceptable, 406, "BAD_REQUEST");
		HttpRequest.Builder form = HttpRequest.newBuilder(uri)
			.header("Content-Type", "text/plain")
			.POST(BodyPublishers.ofString("{\"query\":\"{hello}\"}"));
		HttpResponse<String> unsupported = send(form);
		assertRefused(unsupported, 415, "BAD_REQUEST");
		assertThat(unsupported.headers().firstValue("Accept")).hasValue(JSON);
		assertRefused(send(HttpRequest.newBuilder(uri).POST(BodyPublishers.ofString("{}"))), 415, "BAD_REQUEST");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{hello", "{unknown}" })
	void answersInvalidDocumentsByTheRuleOfTheMediaType(String document) throws Exception {
		String body = "{\"query\":\"" + document + "\"}";
		assertThat(send(post(body)).statusCode()).isEqualTo(200);
		HttpResponse<String> response = send(post(body).header("Accept", GRAPHQL));
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.body()).contains("\"errors\"").doesNotContain("\"data\"");
	}

	@Test
	void refusesSubscriptionsWithoutStream() throws Exception {
		assertRefused(send(post("{\"query\":\"subscription{silence}\"}")), 400, "BAD_REQUEST");
		assertThat(application.getBean(WebSample.class).live).hasValue(0);
	}

	@Test
	void speaksTheLanguageOfTheCaller() throws Exception {
		assertThat(send(post("").header("Accept-Language", "zh-CN,zh;q=0.9")).body()).contains("请求没有正文");
		assertThat(send(post("").header("Accept-Language", "fr")).body()).contains("The request has no body");
		assertThat(send(post("").header("Accept-Language", ";;q")).body()).contains("The request has no body");
	}

	@ParameterizedTest
	@ValueSource(strings = { JSON, GRAPHQL })
	void answersRefusalsOfInterceptors(String type) throws Exception {
		String body = "{\"query\":\"{hello}\",\"extensions\":{\"behave\":\"refuse\"}}";
		HttpResponse<String> response = send(post(body).header("Accept", type));
		assertRefused(response, 429, "RATE_LIMITED");
		assertThat(response.body()).contains("\"retryable\":true");
	}

	@Test
	void answersWhereNobodyCanVerifyTheToken() throws Exception {
		HttpResponse<String> response = send(post("{\"query\":\"{hello}\"}").header("Authorization", "Bearer down")
			.header("Accept", GRAPHQL)
			.header("X-Request-Id", "my-request.2"));
		assertRefused(response, 503, "SERVICE_UNAVAILABLE");
		assertThat(response.headers().firstValue("Content-Type")).hasValue(GRAPHQL);
		assertThat(response.body()).contains("\"retryable\":true", "my-request.2").doesNotContain("no keys");
	}

	@Test
	void keepsFaultsToItself() throws Exception {
		HttpResponse<String> response = send(post("{\"query\":\"{hello}\",\"extensions\":{\"behave\":\"break\"}}"));
		assertRefused(response, 500, "INTERNAL_ERROR");
		assertThat(response.body()).doesNotContain("secret", "Exception", "Secret");
	}

	private static void assertRefused(HttpResponse<String> response, int status, String code) {
		assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
		assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
		assertThat(response.body()).startsWith("{\"errors\":[{")
			.contains("\"message\":", "\"code\":\"" + code + "\"", "\"requestId\":", "\"retryable\":");
	}

	private static String encoded(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8);
	}

	private static HttpRequest.Builder post(String body) {
		return HttpRequest.newBuilder(uri).header("Content-Type", JSON).POST(BodyPublishers.ofString(body));
	}

	private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
		return http.send(request.build(), BodyHandlers.ofString());
	}

}
