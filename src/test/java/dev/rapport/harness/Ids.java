package dev.rapport.harness;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

import graphql.schema.GraphQLInterfaceType;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLType;

/** Ids by the type of their records, interfaces included. */
final class Ids {

	private final GraphQLSchema schema;

	private final Map<String, List<String>> known = new LinkedHashMap<>();

	Ids(GraphQLSchema schema) {
		this.schema = schema;
	}

	void add(String type, String id) {
		put(type, id);
		if (this.schema.getType(type) instanceof GraphQLObjectType object) {
			object.getInterfaces().forEach((face) -> put(face.getName(), id));
		}
	}

	private void put(String type, String id) {
		List<String> ids = this.known.computeIfAbsent(type, (key) -> new ArrayList<>());
		if (!ids.contains(id)) {
			ids.add(id);
		}
	}

	/** What is known by now. */
	Ids copy() {
		Ids copy = new Ids(this.schema);
		this.known.forEach((type, ids) -> copy.known.put(type, new ArrayList<>(ids)));
		return copy;
	}

	boolean has(String type) {
		return this.known.containsKey(type);
	}

	List<String> of(String type) {
		return this.known.getOrDefault(type, List.of());
	}

	/** One of a type; of any type where there is none of that. */
	String any(String type, RandomGenerator random) {
		List<String> ids = of(has(type) ? type : "Node");
		return ids.get(random.nextInt(ids.size()));
	}

	/** The one that was made first: the stage that a pipeline begins with. */
	String first(String type) {
		return of(has(type) ? type : "Node").getFirst();
	}

	static boolean isAbstract(GraphQLType type) {
		return type instanceof GraphQLInterfaceType || type instanceof graphql.schema.GraphQLUnionType;
	}

}
