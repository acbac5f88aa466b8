package dev.rapport.web;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

import static org.assertj.core.api.Assertions.assertThat;

/** A connection on which requests come close behind each other. */
final class ReadOnTests {

	private static final int PATIENCE_MS = 5_000;

	private static DisposableServer server;

	@BeforeAll
	static void start() {
		HttpServer plain = HttpServer.create()
			.port(0)
			.route((routes) -> routes
				.get("/late",
						(_, response) -> response.sendString(Mono.just("late").delayElement(Duration.ofMillis(100))))
				.get("/now", (_, response) -> response.header("Content-Length", "0").send()));
		server = new ReadOn.Everywhere().readOn().apply(plain).bindNow();
	}

	@AfterAll
	static void stop() {
		server.disposeNow();
	}

	@Test
	void answersWhatComesAfterARequestThatWaitedForItsTurn() throws IOException {
		try (Socket socket = new Socket("localhost", server.port())) {
			socket.setSoTimeout(PATIENCE_MS);
			ask(socket, "/late");
			ask(socket, "/now");
			awaitAnswers(socket.getInputStream(), 2);
			ask(socket, "/now");
			awaitAnswers(socket.getInputStream(), 1);
		}
	}

	private static void ask(Socket socket, String path) throws IOException {
		socket.getOutputStream()
			.write("GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n".formatted(path).getBytes(StandardCharsets.US_ASCII));
	}

	private static void awaitAnswers(InputStream in, int answers) throws IOException {
		StringBuilder seen = new StringBuilder();
		while (seen.toString().split("HTTP/1.1 200", -1).length <= answers || !seen.toString().endsWith("\r\n\r\n")) {
			int next = in.read();
			assertThat(next).as("the connection is open").isNotNegative();
			seen.append((char) next);
		}
	}

}
