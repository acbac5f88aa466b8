package dev.rapport.graphql;

import java.util.Map;
import java.util.Set;

import graphql.ExecutionResult;
import graphql.execution.AbortExecutionException;
import graphql.execution.instrumentation.InstrumentationContext;
import graphql.execution.instrumentation.InstrumentationState;
import graphql.execution.instrumentation.SimplePerformantInstrumentation;
import graphql.execution.instrumentation.parameters.InstrumentationExecuteOperationParameters;
import graphql.language.OperationDefinition.Operation;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

import dev.rapport.kernel.ApiCode;

/**
 * Refuses a kind of operation that its transport does not admit, for instance a mutation
 * by GET, before anything of it is executed.
 */
@Component
@Order(100)
class OperationGuard extends SimplePerformantInstrumentation {

	/** Set by the transports; the kinds of operations that they admit. */
	static final String ADMITTED = "rapport.operations";

	private final Messages messages;

	OperationGuard(Messages messages) {
		this.messages = messages;
	}

	@Override
	public @Nullable InstrumentationContext<ExecutionResult> beginExecuteOperation(
			InstrumentationExecuteOperationParameters parameters, InstrumentationState state) {
		var context = parameters.getExecutionContext();
		Set<Operation> admitted = context.getGraphQLContext().getOrDefault(ADMITTED, Set.of(Operation.values()));
		if (!admitted.contains(context.getOperationDefinition().getOperation())) {
			throw new Refusal(this.messages.of(ApiCode.BAD_REQUEST, context.getLocale()));
		}
		return super.beginExecuteOperation(parameters, state);
	}

	private static final class Refusal extends AbortExecutionException {

		Refusal(String message) {
			super(message);
		}

		@Override
		public Map<String, Object> getExtensions() {
			return Map.of("code", ApiCode.BAD_REQUEST.name(), "retryable", false);
		}

	}

}
