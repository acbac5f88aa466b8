package dev.rapport.board;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Assertions;
import tools.jackson.databind.JsonNode;

import dev.rapport.Rapport;
import dev.rapport.Wire;

/**
 * The service as a developer starts it: a process of its own with the demo, which can be
 * killed and comes back at the same address.
 */
final class DemoService {

	private static final Duration PATIENCE = Duration.ofMinutes(3);

	private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(250);

	/** Starting and loading the demo beside other tests takes its time. */
	private static final List<String> UNHURRIED = List.of("--spring.r2dbc.pool.max-acquire-time=30s",
			"--spring.r2dbc.pool.max-create-connection-time=30s");

	/** Where PostgreSQL notes its port. */
	private static final int PORT_LINE = 3;

	private static final HttpClient CLIENT = HttpClient.newHttpClient();

	private final Path directory = Path.of("target", "test-board-" + ProcessHandle.current().pid());

	private final int port = freePort();

	private Process process = launch();

	DemoService() {
		awaitReady();
	}

	String url(String path) {
		return "http://localhost:" + this.port + path;
	}

	/** Asks as the demo user of that place in the list. */
	JsonNode ask(int user, String query, Map<String, Object> variables) {
		return new Wire(this.port, token(user)).ask(query, variables).json();
	}

	String token(int user) {
		return Wire.JSON.readTree(body("/playground/token.json")).at("/" + user + "/token").asString();
	}

	/** Without a chance to say goodbye. */
	void kill() throws InterruptedException {
		this.process.destroyForcibly().waitFor();
	}

	void startAgain() {
		this.process = launch();
		awaitReady();
	}

	/** What retention does to the log when all that it holds has become too old. */
	void forgetEvents() throws SQLException {
		try (Connection owner = DriverManager.getConnection(
				"jdbc:postgresql://127.0.0.1:" + lines("postgres/postmaster.pid").get(PORT_LINE) + "/rapport",
				"postgres", lines("owner-password").getFirst()); Statement statement = owner.createStatement()) {
			statement.execute("delete from event_log");
		}
	}

	private List<String> lines(String file) {
		try {
			return Files.readAllLines(this.directory.resolve(file));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	void stop() throws InterruptedException {
		this.process.destroy();
		if (!this.process.waitFor(30, TimeUnit.SECONDS)) {
			kill();
		}
	}

	private Process launch() {
		try {
			Files.createDirectories(this.directory);
			String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
			List<String> command = new ArrayList<>(List.of(java, "-Xmx512m", "-XX:+UseSerialGC",
					"-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED",
					"--sun-misc-unsafe-memory-access=allow", "-cp", System.getProperty("java.class.path"),
					Rapport.class.getName(), "--server.port=" + this.port, "--management.server.port=0",
					"--rapport.embedded.directory=" + this.directory));
			command.addAll(UNHURRIED);
			return new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.appendTo(this.directory.resolve("service.log").toFile()))
				.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void awaitReady() {
		long end = System.nanoTime() + PATIENCE.toNanos();
		while (this.process.isAlive() && System.nanoTime() < end) {
			try {
				if (ask(0, "{ viewer { id } }", Map.of()).at("/data/viewer/id").isString()) {
					return;
				}
			}
			catch (UncheckedIOException notYet) {
				// it has no port yet; once it has, nobody may sign in before the demo is
				// loaded
			}
			pause();
		}
		Assertions.fail("The service did not start; see " + this.directory.resolve("service.log"));
	}

	private String body(String path) {
		try {
			HttpRequest request = HttpRequest.newBuilder(URI.create(url(path))).timeout(Duration.ofSeconds(10)).build();
			return CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).body();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void pause() {
		try {
			Thread.sleep(BETWEEN_QUESTIONS);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static int freePort() {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
