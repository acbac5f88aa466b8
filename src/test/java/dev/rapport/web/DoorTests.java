package dev.rapport.web;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Who gets as far as asking: pages, addresses, and what proxies say about them. */
class DoorTests {

	private static final String PAGE = "https://crm.example";

	private static final HttpClient http = HttpClient.newHttpClient();

	private static ConfigurableApplicationContext application;

	private static URI uri;

	@BeforeAll
	static void start() {
		application = WebSample.start(WebSample.published(), "rapport.web.allowed-origins=" + PAGE,
				"rapport.web.trusted-proxies=127.0.0.0/8", "rapport.limits.anonymous.burst=5",
				"rapport.limits.anonymous.per-second=1");
		uri = URI
			.create("http://127.0.0.1:" + application.getEnvironment().getProperty("local.server.port") + "/graphql");
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@Test
	void anAllowedPageMayAskAndRead() throws Exception {
		HttpResponse<String> preflight = send(from("192.0.2.1").header("Origin", PAGE)
			.header("Access-Control-Request-Method", "POST")
			.header("Access-Control-Request-Headers", "authorization,content-type")
			.method("OPTIONS", BodyPublishers.noBody()));
		assertThat(preflight.statusCode()).isEqualTo(204);
		assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin")).hasValue(PAGE);
		assertThat(preflight.headers().firstValue("Access-Control-Allow-Methods")).hasValue("GET,POST");
		assertThat(preflight.headers().firstValue("Access-Control-Allow-Headers").orElseThrow())
			.contains("Authorization");
		assertThat(preflight.headers().firstValue("Access-Control-Allow-Credentials")).isEmpty();
		HttpResponse<String> answer = send(ask("192.0.2.1", "good").header("Origin", PAGE));
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).hasValue(PAGE);
		assertThat(answer.headers().firstValue("Access-Control-Expose-Headers").orElseThrow()).contains("RateLimit");
		assertThat(answer.headers().allValues("Vary")).contains("Origin");
		HttpResponse<String> refusal = send(ask("192.0.2.1", "bad").header("Origin", PAGE));
		assertThat(refusal.statusCode()).isEqualTo(401);
		assertThat(refusal.headers().firstValue("Access-Control-Allow-Origin")).hasValue(PAGE);
	}

	@Test
	void aForeignPageMayNot() throws Exception {
		HttpResponse<String> preflight = send(from("192.0.2.2").header("Origin", "https://evil.example")
			.header("Access-Control-Request-Method", "POST")
			.method("OPTIONS", BodyPublishers.noBody()));
		assertThat(preflight.statusCode()).isEqualTo(403);
		assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
		HttpResponse<String> answer = send(ask("192.0.2.2", "good").header("Origin", "https://evil.example"));
		assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
		HttpResponse<String> stream = send(ask("192.0.2.2", "good").header("Origin", "https://evil.example")
			.header("Accept", "text/event-stream"));
		assertThat(stream.statusCode()).isEqualTo(403);
		assertThat(stream.body()).contains("\"FORBIDDEN\"");
	}

	@Test
	void anAddressWithoutCredentialIsLimited() throws Exception {
		for (int i = 0; i < 5; i++) {
			assertThat(send(ask("198.51.100.1", null)).statusCode()).isEqualTo(200);
		}
		HttpResponse<String> limited = send(ask("198.51.100.1", null));
		assertThat(limited.statusCode()).isEqualTo(429);
		assertThat(limited.body()).contains("\"RATE_LIMITED\"", "\"requestId\"", "\"retryable\":true");
		assertThat(limited.headers().firstValue("Retry-After")).hasValue("1");
		assertThat(limited.headers().firstValue("RateLimit-Policy")).hasValue("\"address\";q=5;w=5");
		assertThat(send(ask("198.51.100.2", null)).statusCode()).isEqualTo(200);
	}

	@Test
	void guessingCredentialsIsLimitedAndValidOnesAreNot() throws Exception {
		for (int i = 0; i < 10; i++) {
			assertThat(send(ask("198.51.100.3", "good")).statusCode()).isEqualTo(200);
		}
		for (int i = 0; i < 5; i++) {
			assertThat(send(ask("198.51.100.4", "bad")).statusCode()).isEqualTo(401);
		}
		assertThat(send(ask("198.51.100.4", "bad")).statusCode()).isEqualTo(429);
	}

	@Test
	void onlyTheLastUntrustedHopCounts() throws Exception {
		for (int i = 0; i < 5; i++) {
			send(ask("203.0.113." + i + ", 198.51.100.9", null));
		}
		assertThat(send(ask("203.0.113.77, 198.51.100.9", null)).statusCode()).isEqualTo(429);
	}

	@Test
	void whatAStrangerForwardsHasNoEffect() {
		Proxies proxies = new Proxies(List.of("10.0.0.0/8"));
		MockServerHttpRequest spoofed = MockServerHttpRequest.post("http://crm.example/graphql")
			.remoteAddress(new InetSocketAddress(InetAddress.ofLiteral("192.0.2.7"), 1))
			.header("X-Forwarded-For", "10.9.9.9", "198.51.100.1")
			.header("X-Forwarded-Proto", "https")
			.build();
		assertThat(proxies.client(spoofed)).contains(InetAddress.ofLiteral("192.0.2.7"));
		assertThat(proxies.isSecure(spoofed)).isFalse();
		assertThat(new Proxies(List.of("")).client(spoofed)).contains(InetAddress.ofLiteral("192.0.2.7"));
	}

	@ParameterizedTest
	@CsvSource({ "10.0.0.0/8, 10.255.1.2, true", "10.0.0.0/8, 11.0.0.1, false", "192.0.2.5, 192.0.2.5, true",
			"192.0.2.5, 192.0.2.4, false", "2001:db8::/33, 2001:db8:7fff::1, true",
			"2001:db8::/33, 2001:db8:8000::1, false", "0.0.0.0/0, 8.8.8.8, true", "0.0.0.0/0, ::1, false" })
	void networksContainWhatBeginsAlike(String network, String address, boolean contained) {
		assertThat(Network.of(network).contains(InetAddress.ofLiteral(address))).isEqualTo(contained);
	}

	@Test
	void networksAreWrittenAsSuch() {
		assertThatIllegalArgumentException().isThrownBy(() -> Network.of("proxy.example"));
		assertThatIllegalArgumentException().isThrownBy(() -> Network.of("10.0.0.0/33"));
	}

	@Test
	void whoComesOverTlsIsToldToStayThere() throws Exception {
		HttpResponse<String> secure = send(ask("192.0.2.3", "good").header("X-Forwarded-Proto", "https"));
		assertThat(secure.headers().firstValue("Strict-Transport-Security"))
			.hasValue("max-age=31536000; includeSubDomains");
		HttpResponse<String> plain = send(ask("192.0.2.3", "good"));
		assertThat(plain.statusCode()).as("no redirect").isEqualTo(200);
		assertThat(plain.headers().firstValue("Strict-Transport-Security")).isEmpty();
		assertThat(plain.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
		assertThat(plain.headers().firstValue("Server")).isEmpty();
		assertThat(plain.headers().firstValue("X-Powered-By")).isEmpty();
	}

	private static HttpRequest.Builder ask(String address, @org.jspecify.annotations.Nullable String token) {
		HttpRequest.Builder request = from(address).header("Content-Type", "application/json")
			.POST(BodyPublishers.ofString("{\"query\":\"{hello}\"}"));
		return (token != null) ? request.header("Authorization", "Bearer " + token) : request;
	}

	private static HttpRequest.Builder from(String forwarded) {
		return HttpRequest.newBuilder(uri).header("X-Forwarded-For", forwarded);
	}

	private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
		return http.send(request.build(), BodyHandlers.ofString());
	}

}
