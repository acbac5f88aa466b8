package dev.rapport.web;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/** How sockets and streams end when nobody asked them to. */
@Timeout(60)
class SocketLifetimeTests {

	private final HttpClient http = HttpClient.newHttpClient();

	/** Fault F: the stock handler does not look at pongs. */
	@Test
	void closesWhoMissesTwoPongs() {
		SocketLimits quick = new SocketLimits(Duration.ofSeconds(5), Duration.ofMillis(300), Duration.ofSeconds(15),
				Duration.ofSeconds(30), Duration.ofSeconds(2), 200, 300);
		try (ConfigurableApplicationContext application = WebSample.start(quick);
				SocketClient silent = open(application).as("good");
				SocketClient alive = open(application).as("good")) {
			for (int i = 0; i < 5; i++) {
				assertThat(alive.next()).containsEntry("type", "ping");
				alive.send(Map.of("type", "pong"));
			}
			assertThat(silent.next()).containsEntry("type", "ping");
			assertThat(silent.next()).containsEntry("type", "ping");
			assertThat(silent.closed()).startsWith("4499 ");
			assertThat(alive.isOpen()).isTrue();
		}
	}

	/** Fault D: the stock handler holds the shutdown for half a minute. */
	@Test
	void letsTheServerStopAtOnce() {
		ConfigurableApplicationContext application = WebSample.start(WebSample.published());
		List<SocketClient> clients = IntStream.range(0, 20).mapToObj((_) -> open(application).as("good")).toList();
		clients.forEach((client) -> client.subscribe("s", "subscription{silence}"));
		CompletableFuture<HttpResponse<String>> stream = stream(application);
		awaitLive(application, 21);
		long start = System.nanoTime();
		application.close();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
		clients.forEach((client) -> assertThat(client.closed()).isEqualTo("1012 Service restart"));
		assertThat(stream.join().body()).doesNotContain("complete");
	}

	private CompletableFuture<HttpResponse<String>> stream(ConfigurableApplicationContext application) {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port(application) + "/graphql"))
			.header("Content-Type", "application/json")
			.header("Accept", "text/event-stream")
			.POST(BodyPublishers.ofString("{\"query\":\"subscription{silence}\"}"))
			.build();
		return this.http.sendAsync(request, BodyHandlers.ofString());
	}

	private static void awaitLive(ConfigurableApplicationContext application, int count) {
		WebSample sample = application.getBean(WebSample.class);
		long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
		while (sample.live.get() < count && System.nanoTime() < end) {
			Thread.onSpinWait();
		}
		assertThat(sample.live).hasValue(count);
	}

	private SocketClient open(ConfigurableApplicationContext application) {
		return SocketClient.open(this.http, port(application));
	}

	private static int port(ConfigurableApplicationContext application) {
		return application.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

}
