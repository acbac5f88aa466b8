package dev.rapport.web;

import java.util.List;

import io.micrometer.context.ContextSnapshotFactory;
import reactor.core.publisher.Mono;

import org.springframework.graphql.ExecutionGraphQlService;
import org.springframework.graphql.server.WebGraphQlHandler;
import org.springframework.graphql.server.WebGraphQlInterceptor;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.graphql.server.WebSocketGraphQlInterceptor;

/**
 * Leads a request through all interceptors to the engine, and nothing else: what Spring
 * builds also takes a snapshot of thread-bound values for each request.
 *
 * @param chain the interceptors in their order, the engine behind the last one
 */
record Interceptors(WebGraphQlInterceptor.Chain chain) implements WebGraphQlHandler {

	static Interceptors before(ExecutionGraphQlService engine, List<WebGraphQlInterceptor> interceptors) {
		WebGraphQlInterceptor.Chain end = (request) -> engine.execute(request).map(WebGraphQlResponse::new);
		return new Interceptors(
				interceptors.stream().reduce(WebGraphQlInterceptor::andThen).map((all) -> all.apply(end)).orElse(end));
	}

	@Override
	public Mono<WebGraphQlResponse> handleRequest(WebGraphQlRequest request) {
		return this.chain.next(request);
	}

	@Override
	public WebSocketGraphQlInterceptor getWebSocketInterceptor() {
		return new WebSocketGraphQlInterceptor() {
		};
	}

	@Override
	public ContextSnapshotFactory contextSnapshotFactory() {
		return ContextSnapshotFactory.builder().build();
	}

}
