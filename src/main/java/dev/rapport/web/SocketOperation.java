package dev.rapport.web;

import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;

import dev.rapport.events.Companion;
import graphql.ExecutionResult;
import graphql.GraphQLError;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.context.Context;

import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;

/**
 * One operation of a socket: {@code next} per result and {@code complete}, or
 * {@code error}. Its id is free again before the last message goes out.
 */
final class SocketOperation {

	private final Sinks.Empty<Void> stopped = Sinks.empty();

	private final String id;

	private final Mono<WebGraphQlResponse> response;

	private final Payloads payloads;

	private final TransportErrors errors;

	private final Call call;

	private final Consumer<SocketOperation> whenDone;

	private volatile boolean live = true;

	private Context context = Context.empty();

	SocketOperation(String id, Call call, Mono<WebGraphQlResponse> response, Payloads payloads, TransportErrors errors,
			Consumer<SocketOperation> whenDone) {
		this.id = id;
		this.call = call;
		this.response = response;
		this.payloads = payloads;
		this.errors = errors;
		this.whenDone = whenDone;
	}

	/**
	 * Executes, and streams, in the name of the caller.
	 * @param thread of the client's connection
	 */
	SocketOperation onBehalfOf(Authentication caller, Executor thread) {
		this.context = ReactiveSecurityContextHolder.withAuthentication(caller).putAll(Companion.on(thread).readOnly());
		return this;
	}

	String id() {
		return this.id;
	}

	/** The client wants no more; nothing is sent after this, and nothing is begun. */
	void stop() {
		this.live = false;
		this.stopped.emitEmpty(Sinks.EmitFailureHandler.FAIL_FAST);
	}

	/** Executes the operation when subscribed to, unless it was stopped before. */
	Flux<byte[]> messages() {
		return Flux.defer(() -> this.live ? execute() : Flux.<byte[]>empty())
			.takeUntilOther(this.stopped.asMono())
			.contextWrite(this.context);
	}

	private Flux<byte[]> execute() {
		return this.response.flatMapMany(this::answer)
			.onErrorResume((cause) -> last(
					() -> SocketMessage.error(this.id, this.errors.failure(this.call, cause).errors())));
	}

	private Flux<byte[]> answer(WebGraphQlResponse response) {
		ExecutionResult result = response.getExecutionResult();
		if (!Execution.isStream(response) && !result.isDataPresent()) {
			return last(() -> SocketMessage.error(this.id,
					result.getErrors().stream().map(GraphQLError::toSpecification).toList()));
		}
		byte[] opening = SocketMessage.opening(this.id);
		return Execution.results(response)
			.map((one) -> SocketMessage.next(opening, this.payloads.of(one)))
			.concatWith(last(() -> SocketMessage.complete(this.id)));
	}

	private Flux<byte[]> last(Supplier<byte[]> message) {
		return Mono.fromSupplier(() -> {
			this.whenDone.accept(this);
			return message.get();
		}).flux();
	}

}
