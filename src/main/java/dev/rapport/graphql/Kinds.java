package dev.rapport.graphql;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

import graphql.execution.ExecutionContext;
import graphql.execution.MergedField;
import graphql.execution.TypeResolutionParameters;
import graphql.schema.GraphQLCompositeType;
import graphql.schema.GraphQLInterfaceType;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLUnionType;
import graphql.schema.TypeResolver;
import org.jspecify.annotations.Nullable;

/**
 * The types that the objects of a field may have, and what is selected of each.
 *
 * @param shapes by type
 * @param resolver finds the type of an object
 */
record Kinds(Map<GraphQLObjectType, Shape> shapes,
		Function<Object, @Nullable GraphQLObjectType> resolver) implements Function<Object, GraphQLObjectType> {

	/** Of an interface that has more, operations seldom meet more than a few. */
	static final int MOST = 8;

	/** Empty if they are too many. */
	static Optional<Kinds> of(ExecutionContext context, MergedField field, GraphQLCompositeType type,
			Function<GraphQLObjectType, Shape> shape) {
		GraphQLSchema schema = context.getGraphQLSchema();
		return switch (type) {
			case GraphQLObjectType object ->
				Optional.of(new Kinds(Map.of(object, shape.apply(object)), (value) -> object));
			case GraphQLInterfaceType face -> of(schema.getImplementations(face), shape,
					(value) -> resolved(context, field, type, schema.getCodeRegistry().getTypeResolver(face), value));
			case GraphQLUnionType union -> of(union.getTypes().stream().map(GraphQLObjectType.class::cast).toList(),
					shape,
					(value) -> resolved(context, field, type, schema.getCodeRegistry().getTypeResolver(union), value));
			default -> Optional.empty();
		};
	}

	private static Optional<Kinds> of(List<GraphQLObjectType> types, Function<GraphQLObjectType, Shape> shape,
			Function<Object, @Nullable GraphQLObjectType> resolver) {
		if (types.size() > MOST) {
			return Optional.empty();
		}
		Map<GraphQLObjectType, Shape> shapes = new LinkedHashMap<>();
		types.forEach((type) -> shapes.put(type, shape.apply(type)));
		return Optional.of(new Kinds(shapes, resolver));
	}

	private static @Nullable GraphQLObjectType resolved(ExecutionContext context, MergedField field,
			GraphQLCompositeType type, TypeResolver resolver, Object value) {
		return resolver.getType(TypeResolutionParameters.newParameters()
			.field(field)
			.fieldType(type)
			.value(value)
			.argumentValues(Map::of)
			.schema(context.getGraphQLSchema())
			.graphQLContext(context.getGraphQLContext())
			.build());
	}

	/** The type of an object; whatever fits none of them is the engine's. */
	@Override
	public GraphQLObjectType apply(Object object) {
		GraphQLObjectType type = this.resolver.apply(object);
		if (type == null || !this.shapes.containsKey(type)) {
			throw Form.Unfit.HERE;
		}
		return type;
	}

	/** The form of objects that hold all that is selected, whatever their type. */
	Form whole() {
		if (this.shapes.size() == 1) {
			return this.shapes.values().iterator().next().whole();
		}
		Map<GraphQLObjectType, Form> forms = new LinkedHashMap<>();
		this.shapes.forEach((type, shape) -> forms.put(type, shape.whole()));
		return Form.present((object) -> Objects.requireNonNull(forms.get(apply(object))).of(object));
	}

}
