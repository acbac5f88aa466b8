package dev.rapport.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A durable PostgreSQL for one test, which may be killed and started again. It then
 * listens elsewhere, so its clients need a proxy before it.
 */
public final class OwnDatabase implements AutoCloseable {

	private static final Pattern PORT = Pattern.compile(":(\\d+)/");

	private static final Duration END = Duration.ofSeconds(20);

	/** Processes of the killed server hold its memory for a moment. */
	private static final int STARTS = 20;

	private static final Duration AGAIN = Duration.ofMillis(250);

	private final Path directory;

	private EmbeddedDatabase server;

	public OwnDatabase(Path directory) {
		this.directory = directory;
		this.server = EmbeddedDatabase.in(directory, true);
	}

	/** Where it listens until it is killed. */
	public int port() {
		Matcher port = PORT.matcher(url());
		if (!port.find()) {
			throw new IllegalStateException(url());
		}
		return Integer.parseInt(port.group(1));
	}

	/** The settings of a service whose connections go through a port. */
	public Map<String, String> settings(int through) {
		Map<String, String> settings = new HashMap<>();
		this.server.properties().forEach((name, value) -> {
			if (name.matches("spring\\.(r2dbc|flyway)\\.(url|user|username|password)")) {
				settings.put(name, PORT.matcher(value.toString()).replaceFirst(":" + through + "/"));
			}
		});
		return settings;
	}

	/** Ends the server at once: SIGKILL, or the immediate shutdown of its own. */
	public void kill(boolean immediate) {
		try {
			ProcessHandle process = Postmaster.on(Installation.at(this.directory).data()).orElseThrow();
			if (immediate) {
				new ProcessBuilder("sh", "-c", "kill -QUIT " + process.pid()).start();
			}
			else {
				process.destroyForcibly();
			}
			process.onExit().get(END.toSeconds(), TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Starts the killed server again: it recovers, and listens on another port. */
	public void start() {
		this.server.stop();
		for (int i = 1;; i++) {
			try {
				this.server = EmbeddedDatabase.in(this.directory, true);
				return;
			}
			catch (RuntimeException notYet) {
				if (i == STARTS) {
					throw notYet;
				}
				pause();
			}
		}
	}

	private String url() {
		return String.valueOf(this.server.properties().get("spring.flyway.url"));
	}

	private static void pause() {
		try {
			Thread.sleep(AGAIN);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new UncheckedIOException(new IOException(ex));
		}
	}

	@Override
	public void close() {
		this.server.stop();
	}

}
