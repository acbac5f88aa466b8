package dev.rapport.embedded;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.output.ValidateResult;

/** What {@code --check} says about the database, as its two roles see it. Reads only. */
final class DatabaseLook {

	private static final int PATIENCE_SECONDS = 5;

	private static final int VERSION = 18;

	private static final String SERVER = """
			select current_setting('server_version_num')::int / 10000, 'B' < 'a' and lower(U&'\\00DC') = U&'\\00FC',
			  rolsuper or rolbypassrls,
			  exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
			    where n.nspname = 'public' and c.relowner = r.oid),
			  (select count(*) from information_schema.columns a join pg_class c on c.oid = format('%I.%I', a.table_schema, a.table_name)::regclass
			    where a.table_schema = 'public' and a.column_name = 'tenant_id' and c.relkind in ('r', 'p')
			      and not c.relispartition and not (c.relrowsecurity and c.relforcerowsecurity))
			from pg_roles r where rolname = current_user""";

	private static final String MAKES_ROLES = "select rolsuper or rolcreaterole or exists (select from pg_roles "
			+ "where rolname = 'rapport_definer') from pg_roles where rolname = current_user";

	private final Settings settings;

	DatabaseLook(Settings settings) {
		this.settings = settings;
	}

	/** The database as the service will see it; nothing where none is configured. */
	Stream<Finding> ofService() {
		String url = this.settings.value(Settings.DATABASE).orElse("");
		if (url.isEmpty()) {
			return Stream.empty();
		}
		String role = this.settings.value(Settings.DATABASE_USER).orElse("");
		return DatabaseAddress.in(url)
			.map((address) -> asService(address, role))
			.orElseGet(() -> Stream.of(Finding.note("database.form", Settings.DATABASE)));
	}

	private Stream<Finding> asService(DatabaseAddress address, String role) {
		String password = this.settings.value("spring.r2dbc.password").orElse("");
		try (Connection connection = connect(address.jdbcUrl(), role, password);
				PreparedStatement question = connection.prepareStatement(SERVER);
				ResultSet answer = question.executeQuery()) {
			answer.next();
			return Stream.of(
					(answer.getInt(1) >= VERSION) ? Finding.fine("database", address.place(), answer.getInt(1))
							: Finding.mend("database.old", answer.getInt(1)),
					answer.getBoolean(2) ? Finding.fine("database.order") : Finding.mend("database.order.language"),
					role(role, answer), (answer.getLong(5) == 0) ? Finding.fine("database.wall")
							: Finding.mend("database.wall.open", answer.getLong(5)));
		}
		catch (SQLException ex) {
			return Stream.of(trouble(Settings.DATABASE, address, role, ex));
		}
	}

	private static Finding role(String role, ResultSet answer) throws SQLException {
		if (answer.getBoolean(3)) {
			return Finding.mend("database.role.unbound", role);
		}
		return answer.getBoolean(4) ? Finding.mend("database.role.owner", role) : Finding.fine("database.role", role);
	}

	/** The migrations as the owner will run them; nothing where they run elsewhere. */
	Stream<Finding> ofOwner() {
		String url = this.settings.value(Settings.SCHEMA).orElse("");
		if (url.isEmpty() || !this.settings.migrates()) {
			return url.isEmpty() ? Stream.empty() : Stream.of(Finding.note("migrations.elsewhere"));
		}
		String owner = this.settings.value(Settings.SCHEMA_USER).orElse("");
		String password = this.settings.value("spring.flyway.password").orElse("");
		try (Connection connection = connect(url, owner, password)) {
			Finding roles = makesRoles(connection) ? Finding.fine("owner", owner) : Finding.mend("owner.roles", owner);
			return Stream.of(roles, migrations(url, owner, password));
		}
		catch (SQLException ex) {
			return DatabaseAddress.in(url)
				.map((address) -> trouble(Settings.SCHEMA, address, owner, ex))
				.or(() -> java.util.Optional
					.of(Finding.mend("database.fault", url.split("\\?", 2)[0], ex.getSQLState())))
				.stream();
		}
	}

	private static boolean makesRoles(Connection connection) throws SQLException {
		try (PreparedStatement question = connection.prepareStatement(MAKES_ROLES);
				ResultSet answer = question.executeQuery()) {
			return answer.next() && answer.getBoolean(1);
		}
	}

	private Finding migrations(String url, String owner, String password) {
		String role = this.settings.value("rapport.database.app-role").orElse(EmbeddedDatabase.APP_ROLE);
		Flyway flyway = Flyway.configure()
			.dataSource(url, owner, password)
			.connectRetries(0)
			.placeholders(Map.of("appRole", role))
			.ignoreMigrationPatterns("*:pending")
			.load();
		try {
			ValidateResult valid = flyway.validateWithResult();
			int pending = flyway.info().pending().length;
			int applied = flyway.info().applied().length;
			if (!valid.validationSuccessful) {
				return Finding.mend("migrations.changed",
						String.join(", ", valid.invalidMigrations.stream().map((one) -> one.version).toList()));
			}
			return (pending == 0) ? Finding.fine("migrations", applied)
					: Finding.note("migrations.pending", applied, pending);
		}
		catch (FlywayException ex) {
			return Finding.mend("migrations.fault", ex.getClass().getSimpleName());
		}
	}

	private static Finding trouble(String property, DatabaseAddress address, String role, SQLException failure) {
		String state = String.valueOf(failure.getSQLState());
		return switch (state) {
			case "08001", "08004", "08006" -> Finding.mend("database.silent", address.place(), property);
			case "28P01", "28000" -> Finding.mend("database.refused", address.place(), role, property);
			case "3D000" -> Finding.mend("database.missing", address.place(), address.database(), property);
			default -> Finding.mend("database.fault", address.place(), state);
		};
	}

	private static Connection connect(String url, String user, String password) throws SQLException {
		Properties properties = new Properties();
		properties.setProperty("user", user);
		properties.setProperty("password", password);
		Arrays.asList("loginTimeout", "connectTimeout", "socketTimeout")
			.forEach((name) -> properties.setProperty(name, Integer.toString(PATIENCE_SECONDS)));
		return DriverManager.getConnection(url, properties);
	}

}
