package dev.rapport.graphql;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import graphql.schema.GraphQLCompositeType;
import graphql.schema.GraphQLDirectiveContainer;
import graphql.schema.GraphQLEnumType;
import graphql.schema.GraphQLEnumValueDefinition;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLInputObjectType;
import graphql.schema.GraphQLNamedType;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import org.jspecify.annotations.Nullable;

/**
 * Which fields of records an input is about. {@code CustomerFilter.ownerId} is about
 * {@code Customer.owner}, the constant {@code CREATED_AT} of {@code CustomerOrderField}
 * about {@code Customer.createdAt}, and a field of a mutation's input about the field of
 * that name of what the input is named after and of what the mutation answers with;
 * {@code @touches} says so where names don't.
 */
final class InputFields {

	private static final String FILTER = "Filter";

	private static final String ORDER = "OrderField";

	private static final String INPUT = "Input";

	/** Compares amounts, whichever they are. */
	private static final String COMPARATOR = "MoneyFilter";

	private static final Set<String> CONNECTIVES = Set.of("and", "or", "not");

	private final Map<String, Set<String>> touched = new HashMap<>();

	private final List<String> unknown = new ArrayList<>();

	private final GraphQLSchema schema;

	private final RecordFields records;

	InputFields(GraphQLSchema schema, RecordFields records) {
		this.schema = schema;
		this.records = records;
		for (GraphQLNamedType type : schema.getAllTypesAsList()) {
			switch (type) {
				case GraphQLInputObjectType input when input.getName().equals(COMPARATOR) -> {
				}
				case GraphQLInputObjectType input when isOf(input, FILTER) -> filter(input);
				case GraphQLInputObjectType input when input.getName().endsWith(INPUT) -> input(input);
				case GraphQLEnumType constants when isOf(constants, ORDER) -> order(constants);
				default -> {
				}
			}
		}
		mutations();
	}

	/** The coordinates that an input field or a constant is about. */
	Set<String> touched(String input) {
		return this.touched.getOrDefault(input, Set.of());
	}

	/** Whether an input field stands in a filter. */
	static boolean isOfFilter(String coordinate) {
		return coordinate.substring(0, Math.max(0, coordinate.indexOf('.'))).endsWith(FILTER);
	}

	/** What can be filtered or sorted by without being about any field. */
	List<String> unknown() {
		return this.unknown;
	}

	private boolean isOf(GraphQLNamedType type, String suffix) {
		return type.getName().endsWith(suffix) && named(type, suffix) instanceof GraphQLCompositeType;
	}

	private @Nullable GraphQLType named(GraphQLNamedType type, String suffix) {
		String name = type.getName();
		return this.schema.getType(name.substring(0, name.length() - suffix.length()));
	}

	private void filter(GraphQLInputObjectType filter) {
		@Nullable GraphQLType record = named(filter, FILTER);
		filter.getFieldDefinitions()
			.stream()
			.filter((field) -> !CONNECTIVES.contains(field.getName()))
			.forEach((field) -> known(filter.getName() + "." + field.getName(), field, about(record, field.getName())));
	}

	private void order(GraphQLEnumType constants) {
		@Nullable GraphQLType record = named(constants, ORDER);
		for (GraphQLEnumValueDefinition constant : constants.getValues()) {
			known(constants.getName() + "." + constant.getName(), constant, about(record, camel(constant.getName())));
		}
	}

	private void known(String input, GraphQLDirectiveContainer element, Stream<String> fields) {
		note(input, element, fields);
		if (touched(input).isEmpty()) {
			this.unknown.add(input);
		}
	}

	private void input(GraphQLInputObjectType input) {
		String name = input.getName().substring(0, input.getName().length() - INPUT.length());
		for (int i = 0; i < name.length(); i++) {
			if (Character.isUpperCase(name.charAt(i))
					&& this.schema.getType(name.substring(i)) instanceof GraphQLCompositeType record) {
				note(input, record);
				return;
			}
		}
		input.getFieldDefinitions()
			.forEach((field) -> note(input.getName() + "." + field.getName(), field, Stream.empty()));
	}

	private void mutations() {
		for (GraphQLFieldDefinition mutation : this.schema.getMutationType().getFieldDefinitions()) {
			GraphQLObjectType payload = (GraphQLObjectType) GraphQLTypeUtil.unwrapAll(mutation.getType());
			GraphQLInputObjectType input = (GraphQLInputObjectType) GraphQLTypeUtil
				.unwrapAll(mutation.getArguments().getFirst().getType());
			payload.getFieldDefinitions()
				.stream()
				.filter((field) -> !field.getName().equals("errors"))
				.map((field) -> GraphQLTypeUtil.unwrapAll(field.getType()))
				.forEach((record) -> note(input, record));
		}
	}

	private void note(GraphQLInputObjectType input, GraphQLType record) {
		input.getFieldDefinitions()
			.forEach((field) -> note(input.getName() + "." + field.getName(), field, about(record, field.getName())));
	}

	private void note(String input, GraphQLDirectiveContainer element, Stream<String> fields) {
		List<String> said = Access.touched(element);
		Set<String> touched = this.touched.computeIfAbsent(input, (key) -> new LinkedHashSet<>());
		((said == null) ? fields : said.stream().flatMap((field) -> this.records.existing(field).stream()))
			.forEach(touched::add);
	}

	/**
	 * The coordinates that a name is about where it stands for a field of a record. Ids
	 * stand for the records that they are of.
	 */
	Stream<String> about(@Nullable GraphQLType record, String name) {
		return Stream.of(name, name.replaceFirst("Id$", ""), name.replaceFirst("Ids$", "s"))
			.distinct()
			.flatMap((field) -> this.records.of(record, field).stream());
	}

	private static String camel(String constant) {
		StringBuilder name = new StringBuilder();
		for (String word : constant.split("_")) {
			name.append(name.isEmpty() ? word.toLowerCase(Locale.ROOT)
					: word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT));
		}
		return name.toString();
	}

}
