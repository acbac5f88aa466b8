package dev.rapport.web;

import java.util.Map;
import java.util.Set;

import graphql.ExecutionResult;
import graphql.language.OperationDefinition.Operation;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

import org.springframework.graphql.server.WebGraphQlHandler;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.web.server.ServerWebExchange;

/**
 * The one way from a transport into GraphQL. Tells the engine which kinds of operation
 * the transport admits; the engine refuses the others.
 */
final class Execution {

	private static final String ADMITTED = "rapport.operations";

	private static final String RESUMED = "rapport.after";

	private final Payloads payloads = new Payloads();

	private final WebGraphQlHandler handler;

	Execution(WebGraphQlHandler handler) {
		this.handler = handler;
	}

	Mono<WebGraphQlResponse> execute(WebGraphQlRequest request, Set<Operation> admitted) {
		request.configureExecutionInput(
				(input, builder) -> builder.graphQLContext(Map.of(ADMITTED, Set.copyOf(admitted))).build());
		return this.handler.handleRequest(request);
	}

	/**
	 * Executes for a connection that outlives the response: nothing is kept of the way by
	 * which that came.
	 */
	Mono<WebGraphQlResponse> executeApart(WebGraphQlRequest request, Set<Operation> admitted) {
		return Mono.deferContextual((context) -> Mono.fromFuture(
				() -> execute(request, admitted).contextWrite(Context.of(context).delete(ServerWebExchange.class))
					.toFuture()));
	}

	/** Lets a subscription go on behind a cursor; null or blank leaves it as it is. */
	static void resume(WebGraphQlRequest request, @Nullable String cursor) {
		if (cursor != null && !cursor.isBlank()) {
			request
				.configureExecutionInput((input, builder) -> builder.graphQLContext(Map.of(RESUMED, cursor)).build());
		}
	}

	/** How results go over the wire. */
	Payloads payloads() {
		return this.payloads;
	}

	static boolean isStream(WebGraphQlResponse response) {
		return response.getExecutionResult().getData() instanceof Publisher;
	}

	/** The results of a response: many of a subscription, else one. */
	static Flux<ExecutionResult> results(WebGraphQlResponse response) {
		if (response.getExecutionResult().getData() instanceof Publisher<?> events) {
			return Flux.from(events).cast(ExecutionResult.class);
		}
		return Flux.just(response.getExecutionResult());
	}

}
