package dev.rapport.graphql;

import graphql.GraphQLContext;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

import dev.rapport.tenancy.Actor;

/**
 * The Reactor context that an operation came with, kept for what its fields subscribe to.
 */
final class CallContext {

	private CallContext() {
	}

	/** Keeps a context with an operation, whose keys also find what is in it. */
	static void keep(ContextView context, GraphQLContext operation) {
		context.forEach(operation::put);
		operation.put(CallContext.class, context);
	}

	/**
	 * The context of an operation. The caller of a subscription gets other rights as time
	 * goes by, so it is the one that the operation has by now.
	 */
	static Context of(GraphQLContext operation) {
		ContextView kept = operation.getOrDefault(CallContext.class, Context.empty());
		@Nullable Actor caller = operation.get(Actor.class);
		Context context = Context.of(kept);
		return (caller == null || caller == kept.getOrDefault(Actor.class, null)) ? context
				: context.put(Actor.class, caller);
	}

}
