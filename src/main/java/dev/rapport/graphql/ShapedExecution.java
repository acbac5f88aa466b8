package dev.rapport.graphql;

import java.util.Map;
import java.util.concurrent.CompletableFuture;

import graphql.execution.AsyncExecutionStrategy;
import graphql.execution.DataFetcherExceptionHandler;
import graphql.execution.ExecutionContext;
import graphql.execution.ExecutionStepInfo;
import graphql.execution.ExecutionStrategyParameters;
import graphql.execution.FieldValueInfo;
import graphql.execution.FieldValueInfo.CompleteValueType;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import org.jspecify.annotations.Nullable;

/**
 * Executes operations as the engine does, but reads by itself what objects hold anyway:
 * for each of its fields the engine makes a dozen objects for those who might want to
 * look at it, and nobody does. Whatever is not plain is left to the engine, the whole
 * object: then errors and nulls are its own. See decision 0028.
 */
final class ShapedExecution extends AsyncExecutionStrategy {

	/** An execution that tells of failures like this. */
	ShapedExecution(DataFetcherExceptionHandler failures) {
		super(failures);
	}

	@Override
	protected FieldValueInfo completeValueForList(ExecutionContext context, ExecutionStrategyParameters parameters,
			Iterable<Object> items) {
		Object answers = answers(context, parameters, items);
		return (answers == null) ? super.completeValueForList(context, parameters, items)
				: new FieldValueInfo(CompleteValueType.LIST, answers);
	}

	/** Null if the engine has to say it. */
	private static @Nullable Object answers(ExecutionContext context, ExecutionStrategyParameters parameters,
			Iterable<Object> items) {
		GraphQLType list = parameters.getExecutionStepInfo().getUnwrappedNonNullType();
		if (!isShaped(context) || !(GraphQLTypeUtil.unwrapAll(list) instanceof GraphQLObjectType)) {
			return null;
		}
		Form form = AccessGuard.shapes(context).form(context, parameters.getField(), list);
		try {
			return (form == null) ? null : form.of(items);
		}
		catch (Form.Unfit unfit) {
			return null;
		}
	}

	@Override
	protected Object completeValueForObject(ExecutionContext context, ExecutionStrategyParameters parameters,
			GraphQLObjectType type, Object object) {
		Shape shape = isShaped(context) ? AccessGuard.shapes(context).of(context, parameters.getField(), type) : null;
		@Nullable Object @Nullable [] held = (shape == null) ? null : shape.read(object);
		if (shape == null || held == null) {
			return super.completeValueForObject(context, parameters, type, object);
		}
		return shape.isWhole() ? shape.answer(held, Map.of())
				: joined(shape, held, executeObject(context, rest(parameters, type, shape, object)));
	}

	private static ExecutionStrategyParameters rest(ExecutionStrategyParameters parameters, GraphQLObjectType type,
			Shape shape, Object object) {
		ExecutionStepInfo step = parameters.getExecutionStepInfo().changeTypeWithPreservedNonNull(type);
		return parameters.transform((builder) -> builder.executionStepInfo(step).fields(shape.rest()).source(object));
	}

	/** An object becomes null where one of its fields must not be, and is. */
	@SuppressWarnings("unchecked") // as the engine promises
	private static Object joined(Shape shape, @Nullable Object[] held, Object rest) {
		return (rest instanceof CompletableFuture<?> later)
				? later.thenApply((fields) -> (fields == null) ? null : shape.answer(held, (Map<String, ?>) fields))
				: shape.answer(held, (Map<String, ?>) rest);
	}

	/** Instrumentation of others may want to see every field. */
	private static boolean isShaped(ExecutionContext context) {
		return context.getInstrumentation() instanceof Guards && !context.hasIncrementalSupport();
	}

}
