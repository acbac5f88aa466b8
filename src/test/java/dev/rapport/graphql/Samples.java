package dev.rapport.graphql;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import graphql.schema.GraphQLArgument;
import graphql.schema.GraphQLEnumType;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLInputObjectField;
import graphql.schema.GraphQLInputObjectType;
import graphql.schema.GraphQLNamedType;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;

/** Values and documents that are valid by the schema, made up from it. */
record Samples(GraphQLSchema schema) {

	private static final Map<String, Object> SCALARS = Map.ofEntries(Map.entry("ID", "x"), Map.entry("Int", 1),
			Map.entry("Boolean", true), Map.entry("DateTime", "2026-01-01T00:00:00Z"), Map.entry("Date", "2026-01-01"),
			Map.entry("Duration", "PT1H"), Map.entry("Decimal", "1"), Map.entry("EmailAddress", "a@example.com"),
			Map.entry("PhoneNumber", "+8613800001111"), Map.entry("URL", "https://example.com"),
			Map.entry("CurrencyCode", "USD"), Map.entry("CountryCode", "CN"), Map.entry("Locale", "en"),
			Map.entry("JSONObject", Map.of()), Map.entry("EventCursor", "x"));

	/** A value with as little in it as the schema admits. */
	Object least(GraphQLType declared) {
		GraphQLType type = GraphQLTypeUtil.unwrapNonNull(declared);
		if (GraphQLTypeUtil.isList(type)) {
			return List.of(least(GraphQLTypeUtil.unwrapOne(type)));
		}
		return switch (type) {
			case GraphQLInputObjectType object -> least(object);
			case GraphQLEnumType constants -> constants.getValues().getFirst().getName();
			default -> SCALARS.getOrDefault(((GraphQLNamedType) type).getName(), "x");
		};
	}

	private Map<String, Object> least(GraphQLInputObjectType object) {
		Map<String, Object> values = new LinkedHashMap<>();
		for (GraphQLInputObjectField field : object.getFieldDefinitions()) {
			if (GraphQLTypeUtil.isNonNull(field.getType()) && !field.hasSetDefaultValue()) {
				values.put(field.getName(), least(field.getType()));
			}
		}
		return values;
	}

	/** The same with one field more. */
	Map<String, Object> with(GraphQLInputObjectType object, GraphQLInputObjectField field) {
		Map<String, Object> values = least(object);
		Object value = least(field.getType());
		if (value instanceof Map<?, ?> empty && empty.isEmpty()
				&& GraphQLTypeUtil.unwrapAll(field.getType()) instanceof GraphQLInputObjectType inner) {
			GraphQLInputObjectField first = inner.getFieldDefinitions().getFirst();
			value = Map.of(first.getName(), least(first.getType()));
		}
		values.put(field.getName(), value);
		return values;
	}

	/** An operation of one field, its required arguments in variables. */
	String document(String operation, GraphQLFieldDefinition field, List<GraphQLArgument> arguments, String selection) {
		StringBuilder declared = new StringBuilder();
		StringBuilder sent = new StringBuilder();
		for (GraphQLArgument argument : arguments) {
			declared.append(" $")
				.append(argument.getName())
				.append(": ")
				.append(GraphQLTypeUtil.simplePrint(argument.getType()));
			sent.append(" ").append(argument.getName()).append(": $").append(argument.getName());
		}
		boolean leaf = GraphQLTypeUtil.isLeaf(GraphQLTypeUtil.unwrapAll(field.getType()));
		return operation + (declared.isEmpty() ? "" : " (" + declared + ")") + " { " + field.getName()
				+ (sent.isEmpty() ? "" : " (" + sent + ")") + (leaf ? "" : " { " + selection + " }") + " }";
	}

	static List<GraphQLArgument> required(GraphQLFieldDefinition field) {
		return field.getArguments()
			.stream()
			.filter((argument) -> GraphQLTypeUtil.isNonNull(argument.getType()) && !argument.hasSetDefaultValue())
			.toList();
	}

}
