package dev.rapport.watch;

import java.time.Duration;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ValidationDepth;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import reactor.core.publisher.Mono;

/**
 * Whether the database answers somebody who signs in anew, within {@link #PATIENCE}.
 * Asked at most once in {@link #FRESH}, however many ask here.
 */
final class DatabaseHealth implements ReactiveHealthIndicator {

	/** Readiness is known to be lost within 5 seconds: this, and what is still fresh. */
	private static final Duration PATIENCE = Duration.ofSeconds(3);

	private static final Duration FRESH = Duration.ofSeconds(1);

	private static final Duration PARTING = Duration.ofSeconds(1);

	private final Mono<Health> answer;

	DatabaseHealth(ConnectionFactory database) {
		this.answer = Mono
			.usingWhen(Mono.from(database.create()),
					(connection) -> Mono.from(connection.validate(ValidationDepth.REMOTE)), DatabaseHealth::close)
			.timeout(PATIENCE)
			.onErrorReturn(false)
			.map((alive) -> (alive ? Health.up() : Health.down()).build())
			.cache(FRESH);
	}

	@Override
	public Mono<Health> health() {
		return this.answer;
	}

	private static Mono<Void> close(Connection connection) {
		return Mono.from(connection.close()).timeout(PARTING).onErrorComplete();
	}

}
