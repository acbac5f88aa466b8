package dev.rapport.harness;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

import graphql.schema.GraphQLCompositeType;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;

import dev.rapport.Rewriting;
import dev.rapport.graphql.AccessHoles;
import dev.rapport.tenancy.Actor;

/**
 * The scopes of fields and types, one coordinate at a time: whoever lacks the scope is
 * refused, where nothing else on the way asks for the same one.
 */
final class ScopeTrials {

	private final World world;

	private final AccessHoles holes;

	private final Restricted caller;

	private final Map<String, String> scopes;

	/** The types whose scope is taken away together with that of a field. */
	private final Set<String> taken = new HashSet<>();

	private final Map<String, String> equivalent = new LinkedHashMap<>();

	private final List<Mutant> mutants = new ArrayList<>();

	ScopeTrials(World world, AccessHoles holes, Restricted caller) {
		this.world = world;
		this.holes = holes;
		this.caller = caller;
		this.scopes = holes.scopes();
		this.scopes.forEach(this::find);
		this.equivalent.keySet().removeAll(this.taken);
	}

	List<Mutant> mutants() {
		return this.mutants;
	}

	/** The coordinates whose scope is asked for anyway, with the reason. */
	Map<String, String> equivalent() {
		return this.equivalent;
	}

	private void find(String coordinate, String scope) {
		List<String> askedAt = new ArrayList<>(List.of(coordinate));
		if (coordinate.contains(".")) {
			String value = Shape.name(value(coordinate));
			if (scope.equals(this.scopes.get(value))) {
				askedAt.add(value);
				this.taken.add(value);
			}
		}
		Actor limited = this.caller.lacking(scope);
		(coordinate.contains(".") ? atField(coordinate) : atType(coordinate, scope)).stream()
			.filter((way) -> refused(limited, way))
			.findFirst()
			.ifPresentOrElse(
					(way) -> this.mutants.add(new Mutant(Mutant.Kind.SCOPE,
							String.join(" and ", askedAt) + " without " + scope, () -> without(askedAt),
							(probe) -> false, () -> refused(limited, way) ? "" : "LET " + way.document())),
					() -> this.equivalent.put(coordinate, "nothing leads there that has not asked for " + scope));
	}

	private Rewriting.Restored without(List<String> coordinates) {
		List<Rewriting.Restored> removed = coordinates.stream().map(this.holes::atScope).toList();
		return () -> removed.forEach(Rewriting.Restored::close);
	}

	private GraphQLType value(String coordinate) {
		String[] parts = coordinate.split("\\.");
		return GraphQLTypeUtil.unwrapAll(Objects.requireNonNull(this.world.shape.schema().getObjectType(parts[0]))
			.getFieldDefinition(parts[1])
			.getType());
	}

	private boolean refused(Actor limited, Operation operation) {
		return Objects.requireNonNull(
				(operation.isSubscription() ? this.world.service.first(limited, operation, Service.LISTENING)
						: this.world.service.answer(limited, operation))
					.block())
			.contains("\"FORBIDDEN\"");
	}

	/** The fields through which a type is reached that don't ask for its scope. */
	private List<Operation> atType(String type, String scope) {
		List<Operation> ways = new ArrayList<>();
		for (var parent : this.world.shape.schema().getAllTypesAsList()) {
			if (parent instanceof GraphQLObjectType object && !object.getName().startsWith("__")
					&& !scope.equals(this.scopes.get(object.getName()))) {
				object.getFieldDefinitions()
					.stream()
					.filter((field) -> Shape.name(field.getType()).equals(type))
					.map((field) -> object.getName() + "." + field.getName())
					.filter((field) -> !scope.equals(this.scopes.get(field)))
					.forEach((field) -> ways.addAll(atField(field)));
			}
		}
		return ways;
	}

	private List<Operation> atField(String coordinate) {
		String[] parts = coordinate.split("\\.");
		GraphQLObjectType type = Objects.requireNonNull(this.world.shape.schema().getObjectType(parts[0]));
		GraphQLFieldDefinition field = type.getFieldDefinition(parts[1]);
		String selected = GraphQLTypeUtil.unwrapAll(field.getType()) instanceof GraphQLCompositeType ? " { __typename }"
				: "";
		List<Operation> ways = new ArrayList<>();
		for (Shape.Root root : this.world.shape.roots()) {
			boolean isIt = root.field() == field;
			boolean leads = Shape.name(root.field().getType()).equals(type.getName());
			if (isIt || leads) {
				ways.add(root(root, isIt ? selected : " { " + field.getName() + selected + " }"));
			}
		}
		if (this.world.shape.isNode(type) && field.getArguments().stream().noneMatch(Shape::isRequired)) {
			ways.add(new Operation(
					"query($id: ID!) { node(id: $id) { ... on " + parts[0] + " { " + parts[1] + selected + " } } }",
					Map.of("id", this.world.planter.ids().any(parts[0], new Random(1))), Map.of()));
		}
		return ways;
	}

	private Operation root(Shape.Root root, String selection) {
		Filler filler = new Filler(this.world.shape, Echo.ofNobody(this.world.vera(), 1), new Random(1), false);
		String own = this.world.shape.about(root.field());
		Map<String, Object> arguments = new LinkedHashMap<>();
		root.field()
			.getArguments()
			.stream()
			.filter(Shape::isRequired)
			.forEach((argument) -> arguments.put(argument.getName(), filler.argument(argument, own)));
		return Operation.of(root, arguments, selection, root.operation().equals("mutation") ? " @dryRun" : "");
	}

}
