package dev.rapport.harness;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import graphql.schema.GraphQLArgument;
import graphql.schema.GraphQLEnumType;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLInputObjectField;
import graphql.schema.GraphQLInputObjectType;
import graphql.schema.GraphQLInputType;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLTypeUtil;

import dev.rapport.Rewriting;
import dev.rapport.graphql.AccessHoles;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.FieldRule;

/**
 * The rules of fields, one coordinate at a time: as it is shown, in part or not at all,
 * as lists are filtered and sorted by it, and as it is written.
 */
final class FieldTrials {

	/** Records of a type that are looked at for one which has something in the field. */
	private static final int RECORDS = 3;

	/** How the guard says it; other refusals may name fields too. */
	private static final String REFUSAL = "You may not (?:set|filter or sort by) [^\"]*\\b";

	private static final int DEEPEST = 3;

	private static final Set<String> PREFERRED = Set.of("eq", "contains", "some", "isNull");

	private final World world;

	private final AccessHoles holes;

	private final Restricted caller;

	private final Actor everything;

	private final List<Mutant> mutants = new ArrayList<>();

	private final List<String> open = new ArrayList<>();

	FieldTrials(World world, AccessHoles holes, Restricted caller) {
		this.world = world;
		this.holes = holes;
		this.caller = caller;
		this.everything = caller.unrestricted();
		outputs();
		for (Shape.Root root : world.shape.roots()) {
			switch (root.operation()) {
				case "query" -> lists(root);
				case "mutation" -> inputs(root);
				default -> {
				}
			}
		}
	}

	List<Mutant> mutants() {
		return this.mutants;
	}

	/** The rules that are not kept although nothing is missing. */
	List<String> open() {
		return this.open;
	}

	private void add(String what, Supplier<Rewriting.Restored> removal, Supplier<String> trial) {
		if (trial.get().isEmpty()) {
			this.mutants.add(new Mutant(Mutant.Kind.FIELD, what, removal, (probe) -> false, trial));
		}
		else {
			this.open.add(what);
		}
	}

	private void outputs() {
		for (var type : this.world.shape.schema().getAllTypesAsList()) {
			if (type instanceof GraphQLObjectType object && this.world.shape.isNode(object)) {
				object.getFieldDefinitions()
					.stream()
					.filter((field) -> field.getArguments().stream().noneMatch(Shape::isRequired))
					.forEach((field) -> output(object, field));
			}
		}
	}

	private void output(GraphQLObjectType type, GraphQLFieldDefinition field) {
		String coordinate = type.getName() + "." + field.getName();
		for (String id : this.world.planter.ids().of(type.getName()).stream().limit(RECORDS).toList()) {
			Operation shown = shown(type, field, id);
			Object value = value(this.everything, shown);
			if (value == null || value instanceof Collection<?> list && list.isEmpty()) {
				continue;
			}
			if (this.holes.canBe(FieldRule.HIDDEN, coordinate)) {
				hidden(coordinate, shown);
			}
			if (value instanceof String && this.holes.canBe(FieldRule.MASKED, coordinate)) {
				masked(coordinate, shown, value);
			}
			return;
		}
	}

	private void hidden(String coordinate, Operation shown) {
		Actor limited = this.caller.by(FieldRule.HIDDEN, Set.of(coordinate));
		add("hidden " + coordinate, () -> this.holes.atOutput(coordinate), () -> {
			Object seen = value(limited, shown);
			return seen == null || seen instanceof Collection<?> list && list.isEmpty() ? "" : "SHOWN node";
		});
	}

	private void masked(String coordinate, Operation shown, Object value) {
		Actor limited = this.caller.by(FieldRule.MASKED, Set.of(coordinate));
		add("masked " + coordinate, () -> this.holes.atOutput(coordinate),
				() -> value.equals(value(limited, shown)) ? "SHOWN node" : "");
	}

	private Operation shown(GraphQLObjectType type, GraphQLFieldDefinition field, String id) {
		String selection = new Selections(this.world.shape.schema(), new TreeSet<>()).of(field, new Random(1), 0);
		return new Operation("query($id: ID!) { node(id: $id) { ... on " + type.getName() + " { shown: "
				+ field.getName() + selection + " } } }", Map.of("id", id), Map.of());
	}

	private Object value(Actor actor, Operation shown) {
		return Service.at(this.world.service.ask(actor, shown), "data", "node", "shown");
	}

	private void lists(Shape.Root root) {
		GraphQLArgument filter = root.field().getArgument("filter");
		if (filter != null && GraphQLTypeUtil.unwrapAll(filter.getType()) instanceof GraphQLInputObjectType type) {
			type.getFieldDefinitions()
				.forEach((field) -> compared(root, "filter", type.getName() + "." + field.getName(),
						Map.of(field.getName(), least(field.getType(), 0))));
		}
		GraphQLArgument order = root.field().getArgument("orderBy");
		if (order != null && GraphQLTypeUtil.unwrapAll(order.getType()) instanceof GraphQLInputObjectType type
				&& GraphQLTypeUtil
					.unwrapAll(type.getFieldDefinition("field").getType()) instanceof GraphQLEnumType constants) {
			constants.getValues()
				.forEach((constant) -> compared(root, "orderBy", constants.getName() + "." + constant.getName(),
						List.of(Map.of("field", constant.getName()))));
		}
	}

	private void compared(Shape.Root root, String argument, String input, Object value) {
		Map<String, Object> arguments = new LinkedHashMap<>();
		root.field()
			.getArguments()
			.stream()
			.filter(Shape::isRequired)
			.forEach((other) -> arguments.put(other.getName(), filler().argument(other, about(root))));
		arguments.put(argument, value);
		refused(root, "by " + input, input, FieldRule.HIDDEN, Operation.of(root, arguments, " { __typename }", ""));
	}

	private void inputs(Shape.Root root) {
		GraphQLInputObjectType type = Planter.input(root);
		boolean errors = ((GraphQLObjectType) GraphQLTypeUtil.unwrapAll(root.field().getType()))
			.getFieldDefinition("errors") != null;
		if (type == null || !errors) {
			return;
		}
		for (GraphQLInputObjectField field : type.getFieldDefinitions()) {
			Map<String, Object> input = new LinkedHashMap<>();
			type.getFieldDefinitions()
				.stream()
				.filter((it) -> Filler.required(it) || it == field)
				.forEach((it) -> input.put(it.getName(),
						filler().value(it.getType(), it.getName(), about(root), about(root), 1)));
			String coordinate = type.getName() + "." + field.getName();
			refused(root, "writing " + coordinate, coordinate, FieldRule.READ,
					Operation.of(root, Map.of("input", input), " { errors { code message } }", " @dryRun"));
		}
	}

	/** An operation that somebody is refused who is under a rule. */
	private void refused(Shape.Root root, String what, String input, FieldRule rule, Operation operation) {
		Set<String> touched = this.holes.touched(input);
		if (touched.isEmpty()) {
			return;
		}
		Actor limited = this.caller.by(rule, touched);
		add(root.name() + " " + what, () -> this.holes.atInput(input),
				() -> refused(limited, operation, touched) ? "" : "LET " + root.coordinate());
	}

	/** Whether the answer is that the caller lacks the right to one of the fields. */
	private boolean refused(Actor limited, Operation operation, Set<String> fields) {
		String answer = Objects.requireNonNull(this.world.service.answer(limited, operation).block());
		return fields.stream()
			.anyMatch((field) -> Pattern.compile(REFUSAL + Pattern.quote(field) + "\\b").matcher(answer).find());
	}

	/** One comparison and nothing else. */
	private Object least(GraphQLInputType type, int depth) {
		var bare = GraphQLTypeUtil.unwrapNonNull(type);
		if (GraphQLTypeUtil.isList(bare)) {
			return List.of(least((GraphQLInputType) GraphQLTypeUtil.unwrapOne(bare), depth));
		}
		if (bare instanceof GraphQLInputObjectType input && depth < DEEPEST) {
			Map<String, Object> least = new LinkedHashMap<>();
			input.getFieldDefinitions()
				.stream()
				.filter(Filler::required)
				.forEach((field) -> least.put(field.getName(), least(field.getType(), depth + 1)));
			GraphQLInputObjectField one = input.getFieldDefinitions()
				.stream()
				.filter((field) -> PREFERRED.contains(field.getName()))
				.findFirst()
				.orElseGet(() -> input.getFieldDefinitions().getFirst());
			least.put(one.getName(), least(one.getType(), depth + 1));
			return least;
		}
		return filler().value((GraphQLInputType) bare, "id", "Node", "Node", 1);
	}

	private String about(Shape.Root root) {
		return this.world.shape.about(root.field());
	}

	private Filler filler() {
		Attacker vera = this.world.vera();
		return new Filler(this.world.shape, Echo.ofNobody(vera, 1), new Random(1), false);
	}

}
