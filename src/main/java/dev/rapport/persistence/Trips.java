package dev.rapport.persistence;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import io.r2dbc.spi.Wrapped;
import reactor.core.publisher.Mono;

/** Connections on which a statement can make a {@link Trip}. */
final class Trips implements ConnectionFactory, Wrapped<ConnectionFactory> {

	private final ConnectionFactory server;

	Trips(ConnectionFactory server) {
		this.server = server;
	}

	@Override
	public Mono<Connection> create() {
		return Mono.<Connection>from(this.server.create()).map(TripConnection::of);
	}

	@Override
	public ConnectionFactoryMetadata getMetadata() {
		return this.server.getMetadata();
	}

	@Override
	public ConnectionFactory unwrap() {
		return this.server;
	}

}
