package dev.rapport.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import graphql.schema.GraphQLArgument;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLInterfaceType;
import graphql.schema.GraphQLNamedType;
import graphql.schema.GraphQLNonNull;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;

/** The schema as the harness reads it. */
record Shape(GraphQLSchema schema) {

	/** What references are called that don't carry the name of their type. */
	private static final Map<String, String> ROLES = Map.ofEntries(Map.entry("owner", "Member"),
			Map.entry("assignee", "Member"), Map.entry("lead", "Member"), Map.entry("participant", "Member"),
			Map.entry("grantee", "Member"), Map.entry("from", "Member"), Map.entry("to", "Member"),
			Map.entry("relatedTo", "Opportunity"), Map.entry("record", "Opportunity"));

	private static final Set<String> SELF = Set.of("", "id", "ids", "parent", "duplicateOf");

	/** All fields of the three roots. */
	List<Root> roots() {
		List<Root> roots = new ArrayList<>();
		add(roots, "query", this.schema.getQueryType());
		add(roots, "mutation", this.schema.getMutationType());
		add(roots, "subscription", this.schema.getSubscriptionType());
		return roots;
	}

	private static void add(List<Root> roots, String operation, GraphQLObjectType type) {
		if (type != null) {
			type.getFieldDefinitions().forEach((field) -> roots.add(new Root(operation, field)));
		}
	}

	boolean isNode(GraphQLType type) {
		return (type instanceof GraphQLObjectType object
				&& object.getInterfaces().stream().anyMatch((face) -> face.getName().equals("Node")))
				|| (type instanceof GraphQLInterfaceType face && (face.getName().equals("Node")
						|| face.getInterfaces().stream().anyMatch((above) -> above.getName().equals("Node"))));
	}

	/**
	 * The type of the records that a field is about; {@code Node} where it is not one.
	 */
	String about(GraphQLFieldDefinition field) {
		GraphQLType type = GraphQLTypeUtil.unwrapAll(field.getType());
		if (isNode(type)) {
			return name(type);
		}
		String about = "Node";
		if (type instanceof GraphQLObjectType object) {
			for (GraphQLFieldDefinition part : object.getFieldDefinitions()) {
				GraphQLType inner = GraphQLTypeUtil.unwrapAll(part.getType());
				if (isNode(inner) && !part.getName().equals("actor") && about.equals("Node")) {
					about = name(inner);
				}
				if (part.getName().equals("results")) {
					return about(part);
				}
			}
		}
		return about;
	}

	/** The type of the records that an id refers to, by its name. */
	String target(String field, String own) {
		String stem = field.replaceFirst("Ids?$", "");
		if (SELF.contains(stem)) {
			return own;
		}
		String type = stem.substring(0, 1).toUpperCase(Locale.ROOT) + stem.substring(1);
		return (this.schema.getType(type) != null && isNode(this.schema.getType(type))) ? type
				: ROLES.getOrDefault(stem, own);
	}

	static boolean isRequired(GraphQLArgument argument) {
		return argument.getType() instanceof GraphQLNonNull && !argument.hasSetDefaultValue();
	}

	static String name(GraphQLType type) {
		return ((GraphQLNamedType) GraphQLTypeUtil.unwrapAll(type)).getName();
	}

	/**
	 * A field of a root type.
	 *
	 * @param operation query, mutation or subscription
	 */
	record Root(String operation, GraphQLFieldDefinition field) {

		String name() {
			return this.field.getName();
		}

		String coordinate() {
			return this.operation + "." + name();
		}

	}

}
