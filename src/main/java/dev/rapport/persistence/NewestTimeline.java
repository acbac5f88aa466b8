package dev.rapport.persistence;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import io.r2dbc.spi.R2dbcBadGrammarException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcPermissionDeniedException;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.RowMetadata;
import io.r2dbc.spi.Wrapped;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Connections to a server that is still the newest of its kind. A primary that was
 * replaced and comes back takes writes as if nothing had happened, and a driver that
 * looks for a primary finds the first of two; its timeline is older than that of its
 * successor, so a process that has seen the successor refuses it. A process that has not
 * can't know: to keep the old one away is up to whoever fails over.
 */
final class NewestTimeline implements ConnectionFactory, Wrapped<ConnectionFactory> {

	private static final String WHERE = """
			select (select system_identifier from pg_control_system()),
			  case when pg_is_in_recovery() then '' else left(pg_walfile_name(pg_current_wal_insert_lsn()), 8) end
			""";

	private final Map<Long, String> newest = new ConcurrentHashMap<>();

	private final ConnectionFactory server;

	NewestTimeline(ConnectionFactory server) {
		this.server = server;
	}

	/**
	 * A connection.
	 * @return fails with an R2DBC resource exception where it leads to a server that was
	 * replaced
	 */
	@Override
	public Mono<Connection> create() {
		return Mono.usingWhen(this.server.create(), this::checked, (connection) -> Mono.empty(),
				(connection, failure) -> connection.close(), Connection::close);
	}

	private Mono<Connection> checked(Connection connection) {
		return Flux.from(connection.createStatement(WHERE).execute())
			.concatMap((result) -> result.map(NewestTimeline::place))
			// servers that do not tell are believed
			.onErrorResume((failure) -> failure instanceof R2dbcBadGrammarException
					|| failure instanceof R2dbcPermissionDeniedException, (silent) -> Mono.empty())
			.doOnNext(this::check)
			.then(Mono.just(connection));
	}

	private static Place place(Row row, RowMetadata columns) {
		Long system = row.get(0, Long.class);
		String timeline = row.get(1, String.class);
		return new Place((system == null) ? 0 : system, (timeline == null) ? "" : timeline);
	}

	private void check(Place place) {
		String known = this.newest.merge(place.system(), place.timeline(),
				(one, other) -> (one.compareTo(other) < 0) ? other : one);
		if (!place.timeline().isEmpty() && place.timeline().compareTo(known) < 0) {
			throw new R2dbcNonTransientResourceException(
					"The server was replaced: its timeline is " + place.timeline() + ", not " + known);
		}
	}

	@Override
	public ConnectionFactoryMetadata getMetadata() {
		return this.server.getMetadata();
	}

	@Override
	public ConnectionFactory unwrap() {
		return this.server;
	}

	/**
	 * Which cluster a server belongs to, and where in its history it is.
	 *
	 * @param timeline in hexadecimal digits, always the same number; empty for a standby
	 */
	private record Place(long system, String timeline) {
	}

}
