package dev.rapport.embedded;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Properties;
import java.util.Set;

import org.springframework.boot.diagnostics.FailureAnalyzedException;

/**
 * Knocks at the configured database before anything else starts, so that a wrong address
 * or password ends in a sentence and not in a page of stack trace.
 */
final class DatabaseCheck {

	private static final int PATIENCE_SECONDS = 10;

	/**
	 * Whether texts are sorted by code point and have a lower case beyond ASCII: what the
	 * service computes by itself must agree with what statements find.
	 */
	private static final String SORTS_BYTES = "select 'B' < 'a' and lower(U&'\\00DC') = U&'\\00FC'";

	private static final Set<String> CERTAIN = Set.of("28P01", "3D000", "08001");

	private final Settings settings;

	DatabaseCheck(Settings settings) {
		this.settings = settings;
	}

	/**
	 * Signs in as the owner of the schema and as the application role.
	 * @throws FailureAnalyzedException if that fails, if the application role could look
	 * past row-level security, or if the database sorts texts by a language
	 */
	void check() {
		if (this.settings.waitsForDatabase()) {
			return;
		}
		this.settings.value(Settings.SCHEMA).filter((url) -> this.settings.migrates()).ifPresent(this::checkSchema);
		this.settings.value(Settings.DATABASE).flatMap(DatabaseAddress::in).ifPresent(this::checkDatabase);
	}

	private void checkSchema(String url) {
		String owner = this.settings.value(Settings.SCHEMA_USER).orElse("");
		try (Connection connection = connect(url, owner, this.settings.value("spring.flyway.password").orElse(""))) {
			checkOrder(connection);
			this.settings.value(Settings.DATABASE_USER).ifPresent((role) -> checkRole(connection, role));
		}
		catch (SQLException ex) {
			throw failure(new DatabaseTrouble(Settings.SCHEMA, url, owner), ex);
		}
	}

	private static void checkOrder(Connection connection) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(SORTS_BYTES);
				ResultSet rows = statement.executeQuery()) {
			if (rows.next() && !rows.getBoolean(1)) {
				throw new FailureAnalyzedException(
						"The database \"%s\" does not sort texts by code point: filters by the beginning of a text would miss records."
							.formatted(connection.getCatalog()),
						"Use one made with \"create database … template template0 encoding 'UTF8' "
								+ "locale_provider builtin builtin_locale 'C.UTF-8' locale 'C'\".");
			}
		}
	}

	private static void checkRole(Connection connection, String role) {
		if (unbound(connection, role)) {
			throw new FailureAnalyzedException(
					"The role \"%s\" of %s is a superuser or has BYPASSRLS: it would see every tenant.".formatted(role,
							Settings.DATABASE_USER),
					"Use a role made with \"create role … login nosuperuser nobypassrls\".");
		}
	}

	// An unknown role is told of when it signs in.
	private static boolean unbound(Connection connection, String role) {
		String query = "select from pg_roles where rolname = ? and (rolsuper or rolbypassrls)";
		try (PreparedStatement statement = connection.prepareStatement(query)) {
			statement.setString(1, role);
			try (ResultSet rows = statement.executeQuery()) {
				return rows.next();
			}
		}
		catch (SQLException ex) {
			return false;
		}
	}

	// The driver at work is another one, with its own ways of TLS; so only refusals count
	// that would meet that one just as well.
	private void checkDatabase(DatabaseAddress address) {
		String role = this.settings.value(Settings.DATABASE_USER).orElse("");
		try (var connection = connect(address.jdbcUrl(), role,
				this.settings.value("spring.r2dbc.password").orElse(""))) {
			checkOrder(connection);
		}
		catch (SQLException ex) {
			if (this.settings.has(Settings.DATABASE_USER) && CERTAIN.contains(ex.getSQLState())) {
				throw failure(new DatabaseTrouble(Settings.DATABASE, address.jdbcUrl(), role), ex);
			}
		}
	}

	private static Connection connect(String url, String user, String password) throws SQLException {
		Properties properties = new Properties();
		properties.setProperty("user", user);
		properties.setProperty("password", password);
		properties.setProperty("loginTimeout", Integer.toString(PATIENCE_SECONDS));
		properties.setProperty("connectTimeout", Integer.toString(PATIENCE_SECONDS));
		return DriverManager.getConnection(url, properties);
	}

	private static FailureAnalyzedException failure(DatabaseTrouble trouble, SQLException cause) {
		return new FailureAnalyzedException(trouble.sentence(cause), trouble.action(), cause);
	}

}
