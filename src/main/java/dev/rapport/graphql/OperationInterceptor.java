package dev.rapport.graphql;

import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/**
 * Something that is done with every operation of a client, before it is executed or with
 * its answer. As Spring's interceptor of the same purpose, but the Reactor context comes
 * by hand: who needs something of it doesn't have to wait for a subscriber, so that an
 * operation that has nothing to wait for passes all of them by plain calls.
 */
interface OperationInterceptor {

	/**
	 * Called once for each subscriber of an answer, when it subscribes.
	 * @param context what the subscriber knows, and what was added on the way; what is
	 * asked of others has to be given it
	 * @return one answer. A failure may be thrown, too.
	 */
	Mono<WebGraphQlResponse> intercept(WebGraphQlRequest request, Context context, Chain chain);

	/** What comes behind an interceptor. */
	interface Chain {

		/**
		 * Goes on, at once: the answer must be subscribed to.
		 * @return one answer; a failure is in it and never thrown
		 */
		Mono<WebGraphQlResponse> next(WebGraphQlRequest request, Context context);

	}

}
