package dev.rapport.graphql;

import org.reactivestreams.Publisher;
import org.springframework.core.annotation.Order;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/**
 * Keeps the messages of a subscription in the order of their events. The engine would
 * execute as many at a time as are asked for, and a message whose fields load faster
 * would overtake the one before it; so the next one is asked for when the last one has
 * been handed on. The engine's own ordering is no way out: it calls subscribers while it
 * holds a lock that event loops wait for.
 */
@Component
@Order(3_000)
class MessageOrder implements OperationInterceptor {

	private static final int AT_A_TIME = 1;

	@Override
	public Mono<WebGraphQlResponse> intercept(WebGraphQlRequest request, Context context, Chain chain) {
		return AtOnce.map(chain.next(request, context), MessageOrder::ordered);
	}

	private static WebGraphQlResponse ordered(WebGraphQlResponse response) {
		return (response.getExecutionResult().getData() instanceof Publisher<?> messages)
				? response.transform((builder) -> builder.data(Flux.from(messages).limitRate(AT_A_TIME))) : response;
	}

}
