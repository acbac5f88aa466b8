package dev.rapport.web;

import java.util.List;
import java.util.Optional;

import reactor.core.publisher.Mono;

import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketSession;

/**
 * GraphQL over WebSocket, subprotocol {@code graphql-transport-ws} and no other. Each
 * socket is a {@link SocketSession} of its own.
 */
final class SocketEndpoint implements WebSocketHandler {

	static final String SUBPROTOCOL = "graphql-transport-ws";

	private final Execution execution;

	private final TransportErrors errors;

	private final SocketAuthentication authentication;

	private final SocketLimits limits;

	private final Seats seats;

	private final Drain drain;

	SocketEndpoint(Execution execution, TransportErrors errors, SocketAuthentication authentication,
			SocketLimits limits, Seats seats, Drain drain) {
		this.execution = execution;
		this.errors = errors;
		this.authentication = authentication;
		this.limits = limits;
		this.seats = seats;
		this.drain = drain;
	}

	@Override
	public List<String> getSubProtocols() {
		return List.of(SUBPROTOCOL);
	}

	@Override
	public Mono<Void> handle(WebSocketSession session) {
		if (!(session instanceof NettySocket socket)) {
			return Mono.error(() -> new IllegalStateException("Not a socket of ours"));
		}
		if (!SUBPROTOCOL.equals(session.getHandshakeInfo().getSubProtocol())) {
			return session.close(SocketClose.SUBPROTOCOL);
		}
		return session.getHandshakeInfo()
			.getPrincipal()
			.flatMap(Credential::of)
			.map(Optional::of)
			.defaultIfEmpty(Optional.empty())
			.flatMap((credential) -> converse(socket, credential));
	}

	private Mono<Void> converse(NettySocket socket, Optional<Credential> credential) {
		SocketOperations operations = new SocketOperations(socket, this.execution, this.errors,
				this.limits.operations());
		SocketIdentity identity = new SocketIdentity(this.authentication, credential, this.seats.seat());
		SocketSession session = new SocketSession(socket, identity, operations, this.limits);
		return this.drain.track(session.run(this.drain.started()).flux()).then();
	}

}
