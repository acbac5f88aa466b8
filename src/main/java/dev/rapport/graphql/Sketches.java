package dev.rapport.graphql;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;

import graphql.schema.DataFetchingEnvironment;
import graphql.schema.GraphQLNamedType;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import org.jspecify.annotations.Nullable;

import dev.rapport.kernel.Input;
import dev.rapport.persistence.NodeSource;

/**
 * Gives the methods of controllers what loads sketches of nodes, or only refers to them,
 * where the operation wants no more of them.
 */
final class Sketches {

	private static final String CONNECTION = "Connection";

	private final Map<String, Sketch> byLoader = new HashMap<>();

	private final Map<String, Sketch> byType = new HashMap<>();

	/** By the type of a field, the sketches of what it lists. */
	private final Map<String, Optional<Sketch>> listed = new ConcurrentHashMap<>();

	/** By the name of their batch loader, what gives references to nodes. */
	private final Map<String, Reference.Loader> references = new HashMap<>();

	Sketches(Collection<NodeSource<?>> sources) {
		for (NodeSource<?> source : sources) {
			this.references.put(source.type().getName(), new Reference.Loader(source.prefix()));
			Sketch sketch = Sketch.of(source);
			if (sketch != null) {
				this.byLoader.put(source.type().getName(), sketch);
				this.byType.put(sketch.type(), sketch);
			}
		}
	}

	/** What takes a batch loader from an operation. */
	Function<DataFetchingEnvironment, @Nullable Object> loader(String name) {
		Sketch sketch = this.byLoader.get(name);
		return (environment) -> Objects.requireNonNull(
				environment.getDataLoader((sketch != null && sketch.suffices(environment)) ? sketch.loader() : name));
	}

	/** What stands for a batch loader where references will do. */
	Reference.Loader references(String loader) {
		return Objects.requireNonNull(this.references.get(loader), () -> loader + " is of no nodes");
	}

	/** The arguments of a field. */
	Input arguments(DataFetchingEnvironment environment) {
		Input arguments = Input.of(environment.getArguments());
		GraphQLType type = GraphQLTypeUtil.unwrapAll(environment.getFieldType());
		return (type instanceof GraphQLObjectType object
				&& this.listed.computeIfAbsent(object.getName(), (name) -> listed(object))
					.filter((sketch) -> sketch.sufficesBelow(environment))
					.isPresent()) ? arguments.sketched() : arguments;
	}

	private Optional<Sketch> listed(GraphQLObjectType type) {
		return Stream.of(type.getName())
			.filter((name) -> name.endsWith(CONNECTION))
			.findFirst()
			.or(() -> below(type).flatMap(Sketches::below)
				.map(GraphQLNamedType::getName)
				.filter((name) -> name.endsWith(CONNECTION))
				.findFirst())
			.map((name) -> this.byType.get(name.substring(0, name.length() - CONNECTION.length())));
	}

	/** What a field of a type hands its own arguments on to. */
	private static Stream<GraphQLObjectType> below(GraphQLObjectType type) {
		return type.getFieldDefinitions()
			.stream()
			.filter((field) -> field.getArguments().isEmpty())
			.map((field) -> GraphQLTypeUtil.unwrapAll(field.getType()))
			.filter(GraphQLObjectType.class::isInstance)
			.map(GraphQLObjectType.class::cast);
	}

}
