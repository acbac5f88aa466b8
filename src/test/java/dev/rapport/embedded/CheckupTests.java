package dev.rapport.embedded;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpServer;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** What {@code --check} says of a real database, a broken one, and of issuers. */
@Timeout(120)
final class CheckupTests {

	private static final String SECRET = "wrong-secret";

	@TempDir
	private static Path temporary;

	private static EmbeddedDatabase database;

	private static HttpServer issuer;

	@BeforeAll
	static void start() throws Exception {
		database = EmbeddedDatabase.in(temporary.resolve("home"), false);
		Map<String, Object> known = database.properties();
		String url = text(known, Settings.SCHEMA);
		String password = text(known, "spring.flyway.password");
		try (var connection = DriverManager.getConnection(url, EmbeddedDatabase.OWNER, password);
				Statement statement = connection.createStatement()) {
			statement.execute("create database english template template0 encoding 'UTF8' locale_provider icu "
					+ "icu_locale 'en' locale 'C'");
			statement.execute("create database young");
			statement.execute("create role seer login superuser password 'seer'");
		}
		Flyway.configure()
			.dataSource(url, EmbeddedDatabase.OWNER, password)
			.placeholders(Map.of("appRole", EmbeddedDatabase.APP_ROLE))
			.load()
			.migrate();
		issuer = issuer();
	}

	private static HttpServer issuer() throws IOException {
		HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
		String name = "http://127.0.0.1:" + server.getAddress().getPort();
		answer(server, "/.well-known/openid-configuration",
				"{\"issuer\":\"%s\",\"jwks_uri\":\"%s/keys\"}".formatted(name, name));
		answer(server, "/realm/.well-known/openid-configuration", "{\"issuer\":\"https://other.example.org\"}");
		answer(server, "/keys", "{\"keys\":[{\"kty\":\"RSA\"}]}");
		answer(server, "/none", "{\"keys\":[]}");
		server.start();
		return server;
	}

	private static void answer(HttpServer server, String path, String body) {
		server.createContext(path, (exchange) -> {
			try (exchange) {
				byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
				exchange.sendResponseHeaders(exchange.getRequestURI().getPath().equals(path) ? 200 : 404, bytes.length);
				exchange.getResponseBody().write(bytes);
			}
		});
	}

	@AfterAll
	static void stop() {
		issuer.stop(0);
		database.stop();
	}

	@Test
	void findsNothingToMendWhereAllIsWell() {
		Report report = check(Map.of());
		assertThat(report.code()).as(report.text()).isZero();
		assertThat(report.text())
			.contains("All is well.", "version 18.", "sorts texts by code point", "The role rapport_app owns nothing",
					"Row-level security is on and forced in every table", "migrations are applied.",
					"answers and has 1 key", "No rapport.webhooks.keys")
			.doesNotContain("MEND");
	}

	@Test
	void saysTheSameInChinese() {
		Report report = check(Map.of("check", "zh", "spring.r2dbc.password", SECRET));
		assertThat(report.code()).isOne();
		assertThat(report.text()).contains("不让角色 rapport_app 进入", "请修正", "有 1 项需要修正").doesNotContain(SECRET);
	}

	@Test
	void tellsOfEverythingThatIsWrongAtOnce() {
		Report report = check(Map.of("spring.r2dbc.url", "r2dbc:postgresql://127.0.0.1:1/rapport", "spring.flyway.url",
				text(database.properties(), Settings.SCHEMA) + "_not", Settings.ISSUER, "http://127.0.0.1:1",
				"rapport.webhooks.keys", "one:short", "rapport.redis.url", "redis://127.0.0.1:1"));
		assertThat(report.code()).isOne();
		assertThat(report.text()).contains("No PostgreSQL answers at 127.0.0.1:1.", "There is no database rapport_not",
				"The issuer http://127.0.0.1:1 does not answer", "A key of rapport.webhooks.keys has the wrong form",
				"The Redis of rapport.redis.url does not answer", "5 things have to be mended");
	}

	@Test
	void tellsOfTheRulesForSettings() {
		Report report = check(Map.of(Settings.ISSUER, "http://login.example.org", "spring.r2dbc.username", "postgres"));
		assertThat(report.text()).contains("spring.flyway.user and spring.r2dbc.username are the same role.",
				"is \"http://login.example.org\", which is not an https address.");
		assertThat(check(Map.of(Settings.ISSUER, "")).text()).contains("Nobody could sign in");
		assertThat(check(Map.of(Settings.KEYS, "http://keycloak:1/keys")).text()).contains("not an https address");
		assertThat(check(Map.of(Settings.KEYS, "http://keycloak:1/keys", Settings.PLAIN_HOSTS, "keycloak")).text())
			.doesNotContain("not an https address");
	}

	@Test
	void tellsOfIssuersThatAreNotWhoTheyShouldBe() {
		String place = "http://127.0.0.1:" + issuer.getAddress().getPort();
		assertThat(check(Map.of(Settings.ISSUER, place + "/realm")).text())
			.contains("calls itself https://other.example.org");
		assertThat(check(Map.of(Settings.KEYS, place + "/none")).text()).contains("has no keys at " + place + "/none");
		assertThat(check(Map.of("rapport.security.issuers[0].issuer", "urn:two",
				"rapport.security.issuers[0].jwk-set-uri", place + "/nowhere"))
			.text()).contains("The issuer urn:two does not answer at " + place + "/nowhere", "has 1 key");
	}

	@Test
	void tellsOfRolesAndDatabasesThatAreNoWall() throws SQLException {
		String url = text(database.properties(), Settings.DATABASE);
		Report english = check(Map.of("spring.r2dbc.url", url.replace("/rapport", "/english"), "spring.r2dbc.username",
				"seer", "spring.r2dbc.password", "seer"));
		assertThat(english.text()).contains("sorts texts by a language", "The role seer is a superuser");
		try (var connection = owner(); Statement statement = connection.createStatement()) {
			statement.execute("alter table customer no force row level security");
			try {
				assertThat(check(Map.of()).text()).contains("1 tables of tenants have row-level security off");
			}
			finally {
				statement.execute("alter table customer force row level security");
			}
		}
	}

	@Test
	void tellsHowFarTheMigrationsAre() throws SQLException {
		String url = text(database.properties(), Settings.SCHEMA);
		Report young = check(Map.of("spring.flyway.url", url.replace("/rapport", "/young")));
		assertThat(young.code()).isZero();
		assertThat(young.text()).containsPattern("0 migrations are applied, \\d+ more will be");
		try (var connection = owner(); Statement statement = connection.createStatement()) {
			statement.execute("update flyway_schema_history set checksum = checksum + 1 where version = '002'");
			try {
				assertThat(check(Map.of()).text()).contains("are not those of this version: 002");
			}
			finally {
				statement.execute("update flyway_schema_history set checksum = checksum - 1 where version = '002'");
			}
		}
	}

	/** A server that takes connections and says nothing. */
	@Test
	void isOverInTimeWhateverIsSilent() throws IOException {
		try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			String place = "127.0.0.1:" + silent.getLocalPort();
			Report report = check(
					Map.of("spring.r2dbc.url", "r2dbc:postgresql://" + place + "/rapport", "spring.flyway.url",
							"jdbc:postgresql://" + place + "/rapport", Settings.ISSUER, "http://" + place));
			assertThat(report.code()).isOne();
			assertThat(report.text()).contains("3 things have to be mended");
		}
	}

	@Test
	void needsNoDatabaseToBeginWith() {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		int code = Checkup.run(new PrintStream(bytes, true, StandardCharsets.UTF_8), "--check=en",
				"--rapport.embedded.directory=" + temporary.resolve("nothing-yet"));
		assertThat(code).isZero();
		assertThat(bytes.toString(StandardCharsets.UTF_8)).contains("PostgreSQL will run in " + temporary);
	}

	@Test
	void hasEverySentenceInBothLanguages() {
		ResourceBundle chinese = ResourceBundle.getBundle("check.texts", java.util.Locale.CHINESE);
		ResourceBundle english = ResourceBundle.getBundle("check.texts", java.util.Locale.ROOT);
		assertThat(chinese.keySet()).isEqualTo(english.keySet());
		assertThat(english.keySet().stream().filter((key) -> !key.endsWith("do")))
			.allSatisfy((key) -> assertThat(chinese.getString(key)).as(key).isNotEqualTo(english.getString(key)));
	}

	private static java.sql.Connection owner() throws SQLException {
		return DriverManager.getConnection(text(database.properties(), Settings.SCHEMA), EmbeddedDatabase.OWNER,
				text(database.properties(), "spring.flyway.password"));
	}

	/** A check of what is right but for these settings. */
	private static Report check(Map<String, String> otherwise) {
		Map<String, String> settings = new LinkedHashMap<>();
		database.properties().forEach((name, value) -> {
			if (name.startsWith("spring.") && !name.contains("placeholders")) {
				settings.put(name, value.toString());
			}
		});
		settings.put(Settings.ISSUER, "http://127.0.0.1:" + issuer.getAddress().getPort());
		settings.put("check", "en");
		settings.putAll(otherwise);
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		String[] arguments = settings.entrySet()
			.stream()
			.flatMap((setting) -> Stream.of("--" + setting.getKey() + "=" + setting.getValue()))
			.toArray(String[]::new);
		int code = Checkup.run(new PrintStream(bytes, true, StandardCharsets.UTF_8), arguments);
		return new Report(code, bytes.toString(StandardCharsets.UTF_8));
	}

	private static String text(Map<String, Object> properties, String name) {
		return String.valueOf(properties.get(name));
	}

	private record Report(int code, String text) {
	}

}
