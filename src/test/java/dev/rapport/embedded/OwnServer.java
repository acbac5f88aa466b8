package dev.rapport.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * PostgreSQL on a data directory and a port that stay the same through all its starts:
 * what a primary, its standby and a restored copy need.
 */
public final class OwnServer implements AutoCloseable {

	private static final Duration START = Duration.ofSeconds(60);

	private static final Duration GLANCE = Duration.ofMillis(100);

	private final Path binary;

	private final Path data;

	private final Map<String, String> credentials;

	private final int port = freePort();

	private @Nullable Process process;

	private OwnServer(Path binary, Path data, Map<String, String> credentials) {
		this.binary = binary;
		this.data = data;
		this.credentials = credentials;
	}

	/** A new cluster with the database and the roles of the service; not started. */
	public static OwnServer found(Path directory) {
		try (OwnDatabase database = new OwnDatabase(directory)) {
			Path data = Installation.at(directory).data();
			// the program may lie in the directory of another server of this process
			String program = Postmaster.on(data).flatMap((process) -> process.info().command()).orElseThrow();
			return new OwnServer(Path.of(program), data, database.settings(database.port()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** The files of this server, which is stopped, as another one; not started. */
	public OwnServer copy(Path to) {
		run("cp", "-a", this.data.toString(), to.toString());
		return new OwnServer(this.binary, to, this.credentials);
	}

	/** Where its files are. */
	public Path data() {
		return this.data;
	}

	public int port() {
		return this.port;
	}

	/** Where a standby finds this server, through a port. */
	public String replication(int through, String name) {
		return "host=127.0.0.1 port=%d user=%s password=%s application_name=%s".formatted(through, credential("user"),
				credential("password"), name);
	}

	/** An empty file among its own, by which PostgreSQL knows what it shall be. */
	public OwnServer signal(String name) {
		try {
			Files.createFile(this.data.resolve(name));
			return this;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Starts it with settings {@code name=value} and waits until it answers. */
	public OwnServer start(String... settings) {
		List<String> command = new ArrayList<>();
		if ("root".equals(System.getProperty("user.name"))) {
			// PostgreSQL does not run as root, but as nobody whom root pretends to be
			command.addAll(List.of("unshare", "-U"));
		}
		command.addAll(List.of(this.binary.toString(), "-D", this.data.toString(), "-p", String.valueOf(this.port)));
		Stream
			.concat(Stream.of("listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=300"),
					Stream.of(settings))
			.forEach((setting) -> command.addAll(List.of("-c", setting)));
		try {
			this.process = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
				.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		awaitAnswer();
		return this;
	}

	private Path log() {
		return this.data.resolveSibling(this.data.getFileName() + ".log");
	}

	private void awaitAnswer() {
		long end = System.nanoTime() + START.toNanos();
		while (true) {
			try {
				owner().queryForObject("select 1", Integer.class);
				return;
			}
			catch (DataAccessException notYet) {
				if (System.nanoTime() > end || !isRunning()) {
					throw new IllegalStateException("No answer; see " + words(), notYet);
				}
				sleep();
			}
		}
	}

	private String words() {
		try {
			return Files.readString(log());
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

	public boolean isRunning() {
		return this.process != null && this.process.isAlive();
	}

	/** Makes a standby a primary. */
	public void promote() {
		owner().queryForObject("select pg_promote()", Boolean.class);
	}

	/** Ends it with SIGKILL, and with it whatever it serves. */
	public void kill() {
		if (this.process != null) {
			this.process.destroyForcibly();
			end();
		}
	}

	/** Ends it as an administrator does, everything written. */
	public void stop() {
		if (this.process != null && this.process.isAlive()) {
			run("kill", "-INT", String.valueOf(this.process.pid()));
			end();
		}
	}

	private void end() {
		try {
			if (this.process != null && !this.process.waitFor(START.toSeconds(), TimeUnit.SECONDS)) {
				throw new IllegalStateException("PostgreSQL did not end");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/** The database as its owner. */
	public JdbcTemplate owner() {
		return new JdbcTemplate(new DriverManagerDataSource("jdbc:postgresql://127.0.0.1:" + this.port + "/rapport",
				credential("user"), credential("password")));
	}

	private String credential(String name) {
		return Objects.requireNonNull(this.credentials.get("spring.flyway." + name));
	}

	/**
	 * The settings of a service that works with whichever server at a port is primary.
	 */
	public Map<String, String> settings(int... ports) {
		StringBuilder places = new StringBuilder();
		for (int one : ports) {
			places.append(places.isEmpty() ? "" : ",").append("127.0.0.1:").append(one);
		}
		Map<String, String> settings = new HashMap<>(this.credentials);
		String several = (ports.length > 1) ? "?targetServerType=" : "";
		settings.put("spring.r2dbc.url", "r2dbc:postgresql:" + (several.isEmpty() ? "" : "failover:") + "//" + places
				+ "/rapport" + (several.isEmpty() ? "" : several + "PRIMARY"));
		settings.put("spring.flyway.url",
				"jdbc:postgresql://" + places + "/rapport" + (several.isEmpty() ? "" : several + "primary"));
		return settings;
	}

	private static void run(String... command) {
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
			String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			if (process.waitFor() != 0) {
				throw new IllegalStateException(String.join(" ", command) + ": " + said);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private static int freePort() {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void sleep() {
		try {
			Thread.sleep(GLANCE);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		kill();
	}

}
