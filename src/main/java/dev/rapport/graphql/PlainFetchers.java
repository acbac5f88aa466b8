package dev.rapport.graphql;

import java.lang.reflect.Method;
import java.util.List;

import graphql.TrivialDataFetcher;
import graphql.schema.DataFetcher;
import graphql.schema.FieldCoordinates;
import graphql.schema.GraphQLCodeRegistry;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLFieldsContainer;
import graphql.schema.GraphQLSchemaElement;
import graphql.schema.GraphQLTypeVisitorStub;
import graphql.util.TraversalControl;
import graphql.util.TraverserContext;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.graphql.execution.SelfDescribingDataFetcher;

import dev.rapport.persistence.NodeSource;

/**
 * Puts a {@link PlainFetcher} before every field that has a fetcher of ours. The roots of
 * subscriptions stay Spring's, which tells their failures.
 */
final class PlainFetchers extends GraphQLTypeVisitorStub {

	private static final String SUBSCRIPTION = "Subscription";

	private final ListableBeanFactory beans;

	private final Loaders loaders;

	private final Sketches sketches;

	PlainFetchers(ListableBeanFactory beans, Loaders loaders, List<NodeSource<?>> nodes) {
		this.beans = beans;
		this.loaders = loaders;
		this.sketches = new Sketches(nodes);
	}

	@Override
	public TraversalControl visitGraphQLFieldDefinition(GraphQLFieldDefinition field,
			TraverserContext<GraphQLSchemaElement> context) {
		if (context.getParentNode() instanceof GraphQLFieldsContainer type && !type.getName().equals(SUBSCRIPTION)) {
			GraphQLCodeRegistry.Builder registry = context.getVarFromParents(GraphQLCodeRegistry.Builder.class);
			FieldCoordinates coordinates = FieldCoordinates.coordinates(type, field);
			DataFetcher<?> fetcher = registry.getDataFetcher(coordinates, field);
			if (!isOfTheEngine(fetcher)) {
				registry.dataFetcher(coordinates, new PlainFetcher(direct(fetcher)));
			}
		}
		return TraversalControl.CONTINUE;
	}

	private static boolean isOfTheEngine(DataFetcher<?> fetcher) {
		return fetcher instanceof TrivialDataFetcher || fetcher.getClass().getPackageName().startsWith("graphql.");
	}

	/** The same, without Spring between where it calls a method that we can call. */
	private DataFetcher<?> direct(DataFetcher<?> fetcher) {
		Method method = (fetcher instanceof SelfDescribingDataFetcher<?> described) ? described.asMethod() : null;
		Object controller = (method == null) ? null : controller(method);
		MethodFetcher direct = (method == null || controller == null) ? null
				: MethodFetcher.of(controller, method, this.loaders::knows, this.sketches);
		return (direct == null) ? fetcher : direct;
	}

	private @Nullable Object controller(Method method) {
		return this.beans.getBeanProvider(method.getDeclaringClass()).getIfUnique();
	}

}
