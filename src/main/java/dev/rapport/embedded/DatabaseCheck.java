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

	private static final Set<String> CERTAIN = Set.of("28P01", "3D000", "08001");

	private final Settings settings;

	DatabaseCheck(Settings settings) {
		this.settings = settings;
	}

	/**
	 * Signs in as the owner of the schema and as the application role.
	 * @throws FailureAnalyzedException if that fails, or if the application role could
	 * look past row-level security
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
			this.settings.value(Settings.DATABASE_USER).ifPresent((role) -> checkRole(connection, role));
		}
		catch (SQLException ex) {
			throw failure(new DatabaseTrouble(Settings.SCHEMA, url, owner), ex);
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
		try (var _ = connect(address.jdbcUrl(), role, this.settings.value("spring.r2dbc.password").orElse(""))) {
			return;
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
