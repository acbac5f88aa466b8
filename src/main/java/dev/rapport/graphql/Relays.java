package dev.rapport.graphql;

import graphql.execution.DataLoaderDispatchStrategy;
import graphql.execution.ExecutionContext;
import graphql.execution.instrumentation.ExecutionStrategyInstrumentationContext;
import graphql.execution.instrumentation.InstrumentationState;
import graphql.execution.instrumentation.SimplePerformantInstrumentation;
import graphql.execution.instrumentation.parameters.InstrumentationExecutionStrategyParameters;
import graphql.execution.instrumentation.parameters.InstrumentationFieldFetchParameters;
import graphql.language.OperationDefinition.Operation;
import graphql.schema.DataFetcher;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Puts a {@link Relay} behind every subscription, behind the guards that look at its
 * messages: the last instrumentation is the outermost.
 */
@Component
@Order(Ordered.LOWEST_PRECEDENCE)
class Relays extends SimplePerformantInstrumentation {

	/** A subscription itself loads nothing. */
	@Override
	public ExecutionStrategyInstrumentationContext beginExecutionStrategy(
			InstrumentationExecutionStrategyParameters parameters, InstrumentationState state) {
		ExecutionContext context = parameters.getExecutionContext();
		if (context.getOperationDefinition().getOperation() == Operation.SUBSCRIPTION) {
			context.setDataLoaderDispatcherStrategy(DataLoaderDispatchStrategy.NO_OP);
		}
		return ExecutionStrategyInstrumentationContext.NOOP;
	}

	@Override
	public DataFetcher<?> instrumentDataFetcher(DataFetcher<?> fetcher, InstrumentationFieldFetchParameters parameters,
			InstrumentationState state) {
		ExecutionContext context = parameters.getExecutionContext();
		boolean source = context.getOperationDefinition().getOperation() == Operation.SUBSCRIPTION
				&& parameters.getExecutionStepInfo().getPath().getLevel() == 1;
		return source ? (environment) -> relayed(fetcher.get(environment), context) : fetcher;
	}

	private static @Nullable Object relayed(@Nullable Object source, ExecutionContext context) {
		if (source instanceof Publisher<?> messages) {
			Relay relay = new Relay(messages, context);
			context.getGraphQLContext().put(Relay.class, relay);
			return relay.handed();
		}
		return source;
	}

}
