package dev.rapport.web;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Rights;
import dev.rapport.tenancy.TenantId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/** How many sockets and streams a client and a tenant may have open. */
@Timeout(60)
final class ConnectionLimitsTests {

	private static final HttpClient http = HttpClient.newHttpClient();

	private static ConfigurableApplicationContext application;

	private static int port;

	@BeforeAll
	static void start() {
		application = WebSample.start(WebSample.published(), "rapport.web.connections.sockets-per-client=3",
				"rapport.web.connections.sockets-per-tenant=5", "rapport.web.connections.streams-per-client=2",
				"rapport.web.connections.streams-per-tenant=3");
		port = application.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@Test
	void publishesItsLimits() {
		Binder binder = new Binder(new MapConfigurationPropertySource(Map.of()));
		assertThat(binder.bindOrCreate("rapport.web.connections", ConnectionLimits.class))
			.isEqualTo(new ConnectionLimits(20, 500, 20, 500));
		assertThat(WebSample.published()).isEqualTo(new SocketLimits(Duration.ofSeconds(5), Duration.ofSeconds(20),
				Duration.ofSeconds(15), Duration.ofSeconds(30), Duration.ofSeconds(2), 200, 300));
	}

	@Test
	void closesSocketsThatAreTooMany() throws InterruptedException {
		List<SocketClient> sockets = new ArrayList<>();
		try {
			IntStream.range(0, 3).forEach((_) -> sockets.add(open().as("good")));
			refused("good");
			IntStream.range(0, 2).forEach((_) -> sockets.add(open().as("other")));
			refused("other");
			sockets.removeFirst().close();
			sockets.add(admitted());
			sockets.getLast().subscribe("q", "{hello}");
			assertThat(sockets.getLast().next()).containsEntry("type", "next");
			sockets.getFirst().send(Map.of("type", "ping", "payload", Map.of("token", "good")));
			assertThat(sockets.getFirst().next()).containsEntry("type", "pong");
		}
		finally {
			sockets.forEach(SocketClient::close);
		}
	}

	@Test
	void refusesStreamsThatAreTooMany() throws Exception {
		List<HttpResponse<Stream<String>>> open = new ArrayList<>();
		try {
			open.add(stream("good", "en", BodyHandlers.ofLines()));
			open.add(stream("good", "en", BodyHandlers.ofLines()));
			assertThat(open).allSatisfy((response) -> assertThat(response.statusCode()).isEqualTo(200));
			HttpResponse<String> refused = stream("good", "en", BodyHandlers.ofString());
			assertThat(refused.statusCode()).isEqualTo(429);
			assertThat(refused.headers().firstValue("Retry-After")).isPresent();
			assertThat(refused.body()).contains("\"RATE_LIMITED\"", "\"retryable\":true", "too many connections");
			assertThat(stream("good", "zh", BodyHandlers.ofString()).body()).contains("打开的连接过多");
			open.add(stream("other", "en", BodyHandlers.ofLines()));
			assertThat(stream("other", "en", BodyHandlers.ofString()).statusCode()).isEqualTo(429);
		}
		finally {
			open.forEach((response) -> response.body().close());
		}
	}

	@Test
	void countsNobodyTwiceAndForgetsWhoLeft() {
		Seats seats = new Seats(10, 15);
		AtomicInteger refused = new AtomicInteger();
		TenantId tenant = new TenantId(UUID.randomUUID());
		List<Actor> actors = IntStream.range(0, 3).mapToObj((i) -> actor(tenant)).toList();
		IntStream.range(0, 3_000).parallel().forEach((i) -> {
			Seats.Seat seat = seats.seat();
			boolean taken = seat.take(actors.get(i % 3));
			boolean again = seat.take(actors.get(i % 3));
			if (!taken || !again) {
				refused.incrementAndGet();
			}
			seat.leave();
			seat.leave();
			assertThat(seat.take(actors.get(i % 3))).isFalse();
		});
		assertThat(refused).hasValue(0);
		List<Seats.Seat> taken = Flux.range(0, 10).map((i) -> seats.seat()).collectList().block();
		assertThat(taken).isNotNull().allSatisfy((seat) -> assertThat(seat.take(actors.getFirst())).isTrue());
		assertThat(seats.seat().take(actors.getFirst())).isFalse();
		assertThat(IntStream.range(0, 9).filter((i) -> seats.seat().take(actors.getLast()))).hasSize(5);
		assertThat(seats.seat().take(actor(new TenantId(UUID.randomUUID())))).isTrue();
	}

	private static Actor actor(TenantId tenant) {
		return new Actor(tenant, Actor.Kind.USER, UUID.randomUUID(), "test", "", Rights.UNLIMITED);
	}

	/** A place is free as soon as the server knows that its socket is gone. */
	private static SocketClient admitted() throws InterruptedException {
		for (int i = 0; i < 100; i++) {
			SocketClient client = open();
			client.init("good");
			if (client.poll(Duration.ofSeconds(1)) != null) {
				return client;
			}
			Thread.sleep(20);
		}
		throw new AssertionError("No place got free");
	}

	private static void refused(String token) {
		try (SocketClient client = open()) {
			client.init(token);
			assertThat(client.closed()).isEqualTo("4429 Too many sockets");
		}
	}

	private static SocketClient open() {
		return SocketClient.open(http, port);
	}

	private static <T> HttpResponse<T> stream(String token, String language, HttpResponse.BodyHandler<T> body)
			throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/graphql"))
			.header("Content-Type", "application/json")
			.header("Accept", "text/event-stream")
			.header("Accept-Language", language)
			.header("Authorization", "Bearer " + token)
			.POST(BodyPublishers.ofString("{\"query\":\"subscription{silence}\"}"))
			.build();
		return http.send(request, body);
	}

}
