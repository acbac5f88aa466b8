package dev.rapport;

import java.time.Duration;

import com.zaxxer.hikari.HikariDataSource;

import org.springframework.core.env.Environment;

/**
 * Connections of the owner of the database: tests say so much to it that each on a new
 * one takes minutes.
 */
final class OwnersPool {

	private static final int SIZE = 16;

	private static final Duration IDLE = Duration.ofSeconds(10);

	private OwnersPool() {
	}

	static HikariDataSource of(Environment environment) {
		HikariDataSource pool = new HikariDataSource();
		pool.setPoolName("owner");
		pool.setJdbcUrl(environment.getRequiredProperty("spring.flyway.url"));
		pool.setUsername(environment.getRequiredProperty("spring.flyway.user"));
		pool.setPassword(environment.getRequiredProperty("spring.flyway.password"));
		pool.setMaximumPoolSize(SIZE);
		pool.setMinimumIdle(0);
		pool.setIdleTimeout(IDLE.toMillis());
		pool.setInitializationFailTimeout(-1);
		return pool;
	}

}
