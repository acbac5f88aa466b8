package dev.rapport.web;

import java.net.URI;
import java.util.EnumSet;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

import dev.rapport.kernel.ApiCode;
import dev.rapport.web.SocketMessage.Subscribe;
import graphql.language.OperationDefinition.Operation;
import reactor.core.publisher.Mono;

import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.util.UriComponentsBuilder;

/** The live operations of one socket. Begun and stopped on its thread, ended on any. */
final class SocketOperations {

	private final Map<String, SocketOperation> live = new ConcurrentHashMap<>();

	private final HandshakeInfo handshake;

	private final Execution execution;

	private final TransportErrors errors;

	private final Call call;

	private final Executor thread;

	private final int limit;

	SocketOperations(NettySocket socket, Execution execution, TransportErrors errors, int limit) {
		this.handshake = socket.getHandshakeInfo();
		this.execution = execution;
		this.errors = errors;
		this.call = socket.call();
		this.thread = socket.channel().eventLoop();
		this.limit = limit;
	}

	boolean isLive(String id) {
		return this.live.containsKey(id);
	}

	/** An operation to be sent; one that is refused consists of its error. */
	SocketOperation begin(Subscribe message, Credential credential) {
		Call own = this.call.next();
		if (this.live.size() >= this.limit) {
			Rejection refusal = new Rejection(ApiCode.RATE_LIMITED, "transport.operations.tooMany", this.limit);
			return new SocketOperation(message.id(), own, Mono.error(refusal), this.execution.payloads(), this.errors,
					(_) -> {
					});
		}
		SocketOperation operation = new SocketOperation(message.id(), own, Mono.defer(() -> execute(message, own)),
				this.execution.payloads(), this.errors, this::forget);
		this.live.put(message.id(), operation);
		return operation.onBehalfOf(credential.authentication(), this.thread);
	}

	/**
	 * The client wants no more of it; unknown ids are operations that have just ended.
	 */
	void stop(String id) {
		SocketOperation operation = this.live.remove(id);
		if (operation != null) {
			operation.stop();
		}
	}

	private void forget(SocketOperation operation) {
		this.live.remove(operation.id(), operation);
	}

	private Mono<WebGraphQlResponse> execute(Subscribe message, Call own) {
		WebGraphQlRequest request = new WebGraphQlRequest(address(), this.handshake.getHeaders(),
				this.handshake.getCookies(), this.handshake.getRemoteAddress(), this.handshake.getAttributes(),
				message.parameters().bounded().asMap(), own.id(), own.locale());
		return this.execution.executeApart(request, EnumSet.allOf(Operation.class));
	}

	/** The socket's, whose query is none of the operation's. */
	private URI address() {
		URI uri = this.handshake.getUri();
		return (uri.getRawQuery() == null) ? uri
				: UriComponentsBuilder.fromUri(uri).replaceQuery(null).build(true).toUri();
	}

}
