package dev.rapport;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

import com.zaxxer.hikari.HikariDataSource;

import org.springframework.core.env.Environment;

/**
 * Connections of the owner of the database: tests say so much to it that each on a new
 * one takes minutes. Whatever somebody set on a connection is not set for the next one.
 */
final class OwnersPool extends HikariDataSource {

	private static final int SIZE = 16;

	private static final Duration IDLE = Duration.ofSeconds(10);

	OwnersPool(Environment environment) {
		setPoolName("owner");
		setJdbcUrl(environment.getRequiredProperty("spring.flyway.url"));
		setUsername(environment.getRequiredProperty("spring.flyway.user"));
		setPassword(environment.getRequiredProperty("spring.flyway.password"));
		setMaximumPoolSize(SIZE);
		setMinimumIdle(0);
		setIdleTimeout(IDLE.toMillis());
		setInitializationFailTimeout(-1);
	}

	@Override
	public Connection getConnection() throws SQLException {
		Connection connection = super.getConnection();
		try (Statement statement = connection.createStatement()) {
			statement.execute("reset all");
			return connection;
		}
		catch (SQLException broken) {
			connection.close();
			throw broken;
		}
	}

}
