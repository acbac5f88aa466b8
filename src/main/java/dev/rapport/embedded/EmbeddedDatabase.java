package dev.rapport.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.diagnostics.FailureAnalyzedException;

/**
 * The PostgreSQL server that runs where no other one is configured. It is a child of this
 * process, listens on the loopback address only, and keeps its data in the directory of
 * the {@link Installation}: through restarts and, unless told otherwise, through power
 * cuts. Application contexts of one process share the server of a directory.
 */
final class EmbeddedDatabase {

	static final String NAME = "rapport";

	static final String OWNER = "postgres";

	static final String APP_ROLE = "rapport_app";

	private static final Logger logger = LoggerFactory.getLogger(EmbeddedDatabase.class);

	private static final Duration START = Duration.ofSeconds(60);

	private static final int MAX_CONNECTIONS = 300;

	private static final Map<Path, EmbeddedDatabase> RUNNING = new HashMap<>();

	private final Installation home;

	private final FileChannel lock;

	private final EmbeddedPostgres server;

	private final Secrets secrets;

	private EmbeddedDatabase(Installation home, FileChannel lock, EmbeddedPostgres server, Secrets secrets) {
		this.home = home;
		this.lock = lock;
		this.server = server;
		this.secrets = secrets;
	}

	/**
	 * The running server of a directory; started if need be, which blocks for seconds.
	 * @param durable whether a commit survives a crash of the machine; fixed by the first
	 * who asks
	 * @throws FailureAnalyzedException with a sentence for the user if it cannot start
	 */
	static synchronized EmbeddedDatabase in(Path directory, boolean durable) {
		try {
			Installation home = Installation.at(directory);
			EmbeddedDatabase running = RUNNING.get(home.directory());
			return (running != null) ? running : start(home, durable);
		}
		catch (IOException ex) {
			throw new FailureAnalyzedException("The directory " + directory + " cannot be used: " + ex + ".",
					"Give the embedded database a directory it can write to with rapport.embedded.directory.", ex);
		}
	}

	private static EmbeddedDatabase start(Installation home, boolean durable) throws IOException {
		FileChannel lock = home.lock();
		try {
			Postmaster.endOn(home.data());
			home.setHalfMadeAside();
			logger.info("Starting PostgreSQL in {}{}", home.directory(),
					home.initialised() ? "" : "; the first time takes a few seconds more");
			Secrets secrets = Secrets.of(home);
			EmbeddedDatabase database = new EmbeddedDatabase(home, lock, server(home, secrets, durable), secrets);
			database.prepare();
			RUNNING.put(home.directory(), database);
			SpringApplication.getShutdownHandlers().add(database::stop);
			return database;
		}
		catch (IOException | SQLException | RuntimeException ex) {
			giveUp(home, lock);
			throw refused(home, ex);
		}
	}

	private static void giveUp(Installation home, FileChannel lock) throws IOException {
		try (lock) {
			Postmaster.endOn(home.data());
		}
	}

	private static FailureAnalyzedException refused(Installation home, Exception cause) {
		String reason = Optional.ofNullable(home.lastWords()).orElseGet(cause::toString);
		return new FailureAnalyzedException("The embedded PostgreSQL in %s did not start: %s".formatted(home, reason),
				"See " + home.log() + ", or use a PostgreSQL of your own: set spring.r2dbc.url and spring.flyway.url.",
				cause);
	}

	private static EmbeddedPostgres server(Installation home, Secrets secrets, boolean durable) throws IOException {
		String safe = durable ? "on" : "off";
		Files.deleteIfExists(home.log());
		ProcessBuilder.Redirect log = ProcessBuilder.Redirect.appendTo(home.log().toFile());
		EmbeddedPostgres.Builder server = EmbeddedPostgres.builder()
			.setDataDirectory(home.data())
			.setCleanDataDirectory(false)
			.setOverrideWorkingDirectory(home.binaries().toFile())
			.setRegisterShutdownHook(false)
			.setPort(freePort())
			.setPGStartupWait(START)
			.setOutputRedirector(log)
			.setErrorRedirector(log)
			.setConnectConfig("password", secrets.owner())
			.setServerConfig("fsync", safe)
			.setServerConfig("synchronous_commit", safe)
			.setServerConfig("full_page_writes", safe);
		return localOnly(alike(server, home)).start();
	}

	// The same cluster on every machine: the library hands these to initdb as they are.
	private static EmbeddedPostgres.Builder alike(EmbeddedPostgres.Builder server, Installation home) {
		return server.setLocaleConfig("locale", "C")
			.setLocaleConfig("locale-provider", "builtin")
			.setLocaleConfig("builtin-locale", "C.UTF-8")
			.setLocaleConfig("auth-host", "scram-sha-256")
			.setLocaleConfig("pwfile", home.ownerPassword().toString());
	}

	// No other user of the machine gets in: no socket file, and a password over TCP. Only
	// what ends a connection or the server is logged, so the log of one run stays small
	// and shows no data.
	private static EmbeddedPostgres.Builder localOnly(EmbeddedPostgres.Builder server) {
		return server.setServerConfig("listen_addresses", "127.0.0.1")
			.setServerConfig("unix_socket_directories", "")
			.setServerConfig("max_connections", Integer.toString(MAX_CONNECTIONS))
			.setServerConfig("log_min_messages", "fatal");
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	private void prepare() throws SQLException, IOException {
		try (Connection connection = this.server.getPostgresDatabase().getConnection();
				Statement statement = connection.createStatement()) {
			if (!found(statement, "select from pg_database where datname = '" + NAME + "'")) {
				statement.execute("create database " + NAME);
			}
			boolean known = found(statement, "select from pg_roles where rolname = '" + APP_ROLE + "'");
			statement.execute((known ? "alter" : "create") + " role " + APP_ROLE
					+ " login nosuperuser nocreatedb nocreaterole nobypassrls password '" + this.secrets.app() + "'");
		}
		this.home.markInitialised();
	}

	private static boolean found(Statement statement, String query) throws SQLException {
		try (ResultSet rows = statement.executeQuery(query)) {
			return rows.next();
		}
	}

	/** What Spring Boot has to know to use this server. */
	Map<String, Object> properties() {
		String place = "postgresql://127.0.0.1:" + this.server.getPort() + "/" + NAME;
		return Map.of("spring.r2dbc.url", "r2dbc:" + place, "spring.r2dbc.username", APP_ROLE, "spring.r2dbc.password",
				this.secrets.app(), "spring.flyway.url", "jdbc:" + place, "spring.flyway.user", OWNER,
				"spring.flyway.password", this.secrets.owner(), "spring.flyway.placeholders.appRole", APP_ROLE,
				"rapport.embedded.active", true);
	}

	Installation home() {
		return this.home;
	}

	/** Shuts the server down, committed work kept, and leaves the directory to others. */
	void stop() {
		synchronized (EmbeddedDatabase.class) {
			if (RUNNING.remove(this.home.directory(), this)) {
				close();
			}
		}
	}

	private void close() {
		try (this.lock) {
			this.server.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The passwords of the two roles.
	 *
	 * @param owner of the superuser, who owns the schema
	 * @param app of the role that the application works as
	 */
	private record Secrets(String owner, String app) {

		static Secrets of(Installation home) {
			return new Secrets(PrivateFile.password(home.ownerPassword()), PrivateFile.password(home.appPassword()));
		}

	}

}
