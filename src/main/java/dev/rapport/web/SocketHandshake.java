package dev.rapport.web;

import dev.rapport.web.TransportErrors.Failure;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.reactive.socket.server.WebSocketService;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebInputException;
import org.springframework.web.server.WebHandler;

/** Admits a WebSocket handshake, or answers it with an error like any other request. */
final class SocketHandshake implements WebHandler {

	private final WebSocketService service = new HandshakeWebSocketService(new SocketUpgrade());

	private final SocketEndpoint endpoint;

	private final TransportErrors errors;

	private final Origins origins;

	private final Drain drain;

	SocketHandshake(SocketEndpoint endpoint, TransportErrors errors, Origins origins, Drain drain) {
		this.endpoint = endpoint;
		this.errors = errors;
		this.origins = origins;
		this.drain = drain;
	}

	@Override
	public Mono<Void> handle(ServerWebExchange exchange) {
		return Mono.defer(() -> admit(exchange)).onErrorResume((cause) -> refuse(exchange, cause));
	}

	private Mono<Void> admit(ServerWebExchange exchange) {
		this.drain.requireOpen();
		this.origins.check(exchange.getRequest().getHeaders());
		return this.service.handleRequest(exchange, this.endpoint)
			.onErrorMap(ServerWebInputException.class, (_) -> Rejection.badRequest("transport.refused"));
	}

	private Mono<Void> refuse(ServerWebExchange exchange, Throwable cause) {
		ServerHttpResponse response = exchange.getResponse();
		if (response.isCommitted()) {
			return Mono.error(cause);
		}
		Call call = Call.of(exchange.getRequest().getHeaders());
		Failure failure = this.errors.failure(call, cause);
		response.setStatusCode(HttpStatusCode.valueOf(failure.status()));
		response.getHeaders().setContentType(MediaType.APPLICATION_JSON);
		GraphQlHttpEndpoint.common(response.getHeaders(), call);
		return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(Wire.bytes(failure.body()))));
	}

}
