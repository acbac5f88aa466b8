package dev.rapport.graphql;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import graphql.execution.ExecutionContext;
import graphql.execution.FieldCollector;
import graphql.execution.FieldCollectorParameters;
import graphql.execution.MergedField;
import graphql.execution.MergedSelectionSet;
import graphql.introspection.Introspection;
import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.GraphQLCompositeType;
import graphql.schema.GraphQLEnumType;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLList;
import graphql.schema.GraphQLNonNull;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLOutputType;
import graphql.schema.GraphQLScalarType;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import graphql.schema.LightDataFetcher;
import org.jspecify.annotations.Nullable;

/**
 * The shapes of one operation, each made when its place is first come to. As many as its
 * document has places, whatever it is answered with.
 */
final class Shapes {

	private static final String TYPE_NAME = Introspection.TypeNameMetaFieldDef.getName();

	private final Map<Place, Shape> known = new ConcurrentHashMap<>();

	private final FieldCollector collector = new FieldCollector();

	private final FieldSight sight;

	/**
	 * The shapes for a caller.
	 * @param sight what stands before fields; those are the engine's
	 */
	Shapes(FieldSight sight) {
		this.sight = sight;
	}

	/** That of the objects of a type that a field is answered with. */
	Shape of(ExecutionContext context, MergedField field, GraphQLObjectType type) {
		Place place = new Place(field, type);
		Shape known = this.known.get(place);
		if (known != null) {
			return known;
		}
		Shape shape = shape(context, selected(context, field, type), type);
		this.known.put(place, shape);
		return shape;
	}

	private MergedSelectionSet selected(ExecutionContext context, MergedField field, GraphQLObjectType type) {
		return this.collector.collectFields(FieldCollectorParameters.newParameters()
			.schema(context.getGraphQLSchema())
			.objectType(type)
			.fragments(context.getFragmentsByName())
			.variables(context.getCoercedVariables().toMap())
			.graphQLContext(context.getGraphQLContext())
			.build(), field);
	}

	private Shape shape(ExecutionContext context, MergedSelectionSet selected, GraphQLObjectType type) {
		Shape.@Nullable Held[] held = new Shape.Held[selected.size()];
		Map<String, MergedField> rest = new LinkedHashMap<>();
		List<Branch> branches = new ArrayList<>();
		for (int i = 0; i < held.length; i++) {
			String name = selected.getKeys().get(i);
			MergedField field = selected.getSubField(name);
			held[i] = held(context, field, type);
			if (held[i] == null) {
				rest.put(name, field);
				branch(context, field, type).ifPresent(branches::add);
			}
		}
		return new Shape(selected.getKeys(), held, MergedSelectionSet.newMergedSelectionSet().subFields(rest).build(),
				List.copyOf(branches));
	}

	/** Empty for what only the engine can fetch. */
	private Optional<Branch> branch(ExecutionContext context, MergedField field, GraphQLObjectType type) {
		GraphQLFieldDefinition definition = definition(context, field, type);
		DataFetcher<?> fetcher = context.getGraphQLSchema().getCodeRegistry().getDataFetcher(type, definition);
		Nest nest = (this.sight.sifts(definition) || !Branch.isKnown(fetcher)) ? null
				: nest(context, field, definition.getType());
		return Optional.ofNullable(nest).map((known) -> new Branch(field, definition, type, fetcher, known));
	}

	/**
	 * How objects lie in a field's values; null if only the engine can answer them.
	 */
	@Nullable Nest nest(ExecutionContext context, MergedField field, GraphQLType type) {
		Form form = form(context, field, type);
		return (form != null) ? Nest.of(form) : switch (type) {
			case GraphQLNonNull required -> {
				Nest nest = nest(context, field, required.getWrappedType());
				yield (nest == null) ? null : nest.required();
			}
			case GraphQLList list -> {
				Nest nest = nest(context, field, list.getWrappedType());
				yield (nest == null) ? null : nest.listed();
			}
			case GraphQLCompositeType composite -> kinds(context, field, composite)
				.filter((kinds) -> kinds.shapes().values().stream().allMatch(Shape::isBroad))
				.map((kinds) -> Nest.of(kinds, kinds.shapes()::get))
				.orElse(null);
			default -> null;
		};
	}

	/** Empty if there are too many. */
	private Optional<Kinds> kinds(ExecutionContext context, MergedField field, GraphQLCompositeType type) {
		return Kinds.of(context, field, type, (object) -> of(context, field, object));
	}

	private static GraphQLFieldDefinition definition(ExecutionContext context, MergedField field,
			GraphQLObjectType type) {
		return Introspection.getFieldDefinition(context.getGraphQLSchema(), type, field.getName());
	}

	/** Null for what the engine has to fetch. */
	private Shape.@Nullable Held held(ExecutionContext context, MergedField field, GraphQLObjectType type) {
		GraphQLFieldDefinition definition = definition(context, field, type);
		if (field.getName().equals(TYPE_NAME)) {
			return (source) -> type.getName();
		}
		return this.sight.sifts(definition) ? null
				: switch (context.getGraphQLSchema().getCodeRegistry().getDataFetcher(type, definition)) {
					case LightDataFetcher<?> fetcher -> {
						Form form = form(context, field, definition.getType());
						yield (form == null) ? null
								: (source) -> form.of(fetcher.get(definition, source, Shapes::environment));
					}
					case PlainFetcher fetcher when fetcher.reading() != null ->
						read(context, field, definition.getType(), fetcher.reading());
					case PlainFetcher fetcher -> referred(context, field, definition.getType(), fetcher.reference());
					default -> null;
				};
	}

	/** Null for what the engine has to put together. */
	private Shape.@Nullable Held read(ExecutionContext context, MergedField field, GraphQLOutputType type,
			MethodFetcher method) {
		Form form = form(context, field, type);
		return (form == null) ? null : (source) -> form.of(method.read(source));
	}

	/** Null for what has to be loaded. */
	private Shape.@Nullable Held referred(ExecutionContext context, MergedField field, GraphQLOutputType type,
			@Nullable MethodFetcher reference) {
		if (reference == null || !(GraphQLTypeUtil.unwrapNonNull(type) instanceof GraphQLObjectType object)
				|| !Reference.suffices(selected(context, field, object))) {
			return null;
		}
		Form form = form(context, field, type);
		return (form == null) ? null : (source) -> form.of(reference.reference(source));
	}

	/** For those who say that they don't need one. */
	static DataFetchingEnvironment environment() {
		throw new UnsupportedOperationException("Only the engine has one");
	}

	/** That of a field's values; null for what the engine has to put together. */
	@Nullable Form form(ExecutionContext context, MergedField field, GraphQLType type) {
		return switch (type) {
			case GraphQLNonNull required -> {
				Form form = form(context, field, required.getWrappedType());
				yield (form == null) ? null : form.required();
			}
			case GraphQLList list -> {
				Form form = form(context, field, list.getWrappedType());
				yield (form == null) ? null : form.listed();
			}
			case GraphQLScalarType scalar -> Form.present(
					(value) -> scalar.getCoercing().serialize(value, context.getGraphQLContext(), context.getLocale()));
			case GraphQLEnumType constants ->
				Form.present((value) -> constants.serialize(value, context.getGraphQLContext(), context.getLocale()));
			case GraphQLCompositeType composite -> kinds(context, field, composite)
				.filter((kinds) -> kinds.shapes().values().stream().allMatch(Shape::isWhole))
				.map(Kinds::whole)
				.orElse(null);
			default -> null;
		};
	}

	/** Where an operation selects something of a type. */
	private record Place(MergedField field, GraphQLObjectType type) {
	}

}
