package dev.rapport.persistence;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.r2dbc.ConnectionFactoryDecorator;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Puts our pool in front of the database in place of Spring Boot's, which has no setting
 * for how many may wait.
 */
@Configuration(proxyBeanMethods = false)
class PoolConfiguration {

	/** Next to the driver, beneath all that watches connections. */
	@Bean
	@Order(Ordered.HIGHEST_PRECEDENCE)
	ConnectionFactoryDecorator trips() {
		return Trips::new;
	}

	@Bean
	@Order(Ordered.LOWEST_PRECEDENCE)
	ConnectionFactoryDecorator pool(R2dbcProperties properties,
			@Value("${rapport.database.max-pending-acquire}") int mostWaiting) {
		return (server) -> new BoundedPool(new NewestTimeline(server), properties.getPool(), mostWaiting);
	}

}
