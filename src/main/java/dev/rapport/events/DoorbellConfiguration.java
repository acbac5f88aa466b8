package dev.rapport.events;

import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.Option;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.r2dbc.ConnectionFactoryBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Hangs up the doorbell that was asked for. */
@Configuration(proxyBeanMethods = false)
class DoorbellConfiguration {

	private static final Option<String> NAME = Option.valueOf("applicationName");

	@Bean
	Doorbell doorbell(@Value("${rapport.events.doorbell:postgres}") Kind kind, ConnectionFactory database,
			@Value("${rapport.events.listen-url:}") String listen,
			@Value("${rapport.redis.url:${spring.data.redis.url:}}") String redis) {
		return switch (kind) {
			case POSTGRES -> new SharedDoorbell(new PostgresLine(direct(database, listen)));
			case REDIS -> new SharedDoorbell(new RedisLine(required(redis)));
			case LOCAL -> new LocalDoorbell();
		};
	}

	/**
	 * The same role without the pool in front, and without the pooler that the pool may
	 * lead to: nothing is heard through one that works in transactions.
	 * @param listen the R2DBC URL of the server itself; empty if the pool leads there
	 */
	static ConnectionFactory direct(ConnectionFactory database, String listen) {
		return ConnectionFactoryBuilder.derivedFrom(database).configure((options) -> {
			if (!listen.isBlank()) {
				options.from(ConnectionFactoryOptions.parse(listen));
			}
			options.option(NAME, PostgresLine.NAME);
		}).build();
	}

	private static String required(String redis) {
		if (redis.isBlank()) {
			throw new FailureAnalyzedException("rapport.events.doorbell is redis, but rapport.redis.url is not set.",
					"Set rapport.redis.url to redis://host:port, or leave rapport.events.doorbell at postgres.");
		}
		return redis;
	}

	/** How processes that share a database tell each other of new events. */
	enum Kind {

		POSTGRES, REDIS, LOCAL

	}

}
