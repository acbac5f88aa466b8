package dev.rapport.harness;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

import graphql.schema.GraphQLArgument;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLFieldsContainer;
import graphql.schema.GraphQLInterfaceType;
import graphql.schema.GraphQLNonNull;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import graphql.schema.GraphQLUnionType;

/**
 * Writes selections: all plain fields of a type, and paths to other records that chance
 * picks. What was selected is noted, so that the report can tell which coordinates were
 * reached.
 */
final class Selections {

	/** Further records at each level of a path. */
	private static final int[] PATHS = { 3, 2, 1, 1, 1, 1 };

	private static final int[] PAGES = { 10, 4, 3, 2, 2, 2 };

	/** Fields of a document, below the limit of the service. */
	private static final int MOST = 220;

	private final GraphQLSchema schema;

	private final Set<String> reached;

	Selections(GraphQLSchema schema, Set<String> reached) {
		this.schema = schema;
		this.reached = reached;
	}

	/** The selection of a field's value in braces; empty for a plain value. */
	String of(GraphQLFieldDefinition field, RandomGenerator random, int depth) {
		return new Writing(random, depth).set(GraphQLTypeUtil.unwrapAll(field.getType()), 0);
	}

	/** The selection of a node that is known to be of one type, in braces. */
	String on(String type, RandomGenerator random, int depth) {
		GraphQLType known = this.schema.getType(type);
		return " { __typename ... on " + type + new Writing(random, depth).set(known, 0) + "}";
	}

	/** The page sizes and whatever else a field needs to be asked, in parentheses. */
	private static String arguments(GraphQLFieldDefinition field, int page) {
		List<String> arguments = new ArrayList<>();
		for (GraphQLArgument argument : field.getArguments()) {
			if (argument.getName().equals("first")) {
				arguments.add("first: " + page);
			}
		}
		return arguments.isEmpty() ? "" : "(" + String.join(", ", arguments) + ")";
	}

	private static boolean askable(GraphQLFieldDefinition field) {
		return field.getArguments()
			.stream()
			.noneMatch((argument) -> argument.getType() instanceof GraphQLNonNull && !argument.hasSetDefaultValue());
	}

	private final class Writing {

		private final RandomGenerator random;

		private final int deepest;

		private int fields;

		Writing(RandomGenerator random, int deepest) {
			this.random = random;
			this.deepest = deepest;
		}

		String set(GraphQLType type, int depth) {
			return switch (type) {
				case GraphQLObjectType object -> " { __typename " + fields(object, depth, new HashMap<>()) + "}";
				case GraphQLInterfaceType face -> " { __typename " + (isNode(face) ? "id " : "")
						+ alternatives(Selections.this.schema.getImplementations(face), depth) + "}";
				case GraphQLUnionType union -> " { __typename " + alternatives(union.getTypes()
					.stream()
					.map((member) -> (GraphQLObjectType) Selections.this.schema.getType(Shape.name(member)))
					.toList(), depth) + "}";
				default -> "";
			};
		}

		/**
		 * Two alternatives; fields that mean something else in the other one are left
		 * out.
		 */
		private String alternatives(List<GraphQLObjectType> types, int depth) {
			List<GraphQLObjectType> some = new ArrayList<>(types);
			Collections.shuffle(some, java.util.Random.from(this.random));
			Map<String, String> shapes = new HashMap<>();
			StringBuilder text = new StringBuilder();
			for (GraphQLObjectType type : some.subList(0, Math.min(2, some.size()))) {
				text.append("... on ").append(type.getName()).append(" { __typename ");
				text.append(fields(type, Math.max(depth, this.deepest), shapes)).append("} ");
			}
			return text.toString();
		}

		private String fields(GraphQLFieldsContainer type, int depth, Map<String, String> shapes) {
			StringBuilder text = new StringBuilder();
			List<GraphQLFieldDefinition> paths = new ArrayList<>();
			for (GraphQLFieldDefinition field : type.getFieldDefinitions()) {
				if (!askable(field)) {
					continue;
				}
				if (!(GraphQLTypeUtil.unwrapAll(field.getType()) instanceof graphql.schema.GraphQLCompositeType)) {
					plain(type, field, shapes, text);
				}
				else {
					paths.add(field);
				}
			}
			chosen(type, paths, depth).forEach((field) -> path(type, field, depth, shapes, text));
			return text.toString();
		}

		private void plain(GraphQLFieldsContainer type, GraphQLFieldDefinition field, Map<String, String> shapes,
				StringBuilder text) {
			String shape = field.getType().toString();
			if (this.fields < MOST && shapes.computeIfAbsent(field.getName(), (name) -> shape).equals(shape)) {
				this.fields++;
				Selections.this.reached.add(type.getName() + "." + field.getName());
				text.append(field.getName()).append(' ');
			}
		}

		private List<GraphQLFieldDefinition> chosen(GraphQLFieldsContainer type, List<GraphQLFieldDefinition> paths,
				int depth) {
			if (type.getName().endsWith("Connection")) {
				String one = this.random.nextInt(4) == 0 ? "edges" : "nodes";
				return paths.stream()
					.filter((field) -> field.getName().equals(one)
							|| field.getName().equals("pageInfo") && this.random.nextInt(4) == 0)
					.toList();
			}
			boolean records = paths.stream().anyMatch((field) -> field.getName().equals("node"));
			if (records || isValue(type) || depth == 0 && !isNode(type)) {
				return paths;
			}
			if (depth >= this.deepest) {
				return paths.stream().filter((field) -> isValue(GraphQLTypeUtil.unwrapAll(field.getType()))).toList();
			}
			List<GraphQLFieldDefinition> some = new ArrayList<>(paths);
			Collections.shuffle(some, java.util.Random.from(this.random));
			return some.subList(0, Math.min(PATHS[Math.min(depth, PATHS.length - 1)], some.size()));
		}

		private void path(GraphQLFieldsContainer type, GraphQLFieldDefinition field, int depth,
				Map<String, String> shapes, StringBuilder text) {
			String shape = field.getType().toString();
			if (this.fields >= MOST || !shapes.computeIfAbsent(field.getName(), (name) -> shape).equals(shape)) {
				return;
			}
			this.fields++;
			Selections.this.reached.add(type.getName() + "." + field.getName());
			GraphQLType target = GraphQLTypeUtil.unwrapAll(field.getType());
			boolean hop = isNode(type) || !isNode(target) && !Shape.name(target).endsWith("Connection");
			int page = PAGES[Math.min(depth, PAGES.length - 1)];
			text.append(field.getName())
				.append(arguments(field, page))
				.append(set(target, hop ? depth + 1 : depth))
				.append(' ');
		}

		private boolean isNode(GraphQLType type) {
			return new Shape(Selections.this.schema).isNode(type);
		}

		/** An object without records in it: money, an address, a place in a page. */
		private boolean isValue(GraphQLType type) {
			return type instanceof GraphQLObjectType object && !isNode(object)
					&& object.getFieldDefinitions()
						.stream()
						.noneMatch((field) -> GraphQLTypeUtil
							.unwrapAll(field.getType()) instanceof graphql.schema.GraphQLCompositeType);
		}

	}

}
