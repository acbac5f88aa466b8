package dev.rapport.importing;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.stereotype.Component;

import dev.rapport.tenancy.Demo;

/**
 * Founds the demo tenant as the owner of the database, right after the migrations; only
 * the owner may found tenants. It stays closed until it is loaded. One that was left half
 * loaded is put aside under another key, and a new one begins.
 */
@Component
@ConditionalOnBooleanProperty("rapport.demo.load")
class DemoFounding implements Callback {

	static final String KEY = "demo";

	/** The member on whose behalf the demo is loaded. */
	static final UUID ADMINISTRATOR = UUID.fromString("019a9f00-0000-7000-8000-000000000001");

	@Override
	public boolean supports(Event event, Context context) {
		return event == Event.AFTER_MIGRATE;
	}

	@Override
	public boolean canHandleInTransaction(Event event, Context context) {
		return true;
	}

	@Override
	public void handle(Event event, Context context) {
		try {
			found(context.getConnection());
		}
		catch (SQLException ex) {
			throw new IllegalStateException("The demo tenant could not be founded", ex);
		}
	}

	@Override
	public String getCallbackName() {
		return "demo";
	}

	private static void found(Connection connection) throws SQLException {
		try (Statement statement = connection.createStatement()) {
			statement.execute("update tenant set key = 'left-' || tenant_id where key = '" + KEY + "' and not active");
			try (ResultSet known = statement.executeQuery("select 1 from tenant where key = '" + KEY + "'")) {
				if (known.next()) {
					return;
				}
			}
		}
		UUID tenant = UUID.randomUUID();
		run(connection, "select found_tenant(?, ?, ?, ?)", tenant, KEY, "Demo 演示", Demo.ISSUER);
		run(connection,
				"""
						insert into member (tenant_id, id, version, name, email, title, locale, subject, roles, active, created_at, created_by,
						  updated_at, updated_by)
						values (?, ?, 1, 'Alex Admin', 'alex.admin@demo.example', 'Administrator', 'en', 'alex.admin', '{ADMIN}', true,
						  timestamptz '2016-10-01 09:00Z', ?, timestamptz '2016-10-01 09:00Z', ?)
						""",
				tenant, ADMINISTRATOR, ADMINISTRATOR, ADMINISTRATOR);
		run(connection, "update tenant set active = false where tenant_id = ?", tenant);
	}

	private static void run(Connection connection, String sql, Object... parameters) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(sql)) {
			for (int i = 0; i < parameters.length; i++) {
				statement.setObject(i + 1, parameters[i]);
			}
			statement.execute();
		}
	}

}
