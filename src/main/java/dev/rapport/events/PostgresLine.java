package dev.rapport.events;

import java.util.Optional;

import io.r2dbc.postgresql.api.Notification;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.postgresql.api.PostgresqlResult;
import io.r2dbc.postgresql.api.PostgresqlStatement;
import io.r2dbc.spi.ConnectionFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * {@code LISTEN} and {@code NOTIFY} on one connection of its own, outside the pool and
 * outside any transaction: a {@code NOTIFY} in a transaction that writes would take a
 * lock of the whole cluster when it commits.
 */
final class PostgresLine implements Line {

	/** What the connection is called in {@code pg_stat_activity}. */
	static final String NAME = "rapport-doorbell";

	private static final String CHANNEL = "rapport_events";

	private static final String LISTEN = "listen " + CHANNEL;

	private static final String NOTIFY = "select pg_notify('" + CHANNEL + "', $1)";

	private static final String TRY = "select 1";

	private final ConnectionFactory server;

	PostgresLine(ConnectionFactory server) {
		this.server = server;
	}

	@Override
	public Flux<String> converse(Flux<String> said) {
		Mono<PostgresqlConnection> call = Mono.from(this.server.create())
			.timeout(PATIENCE)
			.cast(PostgresqlConnection.class);
		return Flux.usingWhen(call, (connection) -> converse(connection, said), PostgresLine::hangUp);
	}

	/** Hears before it listens, so nothing that comes at once is missed. */
	private static Flux<String> converse(PostgresqlConnection connection, Flux<String> said) {
		Flux<Optional<String>> texts = said.map(Optional::of);
		Flux<Optional<String>> beats = Flux.interval(BEAT).onBackpressureDrop().map((tick) -> Optional.empty());
		Mono<String> speaking = run(connection.createStatement(LISTEN)).thenMany(Flux.merge(1, texts, beats))
			.concatMap((text) -> run(statement(connection, text)), 1)
			.then(Mono.empty());
		return heard(connection).mergeWith(speaking);
	}

	private static Flux<String> heard(PostgresqlConnection connection) {
		return connection.getNotifications()
			.mapNotNull(Notification::getParameter)
			.concatWith(Mono.error(() -> new IllegalStateException("The connection has ended")));
	}

	private static PostgresqlStatement statement(PostgresqlConnection connection, Optional<String> text) {
		return text.map((said) -> connection.createStatement(NOTIFY).bind("$1", said))
			.orElseGet(() -> connection.createStatement(TRY));
	}

	private static Mono<Void> run(PostgresqlStatement statement) {
		return statement.execute().concatMap(PostgresqlResult::getRowsUpdated).then().timeout(PATIENCE);
	}

	private static Mono<Void> hangUp(PostgresqlConnection connection) {
		return connection.close().timeout(PATIENCE).onErrorComplete();
	}

}
