package dev.rapport.graphql;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import graphql.introspection.Introspection;
import graphql.language.Argument;
import graphql.language.Document;
import graphql.language.Field;
import graphql.language.FragmentDefinition;
import graphql.language.FragmentSpread;
import graphql.language.InlineFragment;
import graphql.language.OperationDefinition;
import graphql.language.Selection;
import graphql.language.SelectionSet;
import graphql.language.TypeName;
import graphql.schema.GraphQLArgument;
import graphql.schema.GraphQLCompositeType;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLInterfaceType;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLScalarType;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import org.jspecify.annotations.Nullable;

import dev.rapport.graphql.AccessNeeds.Need;
import dev.rapport.graphql.AccessNeeds.Sent;

/**
 * Finds out what a valid operation needs. What {@code @skip} and {@code @include} would
 * leave out counts, so that the answer holds for all variables.
 */
final class AccessPlanner {

	private final Map<String, FragmentDefinition> fragments = new HashMap<>();

	private final Set<Need> scopes = new LinkedHashSet<>();

	private final List<Sent> arguments = new ArrayList<>();

	/**
	 * Fragments are entered once per place that asks differently, however often spread.
	 */
	private final Set<Visit> visited = new HashSet<>();

	private final GraphQLSchema schema;

	private AccessPlanner(GraphQLSchema schema, Document document) {
		this.schema = schema;
		document.getDefinitionsOfType(FragmentDefinition.class)
			.forEach((fragment) -> this.fragments.put(fragment.getName(), fragment));
	}

	static AccessNeeds plan(GraphQLSchema schema, Document document, OperationDefinition operation) {
		AccessPlanner planner = new AccessPlanner(schema, document);
		GraphQLObjectType root = Objects.requireNonNull(switch (operation.getOperation()) {
			case QUERY -> schema.getQueryType();
			case MUTATION -> schema.getMutationType();
			case SUBSCRIPTION -> schema.getSubscriptionType();
		});
		planner.select(operation.getSelectionSet(), new Place(root, Set.of()));
		return new AccessNeeds(planner.scopes, planner.arguments);
	}

	private void select(@Nullable SelectionSet set, Place place) {
		for (Selection<?> selection : (set == null) ? List.<Selection<?>>of() : set.getSelections()) {
			switch (selection) {
				case Field field -> field(field, place);
				case InlineFragment inline ->
					select(inline.getSelectionSet(), narrowed(inline.getTypeCondition(), place));
				case FragmentSpread spread -> spread(spread.getName(), place);
				default -> throw new IllegalStateException(selection.getClass().getName());
			}
		}
	}

	private void spread(String name, Place place) {
		FragmentDefinition fragment = Objects.requireNonNull(this.fragments.get(name));
		Place narrowed = narrowed(fragment.getTypeCondition(), place);
		if (this.visited.add(new Visit(name, narrowed.given()))) {
			select(fragment.getSelectionSet(), narrowed);
		}
	}

	/** Where an interface or union becomes a type, that type's scope is given. */
	private Place narrowed(@Nullable TypeName condition, Place place) {
		GraphQLType type = (condition == null) ? place.type() : this.schema.getType(condition.getName());
		if (type instanceof GraphQLObjectType object && !(place.type() instanceof GraphQLObjectType)) {
			return new Place(object, with(place.given(), Access.scope(object)));
		}
		return new Place((GraphQLCompositeType) Objects.requireNonNull(type), place.given());
	}

	private void field(Field field, Place place) {
		if (field.getName().startsWith("__")) {
			return;
		}
		GraphQLFieldDefinition definition = definition(field, place.type());
		need(place.given(), Access.scope(definition));
		if (place.type() instanceof GraphQLInterfaceType face) {
			this.schema.getImplementations(face)
				.forEach(
						(type) -> need(with(place.given(), Access.scope(type)), Access.scope(definition(field, type))));
		}
		note(field, definition, (place.type() == this.schema.getMutationType()) ? field : null);
		GraphQLType type = GraphQLTypeUtil.unwrapAll(definition.getType());
		if (type instanceof GraphQLCompositeType composite) {
			if (composite instanceof GraphQLObjectType object) {
				need(place.given(), Access.scope(object));
			}
			select(field.getSelectionSet(), new Place(composite, place.given()));
		}
	}

	private GraphQLFieldDefinition definition(Field field, GraphQLCompositeType parent) {
		return Introspection.getFieldDef(this.schema, parent, field.getName());
	}

	private void need(Set<String> given, @Nullable String scope) {
		if (scope != null && !scope.equals(Access.ANY) && !given.contains(scope)) {
			this.scopes.add(new Need(given, scope));
		}
	}

	private static Set<String> with(Set<String> given, @Nullable String scope) {
		if (scope == null || scope.equals(Access.ANY)) {
			return given;
		}
		Set<String> more = new HashSet<>(given);
		more.add(scope);
		return Set.copyOf(more);
	}

	private void note(Field field, GraphQLFieldDefinition definition, @Nullable Field mutation) {
		for (Argument argument : field.getArguments()) {
			GraphQLArgument declared = definition.getArgument(argument.getName());
			if (!(GraphQLTypeUtil.unwrapAll(declared.getType()) instanceof GraphQLScalarType)) {
				this.arguments.add(new Sent(argument.getName(), declared.getType(), argument.getValue(), mutation));
			}
		}
	}

	/**
	 * Where a selection stands.
	 *
	 * @param given the scopes without which it is never reached
	 */
	private record Place(GraphQLCompositeType type, Set<String> given) {
	}

	private record Visit(String fragment, Set<String> given) {
	}

}
