package dev.rapport.graphql;

import java.util.Comparator;
import java.util.List;

import io.micrometer.context.ContextSnapshotFactory;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;
import org.springframework.graphql.server.WebGraphQlHandler;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.graphql.server.WebSocketGraphQlInterceptor;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/**
 * Leads a request through all interceptors, in their order, to the engine, and nothing
 * else: what Spring builds also takes a snapshot of thread-bound values for each request.
 */
@Component
class OperationChain implements WebGraphQlHandler {

	private final OperationInterceptor.Chain first;

	OperationChain(Engine engine, List<OperationInterceptor> interceptors) {
		Comparator<Object> order = AnnotationAwareOrderComparator.INSTANCE;
		OperationInterceptor.Chain chain = (request, context) -> AtOnce.map(engine.execute(request, context),
				WebGraphQlResponse::new);
		for (OperationInterceptor interceptor : interceptors.stream().sorted(order.reversed()).toList()) {
			chain = new Link(interceptor, chain);
		}
		this.first = chain;
	}

	@Override
	public Mono<WebGraphQlResponse> handleRequest(WebGraphQlRequest request) {
		return Mono.deferContextual((context) -> this.first.next(request, Context.of(context)));
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

	/** An interceptor and what comes behind it. */
	private record Link(OperationInterceptor interceptor,
			OperationInterceptor.Chain rest) implements OperationInterceptor.Chain {

		@Override
		public Mono<WebGraphQlResponse> next(WebGraphQlRequest request, Context context) {
			try {
				return this.interceptor.intercept(request, context, this.rest);
			}
			catch (Exception failure) {
				return Mono.error(failure);
			}
		}

	}

}
