package dev.rapport.graphql;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import graphql.language.Document;
import graphql.language.Field;
import graphql.language.FragmentDefinition;
import graphql.language.FragmentSpread;
import graphql.language.InlineFragment;
import graphql.language.OperationDefinition;
import graphql.language.OperationDefinition.Operation;
import graphql.language.Selection;
import graphql.language.SelectionSet;
import graphql.language.TypeName;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLFieldsContainer;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import graphql.schema.GraphQLUnionType;
import org.jspecify.annotations.Nullable;

/** Finds out what a valid operation may cost, from the schema and the page sizes. */
final class Planner {

	/** Writing, and following changes. */
	private static final int EFFECT = 10;

	private static final int STATEMENT = 1;

	/** Counting goes over more rows than it shows. */
	private static final int COUNT = 5;

	/** Adding up again what is kept added up. */
	private static final int RECOUNT = 50;

	private static final Map<String, Integer> INTROSPECTION = Map.of("__schema", 1_000, "__type", 20);

	private static final Set<String> ROWS = Set.of("nodes", "edges");

	private static final String CONNECTION = "Connection";

	private final Map<String, FragmentDefinition> fragments = new LinkedHashMap<>();

	private final GraphQLSchema schema;

	private final Arguments arguments;

	private Planner(GraphQLSchema schema, Document document, Arguments arguments) {
		this.schema = schema;
		this.arguments = arguments;
		document.getDefinitionsOfType(FragmentDefinition.class)
			.forEach((fragment) -> this.fragments.put(fragment.getName(), fragment));
	}

	static Plan plan(GraphQLSchema schema, Document document, OperationDefinition operation,
			Map<String, ? extends @Nullable Object> variables) {
		Planner planner = new Planner(schema, document, new Arguments(operation, variables));
		Map<String, Step> steps = new LinkedHashMap<>();
		planner.collect(operation.getSelectionSet(), root(schema, operation.getOperation()), Arguments.NO_PAGE, steps);
		if (operation.getOperation() != Operation.QUERY) {
			steps.values().forEach((step) -> step.asked(EFFECT));
		}
		return new Plan(steps);
	}

	private static GraphQLType root(GraphQLSchema schema, Operation operation) {
		return Objects.requireNonNull(switch (operation) {
			case QUERY -> schema.getQueryType();
			case MUTATION -> schema.getMutationType();
			case SUBSCRIPTION -> schema.getSubscriptionType();
		});
	}

	/**
	 * Adds the steps of a selection.
	 * @param page the page size that was asked for above and not yet applied
	 */
	private void collect(@Nullable SelectionSet set, GraphQLType type, int page, Map<String, Step> steps) {
		if (set == null) {
			return;
		}
		for (Selection<?> selection : set.getSelections()) {
			switch (selection) {
				case Field field when this.arguments.includes(field) -> add(field, type, page, steps);
				case InlineFragment inline when this.arguments.includes(inline) ->
					collect(inline.getSelectionSet(), narrowed(inline.getTypeCondition(), type), page, steps);
				case FragmentSpread spread when this.arguments.includes(spread) -> {
					FragmentDefinition fragment = Objects.requireNonNull(this.fragments.get(spread.getName()));
					collect(fragment.getSelectionSet(), narrowed(fragment.getTypeCondition(), type), page, steps);
				}
				default -> {
				}
			}
		}
	}

	private GraphQLType narrowed(@Nullable TypeName condition, GraphQLType type) {
		return (condition == null) ? type : Objects.requireNonNull(this.schema.getType(condition.getName()));
	}

	private void add(Field field, GraphQLType parent, int page, Map<String, Step> steps) {
		String name = field.getName();
		if (INTROSPECTION.containsKey(name)) {
			step(field, steps).asked(INTROSPECTION.get(name));
		}
		else if (!name.startsWith("__") && parent instanceof GraphQLFieldsContainer container) {
			GraphQLFieldDefinition definition = Objects.requireNonNull(container.getFieldDefinition(name));
			if (field.getSelectionSet() != null) {
				object(field, container, definition, page, step(field, steps));
			}
			else if (name.equals("totalCount")) {
				step(field, steps).perParent(COUNT);
			}
		}
	}

	private static Step step(Field field, Map<String, Step> steps) {
		return steps.computeIfAbsent(field.getResultKey(), (key) -> new Step());
	}

	private void object(Field field, GraphQLFieldsContainer parent, GraphQLFieldDefinition definition, int above,
			Step step) {
		GraphQLType type = GraphQLTypeUtil.unwrapAll(definition.getType());
		boolean list = GraphQLTypeUtil.isList(GraphQLTypeUtil.unwrapNonNull(definition.getType()));
		boolean connection = isConnection(type);
		boolean record = isRecord(type);
		int page = this.arguments.page(field, definition, above);
		if (list) {
			boolean rows = isConnection(parent) && ROWS.contains(definition.getName());
			boolean spent = rows || !handsOn(type);
			step.lists(this.arguments.items(field, definition, spent ? page : Arguments.NO_PAGE, rows));
			page = spent ? Arguments.NO_PAGE : page;
		}
		if (record) {
			step.holdsRecords();
		}
		if (this.arguments.recounts(field, definition)) {
			step.asked(RECOUNT);
		}
		if (connection || record && !list) {
			step.asked(STATEMENT);
		}
		boolean ends = record && !list;
		collect(field.getSelectionSet(), type, ends ? Arguments.NO_PAGE : page, step.children());
	}

	/** Whether a page size above it is meant for a list below it, as on a board. */
	private static boolean handsOn(GraphQLType type) {
		return type instanceof GraphQLObjectType object && object.getFieldDefinitions()
			.stream()
			.anyMatch((field) -> field.getArguments().isEmpty()
					&& isConnection(GraphQLTypeUtil.unwrapAll(field.getType())));
	}

	private static boolean isConnection(GraphQLType type) {
		return type instanceof GraphQLObjectType object && object.getName().endsWith(CONNECTION);
	}

	private static boolean isRecord(GraphQLType type) {
		return switch (type) {
			case GraphQLUnionType union -> union.getTypes().stream().anyMatch(Planner::isRecord);
			case GraphQLFieldsContainer container -> container.getFieldDefinition("id") != null;
			default -> false;
		};
	}

}
