package dev.rapport.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

final class EmbeddedDatabaseTests {

	@TempDir
	private Path temporary;

	@AfterEach
	void stop() {
		if (Files.exists(directory())) {
			EmbeddedDatabase.in(directory(), true).stop();
		}
	}

	@Test
	void keepsCommittedWorkThroughARestart() throws SQLException {
		EmbeddedDatabase first = database();
		assertThat(first).isSameAs(database());
		execute(first, "create table kept (word text)");
		first.stop();
		EmbeddedDatabase second = database();
		assertThat(second).isNotSameAs(first);
		assertThat(answer(second, "select count(*) from kept")).isEqualTo("0");
	}

	@Test
	void survivesTheKillOfItsProcess() throws Exception {
		Process child = child();
		assertThat(output(child, SmallApplication.READY)).last().isEqualTo(SmallApplication.READY);
		child.destroyForcibly().waitFor();
		ProcessHandle left = Postmaster.on(home().data()).orElseThrow();

		assertThat(answer(database(), "select word from kept")).isEqualTo("谢谢");
		assertThat(left.isAlive()).isFalse();
		assertThat(Postmaster.on(home().data())).get().isNotEqualTo(left);
	}

	@Test
	void survivesTheKillOfProcessAndServer() throws Exception {
		Process child = child();
		assertThat(output(child, SmallApplication.READY)).last().isEqualTo(SmallApplication.READY);
		ProcessHandle server = Postmaster.on(home().data()).orElseThrow();
		child.destroyForcibly().waitFor();
		server.destroyForcibly();
		server.onExit().get(10, TimeUnit.SECONDS);

		assertThat(answer(database(), "select word from kept")).isEqualTo("谢谢");
	}

	@Test
	void refusesASecondProcessInOneSentence() throws Exception {
		database();
		Process child = child();
		List<String> output = output(child, SmallApplication.READY);
		assertThat(child.waitFor(20, TimeUnit.SECONDS)).isTrue();
		assertThat(child.exitValue()).isEqualTo(1);
		assertThat(output).contains("Another process already uses the embedded database in " + home().directory() + ".")
			.noneMatch((line) -> line.contains("\tat "));
		assertThat(answer(database(), "select 1")).isEqualTo("1");
	}

	@Test
	void isDurableAndNotOpenToOthers() throws Exception {
		EmbeddedDatabase database = database();
		assertThat(answer(database, "show fsync")).isEqualTo("on");
		assertThat(answer(database, "show synchronous_commit")).isEqualTo("on");
		assertThat(answer(database, "show full_page_writes")).isEqualTo("on");
		assertThat(answer(database, "show listen_addresses")).isEqualTo("127.0.0.1");
		assertThat(answer(database, "select lower('ÀÉ') || (upper('z') < 'a')")).isEqualTo("àétrue");
		assertThat(answer(database, "select rolsuper or rolbypassrls from pg_roles where rolname = 'rapport_app'"))
			.isEqualTo("f");
		assertThatExceptionOfType(SQLException.class)
			.isThrownBy(() -> DriverManager.getConnection(url(database), EmbeddedDatabase.OWNER, "guess"))
			.withMessageContaining("password authentication failed");
		for (Path secret : List.of(home().appPassword(), home().ownerPassword())) {
			assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret))).isEqualTo("rw-------");
		}
	}

	@Test
	void isFastWhereNothingMustLast() throws SQLException {
		assertThat(answer(EmbeddedDatabase.in(directory(), false), "show fsync")).isEqualTo("off");
	}

	@Test
	void setsAHalfMadeDataDirectoryAside() throws Exception {
		Files.createDirectories(home().data());
		Files.writeString(home().data().resolve("postgresql.conf"), "half");
		assertThat(answer(database(), "select 1")).isEqualTo("1");
		try (var files = Files.list(directory())) {
			assertThat(files).anyMatch((file) -> file.getFileName().toString().startsWith("postgres-unfinished-"));
		}
	}

	private Path directory() {
		return this.temporary.resolve("home");
	}

	private Installation home() throws IOException {
		return Installation.at(directory());
	}

	private EmbeddedDatabase database() {
		return EmbeddedDatabase.in(directory(), true);
	}

	private Process child() throws IOException {
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		return new ProcessBuilder(java, "-cp", System.getProperty("java.class.path"), SmallApplication.class.getName(),
				"--rapport.embedded.directory=" + directory())
			.redirectErrorStream(true)
			.start();
	}

	private static List<String> output(Process process, String until) throws IOException {
		BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
		List<String> seen = new ArrayList<>();
		for (String line = lines.readLine(); line != null; line = lines.readLine()) {
			seen.add(line);
			if (line.equals(until)) {
				break;
			}
		}
		return seen;
	}

	private static void execute(EmbeddedDatabase database, String sql) throws SQLException {
		try (Connection connection = connect(database); Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

	private static String answer(EmbeddedDatabase database, String query) throws SQLException {
		try (Connection connection = connect(database);
				Statement statement = connection.createStatement();
				ResultSet rows = statement.executeQuery(query)) {
			rows.next();
			return rows.getString(1);
		}
	}

	private static Connection connect(EmbeddedDatabase database) throws SQLException {
		return DriverManager.getConnection(url(database), EmbeddedDatabase.OWNER,
				String.valueOf(database.properties().get("spring.flyway.password")));
	}

	private static String url(EmbeddedDatabase database) {
		return String.valueOf(database.properties().get("spring.flyway.url"));
	}

}
