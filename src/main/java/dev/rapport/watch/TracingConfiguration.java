package dev.rapport.watch;

import io.micrometer.observation.ObservationRegistry;
import io.r2dbc.spi.ConnectionFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.r2dbc.autoconfigure.ProxyConnectionFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Where tracing is on: a span for each statement, and links from deliveries to writes.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty(TracingSwitch.PROPERTY)
class TracingConfiguration {

	@Bean
	ProxyConnectionFactoryCustomizer statementSpans(ObservationRegistry observations) {
		return (builder) -> {
			ConnectionFactory database = builder.getConnectionFactory();
			builder.listener(new StatementSpans(observations, database));
		};
	}

	@Bean
	WriteLinks writeLinks() {
		return new WriteLinks();
	}

}
