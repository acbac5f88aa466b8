package dev.rapport.faults;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

import dev.rapport.RapportTest;
import dev.rapport.embedded.OwnServer;
import dev.rapport.web.SocketClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * The service through pgbouncer in transaction mode, with fewer connections behind it
 * than before it. Needs the program of that name, Debian's package {@code pgbouncer}.
 */
@RapportTest
@Tag("faults")
@Timeout(300)
final class PgbouncerTests {

	private static final Path PROGRAM = Path.of("/usr/sbin/pgbouncer");

	/** Fewer than an instance has. */
	private static final int CONNECTIONS = 3;

	@Autowired
	ApplicationContext application;

	@Test
	void losesNothingInTransactionMode(@TempDir Path directory) throws Exception {
		assumeThat(PROGRAM).as("pgbouncer is installed").isExecutable();
		try (OwnServer server = OwnServer.found(directory.resolve("primary")).start()) {
			int port = freePort();
			Process bouncer = bouncer(directory, server, port);
			try (Site one = new Site(this.application, server.owner(), settings(server, port));
					Site other = one.beside(settings(server, port))) {
				server.owner().execute("alter role rapport_app set statement_timeout = '5s'");
				Workload.Load load = new Workload.Load(6, 2, 5, Duration.ofMillis(5), Duration.ofSeconds(5), 1);
				try (Workload clients = one.clients(load)) {
					clients.progress(400);
					assertThat(server.owner().queryForObject("""
							select count(*) from pg_stat_activity
							where usename = 'rapport_app' and application_name <> 'rapport-doorbell'
							""", Integer.class)).as("connections behind it").isBetween(1, CONNECTIONS);
					Verdict verdict = clients.finish(server.owner(), List.of());
					System.out.printf("pgbouncer: %,d writes through %d connections%n%s",
							clients.history().acknowledged(), CONNECTIONS, verdict);
					assertThat(verdict.count()).as(verdict.toString()).isZero();
				}
				try (SocketClient elsewhere = other.follow(other.cursor())) {
					one.write(5);
					Site.caughtUp(elsewhere, 5);
				}
			}
			finally {
				bouncer.destroyForcibly().waitFor();
			}
		}
	}

	private static Map<String, String> settings(OwnServer server, int port) {
		Map<String, String> settings = new HashMap<>(server.settings(server.port()));
		settings.put("spring.r2dbc.url", "r2dbc:postgresql://127.0.0.1:" + port + "/rapport");
		settings.put("spring.r2dbc.properties.preparedStatementCacheQueries", "0");
		settings.put("rapport.events.listen-url", "r2dbc:postgresql://127.0.0.1:" + server.port() + "/rapport");
		// nobody polls, so what another instance wrote is known from the doorbell alone
		settings.put("rapport.events.poll", "1h");
		return settings;
	}

	private static Process bouncer(Path directory, OwnServer server, int port) throws Exception {
		Map<String, String> settings = server.settings(server.port());
		Path users = directory.resolve("users.txt");
		Files.writeString(users, "\"%s\" \"%s\"%n".formatted(settings.get("spring.r2dbc.username"),
				settings.get("spring.r2dbc.password")));
		Path file = directory.resolve("pgbouncer.ini");
		Files.writeString(file,
				"""
						[databases]
						rapport = host=127.0.0.1 port=%d dbname=rapport
						[pgbouncer]
						listen_addr = 127.0.0.1
						listen_port = %d
						unix_socket_dir =
						auth_type = scram-sha-256
						auth_file = %s
						pool_mode = transaction
						default_pool_size = %d
						max_client_conn = 200
						ignore_startup_parameters = extra_float_digits,statement_timeout,lock_timeout,idle_in_transaction_session_timeout,options
						"""
					.formatted(server.port(), port, users, CONNECTIONS));
		List<String> command = new ArrayList<>();
		if ("root".equals(System.getProperty("user.name"))) {
			command.addAll(List.of("unshare", "-U"));
		}
		command.addAll(List.of(PROGRAM.toString(), file.toString()));
		Process process = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(directory.resolve("pgbouncer.log").toFile())
			.start();
		Workload.eventually(() -> answers(port), () -> "pgbouncer listens: " + log(directory));
		return process;
	}

	private static String log(Path directory) {
		try {
			return Files.readString(directory.resolve("pgbouncer.log"));
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

	private static boolean answers(int port) {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
			return socket.isConnected();
		}
		catch (IOException refused) {
			return false;
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

}
