package dev.rapport.graphql;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import graphql.execution.AsyncExecutionStrategy;
import graphql.execution.DataFetcherExceptionHandler;
import graphql.execution.ExecutionContext;
import graphql.execution.ExecutionStepInfo;
import graphql.execution.ExecutionStrategyParameters;
import graphql.execution.FieldValueInfo;
import graphql.execution.FieldValueInfo.CompleteValueType;
import graphql.schema.GraphQLCompositeType;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import org.jspecify.annotations.Nullable;

/**
 * Executes operations as the engine does, but reads by itself what objects hold anyway,
 * and fetches the rest for all objects of a list together: for each field of each object
 * the engine makes a dozen objects for those who might want to look at it, and nobody
 * does. Whatever is not plain is left to the engine, the whole list or object: then
 * errors and nulls are its own. See decision 0028.
 */
final class ShapedExecution extends AsyncExecutionStrategy {

	/** An execution that tells of failures like this. */
	ShapedExecution(DataFetcherExceptionHandler failures) {
		super(failures);
	}

	@Override
	protected FieldValueInfo completeValueForList(ExecutionContext context, ExecutionStrategyParameters parameters,
			Iterable<Object> items) {
		GraphQLType list = parameters.getExecutionStepInfo().getUnwrappedNonNullType();
		Nest nest = isShaped(context) && GraphQLTypeUtil.unwrapAll(list) instanceof GraphQLCompositeType
				? AccessGuard.shapes(context).nest(context, parameters.getField(), list) : null;
		return (nest == null) ? super.completeValueForList(context, parameters, items)
				: new FieldValueInfo(CompleteValueType.LIST, broad(context, parameters, nest, items,
						() -> super.completeValueForList(context, parameters, items).getFieldValueObject()));
	}

	@Override
	protected Object completeValueForObject(ExecutionContext context, ExecutionStrategyParameters parameters,
			GraphQLObjectType type, Object object) {
		Shape shape = isShaped(context) ? AccessGuard.shapes(context).of(context, parameters.getField(), type) : null;
		if (shape == null) {
			return super.completeValueForObject(context, parameters, type, object);
		}
		return (shape.isBroad() && !shape.isWhole())
				? broad(context, parameters, Nest.of((value) -> type, (known) -> shape), object,
						() -> super.completeValueForObject(context, parameters, type, object))
				: held(context, parameters, type, object, shape);
	}

	/**
	 * The answer for a value of which all is held or can be fetched together; the
	 * engine's, if it turns out that only the engine knows it.
	 */
	private static Object broad(ExecutionContext context, ExecutionStrategyParameters place, Nest nest, Object value,
			Supplier<Object> engine) {
		Memory memory = new Memory(context.getDataLoaderRegistry());
		CompletableFuture<@Nullable Object> answer = new BreadthFirst(context, memory).answer(nest, value, place);
		return switch (answer.state()) {
			case SUCCESS -> answer.resultNow();
			// nothing has been sent yet
			case FAILED, CANCELLED -> engine.get();
			case RUNNING -> answer.handle((said, failure) -> (failure == null) ? CompletableFuture.completedFuture(said)
					: Waves.of(context).again(memory, engine))
				.thenCompose((said) -> said);
		};
	}

	/** What the object does not hold, the engine fetches. */
	private Object held(ExecutionContext context, ExecutionStrategyParameters parameters, GraphQLObjectType type,
			Object object, Shape shape) {
		@Nullable Object @Nullable [] held = shape.read(object);
		if (held == null) {
			return super.completeValueForObject(context, parameters, type, object);
		}
		return shape.isWhole() ? shape.answer(held)
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
		return context.getInstrumentation() instanceof Guards && context.getDataLoaderRegistry() instanceof Waves
				&& !context.hasIncrementalSupport();
	}

}
