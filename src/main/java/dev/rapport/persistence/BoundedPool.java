package dev.rapport.persistence;

import java.time.Duration;
import java.util.Objects;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcTransientResourceException;
import io.r2dbc.spi.ValidationDepth;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcProperties;
import reactor.core.publisher.Mono;
import reactor.pool.PoolAcquirePendingLimitException;

/**
 * Lends connections, and bounds the waiting for one in number and in time. Who comes when
 * the queue is full is refused at once. A pooled connection that has died is passed over;
 * no other failure is tried again here, because to try again would only prolong the wait
 * for a busy database, or flood one that is starting up.
 * <p>
 * A connection that has rested is asked whether it still answers. One that has only just
 * come back is not: it did answer, and to ask costs as much as a small statement. If it
 * dies right then, the statement fails as it would have a moment later. Only connections
 * that make trips tell since when they rest; others are always asked.
 */
final class BoundedPool extends ConnectionPool {

	/** How long a connection may rest without being asked. */
	static final Duration REST = Duration.ofMillis(500);

	private final int passedOver;

	/**
	 * A pool in front of a server.
	 * @param mostWaiting how many may wait for a connection at the same time
	 */
	BoundedPool(ConnectionFactory server, R2dbcProperties.Pool settings, int mostWaiting) {
		super(configuration(server, settings, mostWaiting));
		this.passedOver = settings.getAcquireRetry();
	}

	/**
	 * A connection that has answered within {@link #REST}.
	 * @return fails with an R2DBC resource exception if there is none in time
	 */
	@Override
	public Mono<Connection> create() {
		return passingOver(this.passedOver);
	}

	private Mono<Connection> passingOver(int dead) {
		return super.create().onErrorResume((failure) -> switch (failure) {
			case Dead _ when dead > 0 -> passingOver(dead - 1);
			case PoolAcquirePendingLimitException full ->
				Mono.error(new R2dbcTransientResourceException(full.getMessage(), full));
			default -> Mono.error(failure);
		});
	}

	private static ConnectionPoolConfiguration configuration(ConnectionFactory server, R2dbcProperties.Pool settings,
			int mostWaiting) {
		Duration patience = bounded(settings.getMaxValidationTime(), "max-validation-time");
		return ConnectionPoolConfiguration.builder(server)
			.initialSize(settings.getInitialSize())
			.minIdle(settings.getMinIdle())
			.maxSize(settings.getMaxSize())
			.maxAcquireTime(bounded(settings.getMaxAcquireTime(), "max-acquire-time"))
			.maxCreateConnectionTime(bounded(settings.getMaxCreateConnectionTime(), "max-create-connection-time"))
			.maxLifeTime(bounded(settings.getMaxLifeTime(), "max-life-time"))
			.maxIdleTime(settings.getMaxIdleTime())
			.acquireRetry(0)
			.postAllocate((connection) -> alive(connection, depth(connection, settings), patience))
			.preRelease((connection) -> Mono.fromRunnable(() -> rest(connection)))
			.customizer((pool) -> pool.maxPendingAcquire(mostWaiting).idleResourceReuseMruOrder())
			.build();
	}

	private static void rest(Connection connection) {
		TripConnection own = TripConnection.under(connection);
		if (own != null) {
			own.rest();
		}
	}

	private static ValidationDepth depth(Connection connection, R2dbcProperties.Pool settings) {
		TripConnection own = TripConnection.under(connection);
		return (own != null && own.hasJustRested(REST)) ? ValidationDepth.LOCAL : settings.getValidationDepth();
	}

	/** Only who asks the server waits, so only that has a limit. */
	private static Mono<Void> alive(Connection connection, ValidationDepth depth, Duration patience) {
		Mono<Boolean> answer = Mono.from(connection.validate(depth));
		return ((depth == ValidationDepth.LOCAL) ? answer : answer.timeout(patience, Mono.just(false)))
			.flatMap((alive) -> alive ? Mono.empty() : Mono.error(Dead::new));
	}

	private static Duration bounded(@Nullable Duration time, String name) {
		return Objects.requireNonNull(time, () -> "spring.r2dbc.pool." + name + " must be set");
	}

	/** A pooled connection that no longer answers; the pool has dropped it. */
	private static final class Dead extends R2dbcNonTransientResourceException {

		Dead() {
			super("The pooled connection is dead");
		}

	}

}
