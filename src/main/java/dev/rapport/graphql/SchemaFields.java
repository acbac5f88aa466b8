package dev.rapport.graphql;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLInterfaceType;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLTypeUtil;
import graphql.schema.GraphQLUnionType;
import org.jspecify.annotations.Nullable;

/**
 * The schema as rights see it.
 *
 * @param records the fields of records
 * @param inputs what can be sent
 * @param abstracted the fields that hold values of several types, with the scopes of
 * these
 */
record SchemaFields(GraphQLSchema schema, RecordFields records, InputFields inputs,
		Map<GraphQLFieldDefinition, Set<String>> abstracted) {

	/**
	 * Reads the schema.
	 * @throws IllegalStateException if a coordinate has no rule
	 */
	static SchemaFields of(GraphQLSchema schema) {
		List<String> unruled = Access.unruled(schema);
		if (!unruled.isEmpty()) {
			throw new IllegalStateException("The schema names no scope (@access) for " + unruled);
		}
		RecordFields records = new RecordFields(schema);
		InputFields inputs = new InputFields(schema, records);
		if (!inputs.unknown().isEmpty()) {
			throw new IllegalStateException(
					"The schema doesn't say (@touches) what these are about: " + inputs.unknown());
		}
		return new SchemaFields(schema, records, inputs, abstracted(schema));
	}

	private static Map<GraphQLFieldDefinition, Set<String>> abstracted(GraphQLSchema schema) {
		Map<GraphQLFieldDefinition, Set<String>> fields = new IdentityHashMap<>();
		schema.getAllTypesAsList()
			.stream()
			.filter(GraphQLObjectType.class::isInstance)
			.map(GraphQLObjectType.class::cast)
			.filter((type) -> !type.getName().startsWith("__"))
			.flatMap((type) -> type.getFieldDefinitions().stream())
			.forEach((field) -> {
				Set<String> scopes = scopes(schema, field);
				if (!scopes.isEmpty()) {
					fields.put(field, scopes);
				}
			});
		return fields;
	}

	private static Set<String> scopes(GraphQLSchema schema, GraphQLFieldDefinition field) {
		Stream<GraphQLObjectType> types = switch (GraphQLTypeUtil.unwrapAll(field.getType())) {
			case GraphQLInterfaceType face -> schema.getImplementations(face).stream();
			case GraphQLUnionType union ->
				union.getTypes().stream().map((type) -> Objects.requireNonNull(schema.getObjectType(type.getName())));
			default -> Stream.empty();
		};
		return types.map(Access::scope)
			.filter(Objects::nonNull)
			.filter((scope) -> !scope.equals(Access.ANY))
			.collect(Collectors.toUnmodifiableSet());
	}

	/** A value of one of several types; null if its type needs a scope that lacks. */
	@Nullable Object left(@Nullable Object value, Set<String> scopes) {
		if (value == null) {
			return null;
		}
		String scope = Access.scope(ConventionWiring.typeOf(this.schema, value));
		return (Access.ANY.equals(scope) || (scope != null && scopes.contains(scope))) ? value : null;
	}

}
