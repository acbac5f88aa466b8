package dev.rapport.watch;

import io.micrometer.observation.ObservationRegistry;
import io.r2dbc.spi.ConnectionFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.r2dbc.autoconfigure.ProxyConnectionFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A span for each statement, where tracing is on. */
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

}
