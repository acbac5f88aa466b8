package dev.rapport.graphql;

import java.util.List;
import java.util.regex.Pattern;

import graphql.schema.GraphQLAppliedDirective;
import graphql.schema.GraphQLDirectiveContainer;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLSchema;
import org.jspecify.annotations.Nullable;

/** Reads the directives of the schema that speak of rights. */
final class Access {

	/** The scope of every caller who is signed in. */
	static final String ANY = "any";

	private static final Pattern SCOPE = Pattern.compile("any|[a-z][A-Za-z]*:(read|write)");

	private Access() {
	}

	/** The scope that an element names itself; null if it names none. */
	static @Nullable String scope(GraphQLDirectiveContainer element) {
		return value(element, "access", "scope");
	}

	/** The coordinates that can be read off a field. */
	static List<String> shown(GraphQLDirectiveContainer element) {
		List<String> fields = value(element, "shows", "fields");
		return (fields == null) ? List.of() : fields;
	}

	/** The coordinates that an input says it is about; null if it doesn't say. */
	static @Nullable List<String> touched(GraphQLDirectiveContainer element) {
		return value(element, "touches", "fields");
	}

	/** Whether the type is where operations begin. */
	static boolean isRoot(GraphQLSchema schema, GraphQLObjectType type) {
		return type == schema.getQueryType() || type == schema.getMutationType()
				|| type == schema.getSubscriptionType();
	}

	/** The coordinates that nobody has said a scope for, in order. */
	static List<String> unruled(GraphQLSchema schema) {
		return schema.getAllTypesAsList()
			.stream()
			.filter((type) -> !type.getName().startsWith("__"))
			.filter(GraphQLObjectType.class::isInstance)
			.map(GraphQLObjectType.class::cast)
			.filter((type) -> isRoot(schema, type) || !isRule(scope(type)))
			.flatMap((type) -> type.getFieldDefinitions()
				.stream()
				.filter((field) -> !isRule(scope(field)))
				.map((field) -> coordinate(type.getName(), field)))
			.sorted()
			.toList();
	}

	static String coordinate(String type, GraphQLFieldDefinition field) {
		return type + "." + field.getName();
	}

	private static boolean isRule(@Nullable String scope) {
		return scope != null && SCOPE.matcher(scope).matches();
	}

	private static <T> @Nullable T value(GraphQLDirectiveContainer element, String directive, String argument) {
		GraphQLAppliedDirective applied = element.getAppliedDirective(directive);
		return (applied == null) ? null : applied.getArgument(argument).getValue();
	}

}
