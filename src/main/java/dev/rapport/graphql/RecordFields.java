package dev.rapport.graphql;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLInterfaceType;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLType;
import org.jspecify.annotations.Nullable;

/**
 * The fields of all object types by coordinate, and what else can be read off them: a
 * field {@code …Label} shows the constant beside it, {@code @shows} names the rest.
 */
final class RecordFields {

	private static final String LABEL = "Label";

	private final Map<String, GraphQLFieldDefinition> fields = new HashMap<>();

	private final Map<String, Set<String>> showing = new HashMap<>();

	private final GraphQLSchema schema;

	/**
	 * Reads the schema.
	 * @throws IllegalStateException if a field shows one that doesn't exist
	 */
	RecordFields(GraphQLSchema schema) {
		this.schema = schema;
		types().forEach((type) -> type.getFieldDefinitions()
			.forEach((field) -> this.fields.put(Access.coordinate(type.getName(), field), field)));
		types().forEach((type) -> type.getFieldDefinitions()
			.forEach((field) -> shown(type, field)
				.forEach((source) -> this.showing.computeIfAbsent(source, (key) -> new LinkedHashSet<>())
					.add(Access.coordinate(type.getName(), field)))));
	}

	private List<GraphQLObjectType> types() {
		return this.schema.getAllTypesAsList()
			.stream()
			.filter(GraphQLObjectType.class::isInstance)
			.map(GraphQLObjectType.class::cast)
			.filter((type) -> !type.getName().startsWith("__") && !Access.isRoot(this.schema, type))
			.toList();
	}

	private Stream<String> shown(GraphQLObjectType type, GraphQLFieldDefinition field) {
		String name = field.getName();
		String constant = type.getName() + "."
				+ (name.endsWith(LABEL) ? name.substring(0, name.length() - LABEL.length()) : "");
		return Stream.concat(Access.shown(field).stream().flatMap((shown) -> existing(shown).stream()),
				Stream.of(constant).filter(this.fields::containsKey));
	}

	/**
	 * The coordinates of object types that a coordinate stands for: of an interface,
	 * those of all its types; empty if there is no such field.
	 */
	Set<String> of(String coordinate) {
		int dot = coordinate.indexOf('.');
		return (dot < 0) ? Set.of()
				: of(this.schema.getType(coordinate.substring(0, dot)), coordinate.substring(dot + 1));
	}

	/** The coordinates that a field has on a type, or on the types of an interface. */
	Set<String> of(@Nullable GraphQLType type, String field) {
		Stream<GraphQLObjectType> types = switch (type) {
			case GraphQLObjectType object -> Stream.of(object);
			case GraphQLInterfaceType face -> this.schema.getImplementations(face).stream();
			case null, default -> Stream.empty();
		};
		return types.map((object) -> object.getName() + "." + field)
			.filter(this.fields::containsKey)
			.collect(Collectors.toUnmodifiableSet());
	}

	/** The same for coordinates that must exist. */
	Set<String> existing(String coordinate) {
		Set<String> fields = of(coordinate);
		if (fields.isEmpty()) {
			throw new IllegalStateException("The schema has no field " + coordinate);
		}
		return fields;
	}

	/** The coordinates that a field could be read off, itself not included. */
	Set<String> showing(String coordinate) {
		return this.showing.getOrDefault(coordinate, Set.of());
	}

	/** The field of an object type's coordinate. */
	GraphQLFieldDefinition definition(String coordinate) {
		GraphQLFieldDefinition field = this.fields.get(coordinate);
		if (field == null) {
			throw new IllegalArgumentException(coordinate);
		}
		return field;
	}

}
