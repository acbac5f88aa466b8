package dev.rapport.graphql;

import java.util.List;
import java.util.stream.Stream;

import graphql.ExecutionResult;
import graphql.execution.instrumentation.ChainedInstrumentation;
import graphql.execution.instrumentation.ExecutionStrategyInstrumentationContext;
import graphql.execution.instrumentation.FieldFetchingInstrumentationContext;
import graphql.execution.instrumentation.Instrumentation;
import graphql.execution.instrumentation.InstrumentationContext;
import graphql.execution.instrumentation.InstrumentationState;
import graphql.execution.instrumentation.SimplePerformantInstrumentation;
import graphql.execution.instrumentation.parameters.InstrumentationCreateStateParameters;
import graphql.execution.instrumentation.parameters.InstrumentationExecuteOperationParameters;
import graphql.execution.instrumentation.parameters.InstrumentationExecutionStrategyParameters;
import graphql.execution.instrumentation.parameters.InstrumentationFieldFetchParameters;
import graphql.schema.DataFetcher;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * All that stands before the execution of operations and fields, as one: a chain makes
 * lists of what none of these answers, several for each field.
 */
@Component
final class Guards extends SimplePerformantInstrumentation {

	private final OperationGuard operations;

	private final AccessGuard access;

	private final Relays relays;

	Guards(OperationGuard operations, AccessGuard access, Relays relays) {
		this.operations = operations;
		this.access = access;
		this.relays = relays;
	}

	/** These guards, with those of others that are not among them behind. */
	Instrumentation with(Stream<Instrumentation> others) {
		List<Instrumentation> own = List.of(this, this.operations, this.access, this.relays);
		List<Instrumentation> foreign = others.filter((other) -> !own.contains(other)).toList();
		return foreign.isEmpty() ? this
				: new ChainedInstrumentation(Stream.concat(Stream.of(this), foreign.stream()).toList());
	}

	@Override
	public InstrumentationState createState(InstrumentationCreateStateParameters parameters) {
		return this.access.createState(parameters);
	}

	@Override
	public @Nullable InstrumentationContext<ExecutionResult> beginExecuteOperation(
			InstrumentationExecuteOperationParameters parameters, InstrumentationState state) {
		this.operations.beginExecuteOperation(parameters, state);
		return this.access.beginExecuteOperation(parameters, state);
	}

	@Override
	public ExecutionStrategyInstrumentationContext beginExecutionStrategy(
			InstrumentationExecutionStrategyParameters parameters, InstrumentationState state) {
		return this.relays.beginExecutionStrategy(parameters, state);
	}

	@Override
	public FieldFetchingInstrumentationContext beginFieldFetching(InstrumentationFieldFetchParameters parameters,
			InstrumentationState state) {
		return FieldFetchingInstrumentationContext.NOOP;
	}

	/** The last one is the outermost. */
	@Override
	public DataFetcher<?> instrumentDataFetcher(DataFetcher<?> fetcher, InstrumentationFieldFetchParameters parameters,
			InstrumentationState state) {
		return this.relays.instrumentDataFetcher(this.access.instrumentDataFetcher(fetcher, parameters, state),
				parameters, state);
	}

}
