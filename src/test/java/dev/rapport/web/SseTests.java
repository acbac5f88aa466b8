package dev.rapport.web;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class SseTests {

	private static final SocketLimits LIMITS = new SocketLimits(Duration.ofSeconds(5), Duration.ofSeconds(20),
			Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofSeconds(2), 200, 300);

	private static final HttpClient http = HttpClient.newHttpClient();

	private static ConfigurableApplicationContext application;

	private static URI uri;

	@BeforeAll
	static void start() {
		application = WebSample.start(LIMITS, "rapport.web.allowed-origins=https://crm.example");
		uri = URI
			.create("http://127.0.0.1:" + application.getEnvironment().getProperty("local.server.port") + "/graphql");
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@Test
	void servesEveryKindOfOperation() throws Exception {
		assertThat(lines(post("{hello}"))).containsExactly("event:next", "data:{\"data\":{\"hello\":\"world\"}}",
				"event:complete", "data:");
		assertThat(lines(post("mutation{touch}"))).contains("data:{\"data\":{\"touch\":1}}");
		assertThat(lines(post("subscription{count(upTo:3){number}}")))
			.contains("data:{\"data\":{\"count\":{\"number\":1}}}", "data:{\"data\":{\"count\":{\"number\":3}}}")
			.endsWith("event:complete", "data:");
		assertThat(lines(post("{admitted}")).toString()).contains("QUERY", "MUTATION", "SUBSCRIPTION");
	}

	@Test
	void servesGetsOfBrowsers() throws Exception {
		URI get = URI
			.create(uri + "?query=" + URLEncoder.encode("subscription{count(upTo:2){cursor}}", StandardCharsets.UTF_8));
		assertThat(lines(HttpRequest.newBuilder(get).header("Accept", "text/event-stream"))).contains("id:cursor-1",
				"id:cursor-2", "event:complete");
	}

	@Test
	void getsChangeNothing() throws Exception {
		URI get = URI.create(uri + "?query=" + URLEncoder.encode("{admitted}", StandardCharsets.UTF_8));
		assertThat(lines(HttpRequest.newBuilder(get).header("Accept", "text/event-stream")).toString())
			.contains("QUERY", "SUBSCRIPTION")
			.doesNotContain("MUTATION");
	}

	@Test
	void endsAStreamThatIsNotTaken() throws Exception {
		WebSample sample = application.getBean(WebSample.class);
		try (Socket socket = new Socket()) {
			socket.setReceiveBufferSize(8 * 1024);
			socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()));
			String path = "/graphql?query=" + URLEncoder.encode("subscription{flood}", StandardCharsets.UTF_8);
			socket.getOutputStream()
				.write(("GET " + path + " HTTP/1.1\r\nHost: " + uri.getAuthority()
						+ "\r\nAccept: text/event-stream\r\n\r\n")
					.getBytes(StandardCharsets.US_ASCII));
			for (int i = 0; i < 1_000 && sample.live.get() == 0; i++) {
				Thread.sleep(20);
			}
			assertThat(sample.live).hasValue(1);
			Thread.sleep(LIMITS.stall().toMillis());
			eventuallyIdle();
		}
	}

	@Test
	void resumesBehindTheLastEvent() throws Exception {
		String plain = "subscription{count(upTo:4){cursor}}";
		assertThat(lines(post(plain).header("Last-Event-ID", "cursor-3"))).contains("id:cursor-4")
			.doesNotContain("id:cursor-3");
		String document = "subscription($after: String){count(after:$after,upTo:4){cursor}}";
		assertThat(lines(post(document).header("Last-Event-ID", "cursor-2"))).contains("id:cursor-3", "id:cursor-4")
			.doesNotContain("id:cursor-1", "id:cursor-2");
		String body = "{\"query\":\"" + document + "\",\"variables\":{\"after\":\"cursor-1\"}}";
		assertThat(lines(stream(body).header("Last-Event-ID", "cursor-2"))).contains("id:cursor-3", "id:cursor-4")
			.doesNotContain("id:cursor-2");
	}

	@Test
	void sendsHeadersAtOnceAndSignsOfLife() throws Exception {
		HttpResponse<Stream<String>> response = http
			.sendAsync(post("subscription{silence}").build(), BodyHandlers.ofLines())
			.get(5, TimeUnit.SECONDS);
		assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/event-stream");
		assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
		assertThat(response.headers().firstValue("X-Request-Id")).isPresent();
		try (Stream<String> lines = response.body()) {
			assertThat(lines.filter((line) -> line.startsWith(":")).limit(3)).hasSize(3);
		}
		eventuallyIdle();
	}

	@Test
	void reportsErrorsInTheStream() throws Exception {
		assertThat(lines(post("{unknown}")).toString()).contains("event:next", "\"errors\":", "event:complete");
		assertThat(lines(post("subscription{breaking}")).toString())
			.contains("\"breaking\":1", "\"errors\":", "event:complete")
			.doesNotContain("secret");
		String broken = "{\"query\":\"{hello}\",\"extensions\":{\"behave\":\"break\"}}";
		assertThat(lines(stream(broken)).toString()).contains("INTERNAL_ERROR", "event:complete")
			.doesNotContain("secret");
	}

	@Test
	void refusesMalformedRequestsBeforeTheStream() throws Exception {
		HttpResponse<String> response = http.send(stream("[]").build(), BodyHandlers.ofString());
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.body()).contains("BAD_REQUEST");
	}

	@Test
	void refusesForeignPages() throws Exception {
		assertThat(status("https://evil.example")).isEqualTo(403);
		assertThat(status("null")).isEqualTo(403);
		assertThat(status("https://crm.example")).isEqualTo(200);
		assertThat(status("http://" + uri.getAuthority())).isEqualTo(200);
	}

	@Test
	void endsWithTheCredential() throws Exception {
		assertThat(lines(post("subscription{silence}").header("Authorization", "Bearer brief")).toString())
			.contains("UNAUTHENTICATED", "event:complete");
		eventuallyIdle();
	}

	@Test
	void streamsInTheNameOfTheCaller() throws Exception {
		assertThat(lines(post("subscription{count(upTo:1){member}}").header("Authorization", "Bearer good")).toString())
			.contains(WebSample.MEMBER.toString());
	}

	private static void eventuallyIdle() throws InterruptedException {
		WebSample sample = application.getBean(WebSample.class);
		for (int i = 0; i < 100 && sample.live.get() > 0; i++) {
			Thread.sleep(20);
		}
		assertThat(sample.live).hasValue(0);
	}

	private static int status(String origin) throws Exception {
		return http.send(post("{hello}").header("Origin", origin).build(), BodyHandlers.ofString()).statusCode();
	}

	private static HttpRequest.Builder post(String document) {
		return stream("{\"query\":\"" + document + "\"}");
	}

	private static HttpRequest.Builder stream(String body) {
		return HttpRequest.newBuilder(uri)
			.header("Content-Type", "application/json")
			.header("Accept", "text/event-stream")
			.POST(BodyPublishers.ofString(body));
	}

	/** The lines that carry something. */
	private static List<String> lines(HttpRequest.Builder request) throws Exception {
		HttpResponse<Stream<String>> response = http.send(request.build(), BodyHandlers.ofLines());
		assertThat(response.statusCode()).isEqualTo(200);
		return response.body().filter((line) -> !line.isEmpty() && !line.startsWith(":")).toList();
	}

}
