package dev.rapport.embedded;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

@ExtendWith(OutputCaptureExtension.class)
final class MisconfigurationTests {

	private static final String ISSUER = "--" + Settings.ISSUER + "=https://login.example.org";

	private static final String SECRET = "wrong-secret";

	@TempDir
	private static Path temporary;

	private static EmbeddedDatabase database;

	@BeforeAll
	static void start() throws SQLException {
		database = EmbeddedDatabase.in(temporary.resolve("home"), false);
		Map<String, Object> known = database.properties();
		try (var connection = DriverManager.getConnection(text(known, Settings.SCHEMA), EmbeddedDatabase.OWNER,
				text(known, "spring.flyway.password")); Statement statement = connection.createStatement()) {
			statement.execute("create database english template template0 encoding 'UTF8' locale_provider icu "
					+ "icu_locale 'en' locale 'C'");
			statement.execute("create role seer login superuser password 'seer'");
		}
	}

	@AfterAll
	static void stop() {
		database.stop();
	}

	@Test
	void needsAnIssuerBesideADatabase(CapturedOutput output) {
		refuses(output, real(),
				"Set spring.security.oauth2.resourceserver.jwt.issuer-uri to your OpenID Connect issuer "
						+ "(spring.r2dbc.url is set, so the development issuer is off).");
	}

	@Test
	void needsTheOwnerOfTheSchema(CapturedOutput output) {
		refuses(output, Stream.of("--spring.r2dbc.url=r2dbc:postgresql://db.example.org/rapport", ISSUER),
				"Set spring.flyway.url/user/password to the owner of the schema in the same database");
	}

	@Test
	void needsTheDatabaseOfTheSchema(CapturedOutput output) {
		refuses(output, Stream.of("--spring.flyway.url=jdbc:postgresql://db.example.org/rapport", ISSUER),
				"spring.flyway.url is set, but spring.r2dbc.url is not.");
	}

	@Test
	void refusesTheOwnerAsTheApplication(CapturedOutput output) {
		refuses(output, Stream.concat(real(), Stream.of(ISSUER, "--spring.r2dbc.username=postgres")),
				"spring.flyway.user and spring.r2dbc.username are the same role.");
	}

	@Test
	void refusesTheDevelopmentIssuerBesideARealOne(CapturedOutput output) {
		refuses(output, Stream.of(ISSUER, "--rapport.embedded.issuer=true"),
				"The development issuer cannot run beside a real one.");
	}

	@Test
	void refusesAnIssuerWithoutTls(CapturedOutput output) {
		refuses(output, Stream.of("--" + Settings.ISSUER + "=http://login.example.org"),
				"issuer-uri is \"http://login.example.org\", which is not an https address.");
	}

	@Test
	void refusesAnyIssuerWithoutTls(CapturedOutput output) {
		refuses(output,
				Stream.of("--rapport.security.issuers[0].issuer=https://login.example.org",
						"--rapport.security.issuers[1].issuer=accounts.example.org",
						"--rapport.security.issuers[1].jwk-set-uri=http://accounts.example.org/keys"),
				"issuers[1].jwk-set-uri is \"http://accounts.example.org/keys\", which is not an https address.");
		refuses(output, Stream.of("--rapport.security.issuers[0].issuer=http://other.example.org"),
				"issuers[0].issuer is \"http://other.example.org\", which is not an https address.");
	}

	@Test
	void refusesAnIssuerThatIsNoAddress(CapturedOutput output) {
		refuses(output, Stream.of("--" + Settings.ISSUER + "=not {an} address"), "which is not an https address.");
	}

	@Test
	void tellsThatNoDatabaseAnswers(CapturedOutput output) {
		refuses(output,
				Stream.concat(real(),
						Stream.of(ISSUER,
								"--spring.flyway.url=jdbc:postgresql://127.0.0.1:1/rapport?password=" + SECRET)),
				"No PostgreSQL answers at 127.0.0.1:1.");
	}

	@Test
	void tellsThatThePasswordOfTheOwnerIsWrong(CapturedOutput output) {
		refuses(output, Stream.concat(real(), Stream.of(ISSUER, "--spring.flyway.password=" + SECRET)),
				"refuses the role \"postgres\": wrong password");
	}

	@Test
	void tellsThatThePasswordOfTheApplicationIsWrong(CapturedOutput output) {
		refuses(output, Stream.concat(real(), Stream.of(ISSUER, "--spring.r2dbc.password=" + SECRET)),
				"refuses the role \"rapport_app\": wrong password");
	}

	@Test
	void tellsThatTheDatabaseIsMissing(CapturedOutput output) {
		String url = text(database.properties(), Settings.SCHEMA) + "_not";
		refuses(output, Stream.concat(real(), Stream.of(ISSUER, "--spring.flyway.url=" + url)),
				"There is no such database at 127.0.0.1:");
	}

	@Test
	void refusesADatabaseThatSortsByALanguage(CapturedOutput output) {
		String url = text(database.properties(), Settings.SCHEMA).replace("/rapport", "/english");
		refuses(output, Stream.concat(real(), Stream.of(ISSUER, "--spring.flyway.url=" + url)),
				"The database \"english\" does not sort texts by code point");
	}

	@Test
	void refusesARoleThatSeesEveryTenant(CapturedOutput output) {
		refuses(output, Stream.concat(real(), Stream.of(ISSUER, "--spring.r2dbc.username=seer")),
				"The role \"seer\" of spring.r2dbc.username is a superuser or has BYPASSRLS");
	}

	@Test
	void staysShortWhenTheMigrationsFindNoDatabase(CapturedOutput output) {
		refuses(output, Stream.concat(real(),
				Stream.of(ISSUER, "--spring.flyway.connect-retries=1", "--spring.flyway.connect-retries-interval=1ms",
						"--spring.flyway.url=jdbc:postgresql://127.0.0.1:1/x")),
				"No PostgreSQL answers at 127.0.0.1:1.");
	}

	// What is given last wins.
	private static Stream<String> real() {
		return database.properties()
			.entrySet()
			.stream()
			.filter((property) -> property.getKey().startsWith("spring."))
			.map((property) -> "--" + property.getKey() + "=" + property.getValue());
	}

	private static String[] lastOfEach(Stream<String> arguments) {
		return arguments
			.collect(Collectors.toMap((argument) -> argument.substring(0, argument.indexOf('=')),
					(argument) -> argument, (earlier, later) -> later))
			.values()
			.toArray(String[]::new);
	}

	private static void refuses(CapturedOutput output, Stream<String> arguments, String sentence) {
		SpringApplication application = new SpringApplication(Migrating.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		String[] settled = lastOfEach(arguments);
		assertThatException().isThrownBy(() -> application.run(settled));
		assertThat(output.getAll()).contains("APPLICATION FAILED TO START", sentence).doesNotContain("\tat ", SECRET);
	}

	private static String text(Map<String, Object> properties, String name) {
		return String.valueOf(properties.get(name));
	}

	@ImportAutoConfiguration(FlywayAutoConfiguration.class)
	static final class Migrating {

	}

}
