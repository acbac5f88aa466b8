package dev.rapport.harness;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import graphql.schema.GraphQLArgument;
import graphql.schema.GraphQLInputObjectField;
import graphql.schema.GraphQLInputObjectType;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;

/**
 * A place in an operation where something foreign can be put: an argument, or a field
 * however deep in an input.
 *
 * @param path the argument and the input fields down to the place
 * @param kind what belongs there
 * @param field the name by which the target of an id is found
 */
record Slot(Shape.Root root, List<String> path, Kind kind, String field) {

	private static final int DEEPEST = 4;

	enum Kind {

		ID, TEXT, CURSOR, EVENT_CURSOR

	}

	String coordinate() {
		return this.root.coordinate() + "(" + String.join(".", this.path) + ")";
	}

	/** All places of a root field. */
	static List<Slot> of(Shape.Root root) {
		List<Slot> slots = new ArrayList<>();
		for (GraphQLArgument argument : root.field().getArguments()) {
			walk(root, List.of(argument.getName()), argument.getType(), argument.getName(), slots);
		}
		return slots;
	}

	private static void walk(Shape.Root root, List<String> path, GraphQLType type, String target, List<Slot> slots) {
		GraphQLType bare = GraphQLTypeUtil.unwrapAll(type);
		if (bare instanceof GraphQLInputObjectType input) {
			for (GraphQLInputObjectField field : input.getFieldDefinitions()) {
				if (path.size() < DEEPEST && !path.contains(field.getName())) {
					boolean comparator = input.getName().equals("IDFilter");
					walk(root, with(path, field.getName()), field.getType(), comparator ? target : field.getName(),
							slots);
				}
			}
			return;
		}
		String last = path.getLast();
		switch (Shape.name(bare)) {
			case "ID" -> slots.add(new Slot(root, path, Kind.ID, target));
			case "EventCursor" -> slots.add(new Slot(root, path, Kind.EVENT_CURSOR, target));
			case "String", "EmailAddress" -> slots.add(new Slot(root, path,
					(path.size() == 1 && (last.equals("after") || last.equals("before"))) ? Kind.CURSOR : Kind.TEXT,
					target));
			default -> {
			}
		}
	}

	private static List<String> with(List<String> path, String step) {
		List<String> longer = new ArrayList<>(path);
		longer.add(step);
		return longer;
	}

	boolean isEmail() {
		return this.path.getLast().equals("email") && this.path.getFirst().equals("input");
	}

	/**
	 * The arguments with a value in this place, and valid ones in all places that need
	 * one.
	 */
	Map<String, Object> arguments(Object value, Filler filler, String own) {
		Map<String, Object> arguments = new LinkedHashMap<>();
		for (GraphQLArgument argument : this.root.field().getArguments()) {
			if (argument.getName().equals(this.path.getFirst())) {
				arguments.put(argument.getName(), placed(argument.getType(), 0, value, filler, own));
			}
			else if (Shape.isRequired(argument)) {
				arguments.put(argument.getName(), filler.argument(argument, own));
			}
		}
		return arguments;
	}

	private Object placed(GraphQLType type, int step, Object value, Filler filler, String own) {
		GraphQLType bare = GraphQLTypeUtil.unwrapNonNull(type);
		if (GraphQLTypeUtil.isList(bare)) {
			return List.of(placed(GraphQLTypeUtil.unwrapOne(bare), step, value, filler, own));
		}
		if (!(bare instanceof GraphQLInputObjectType input)) {
			return value;
		}
		Map<String, Object> object = new LinkedHashMap<>(filler.object(input, own, step));
		GraphQLInputObjectField next = input.getFieldDefinition(this.path.get(step + 1));
		object.put(next.getName(), placed(next.getType(), step + 1, value, filler, own));
		if (input.getName().endsWith("Filter") && next.getName().equals("isNull")) {
			return Map.of("isNull", true);
		}
		return object;
	}

}
