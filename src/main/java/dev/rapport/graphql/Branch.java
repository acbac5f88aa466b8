package dev.rapport.graphql;

import java.util.Map;

import graphql.execution.ExecutionContext;
import graphql.execution.ExecutionStrategyParameters;
import graphql.execution.MergedField;
import graphql.execution.ValuesResolver;
import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.DataFetchingEnvironmentImpl;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLObjectType;
import graphql.schema.LightDataFetcher;

/**
 * A field of a shape that objects do not hold: its values have to be fetched, or what
 * lies below them.
 *
 * @param field what is selected
 * @param definition the field in the schema
 * @param parent the type of the objects
 * @param fetcher one that {@link #isKnown}
 * @param nest how objects lie in its values
 */
record Branch(MergedField field, GraphQLFieldDefinition definition, GraphQLObjectType parent, DataFetcher<?> fetcher,
		Nest nest) {

	/** Whether a fetcher needs nothing but what is settled for all objects of a place. */
	static boolean isKnown(DataFetcher<?> fetcher) {
		return fetcher instanceof LightDataFetcher || fetcher instanceof PlainFetcher plain && plain.isKnown();
	}

	/** What fetches the field of one object after the other. */
	Shape.Held at(ExecutionContext context, ExecutionStrategyParameters place, Memory memory) {
		return (this.fetcher instanceof PlainFetcher plain) ? plain.at(environment(context, place, memory)) : held();
	}

	private Shape.Held held() {
		LightDataFetcher<?> light = (LightDataFetcher<?>) this.fetcher;
		return (source) -> light.get(this.definition, source, Shapes::environment);
	}

	/** It is the same for all objects, save the object. */
	private DataFetchingEnvironment environment(ExecutionContext context, ExecutionStrategyParameters place,
			Memory memory) {
		return DataFetchingEnvironmentImpl.newDataFetchingEnvironment(context)
			.arguments(arguments(context))
			.fieldDefinition(this.definition)
			.mergedField(this.field)
			.fieldType(this.definition.getType())
			.parentType(this.parent)
			.dataLoaderRegistry(memory)
			.deferredCallContext(place.getDeferredCallContext())
			.level(place.getPath().getLevel() + 1)
			.build();
	}

	private Map<String, Object> arguments(ExecutionContext context) {
		return this.definition.getArguments().isEmpty() ? Map.of()
				: ValuesResolver.getArgumentValues(context.getGraphQLSchema().getCodeRegistry(),
						this.definition.getArguments(), this.field.getArguments(), context.getCoercedVariables(),
						context.getGraphQLContext(), context.getLocale());
	}

}
