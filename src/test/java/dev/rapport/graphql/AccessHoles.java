package dev.rapport.graphql;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

import com.github.benmanes.caffeine.cache.Cache;
import graphql.language.Document;
import graphql.language.OperationDefinition;
import graphql.schema.GraphQLAppliedDirectiveArgument;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLSchema;
import graphql.schema.InputValueWithState;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;
import org.springframework.graphql.execution.GraphQlSource;
import org.springframework.test.util.ReflectionTestUtils;

import dev.rapport.Rewriting;
import dev.rapport.tenancy.FieldRule;
import dev.rapport.tenancy.Rights;

/**
 * Makes the guard of the schema forget one coordinate: for tests that see whether
 * somebody notices.
 */
public final class AccessHoles {

	private static final String RULES = "rules";

	private final AccessGuard guard;

	private final AccessRules rules;

	private final GraphQLSchema schema;

	public AccessHoles(ApplicationContext context) {
		this.guard = context.getBean(AccessGuard.class);
		this.rules = context.getBean(AccessRules.class);
		this.schema = context.getBean(GraphQlSource.class).schema();
	}

	/** Forgets the documents that callers were found to have registered. */
	public static void forgetDocuments(ApplicationContext context) {
		((Cache<?, ?>) Objects
			.requireNonNull(ReflectionTestUtils.getField(context.getBean(TrustedDocuments.class), "known")))
			.invalidateAll();
	}

	/** Whether a role may hide a field of an object type. */
	public boolean canBe(FieldRule rule, String coordinate) {
		return this.rules.admits(coordinate, rule);
	}

	/** The coordinates that an input field or a constant is about. */
	public Set<String> touched(String input) {
		return this.rules.touched(input);
	}

	/** The scopes of the fields and types that have one of their own, by coordinate. */
	public Map<String, String> scopes() {
		Map<String, String> scopes = new TreeMap<>();
		for (var type : this.schema.getAllTypesAsList()) {
			if (type instanceof GraphQLObjectType object && !object.getName().startsWith("__")) {
				note(scopes, object.getName(), Access.scope(object));
				object.getFieldDefinitions()
					.forEach((field) -> note(scopes, Access.coordinate(object.getName(), field), Access.scope(field)));
			}
		}
		return scopes;
	}

	private static void note(Map<String, String> scopes, String coordinate, @Nullable String scope) {
		if (scope != null && !scope.equals(Access.ANY)) {
			scopes.put(coordinate, scope);
		}
	}

	/** Asks for no scope at one field or type. */
	public Rewriting.Restored atScope(String coordinate) {
		String[] parts = coordinate.split("\\.", 2);
		GraphQLObjectType type = Objects.requireNonNull(this.schema.getObjectType(parts[0]));
		GraphQLAppliedDirectiveArgument scope = ((parts.length == 1) ? type.getAppliedDirective("access")
				: type.getFieldDefinition(parts[1]).getAppliedDirective("access"))
			.getArgument("scope");
		Object real = Objects.requireNonNull(ReflectionTestUtils.getField(scope, "value"));
		put(scope, InputValueWithState.newInternalValue(Access.ANY));
		return () -> put(scope, real);
	}

	private void put(GraphQLAppliedDirectiveArgument scope, Object value) {
		ReflectionTestUtils.setField(scope, "value", value);
		((Cache<?, ?>) Objects.requireNonNull(ReflectionTestUtils.getField(this.rules, "needs"))).invalidateAll();
	}

	/** Shows a field as it is, whatever the rule. */
	public Rewriting.Restored atOutput(String coordinate) {
		return instead(new Forgetful(this.rules, coordinate, ""));
	}

	/** Doesn't know what an input field or a constant is about. */
	public Rewriting.Restored atInput(String input) {
		return instead(new Forgetful(this.rules, "", input));
	}

	private Rewriting.Restored instead(AccessRules other) {
		ReflectionTestUtils.setField(this.guard, RULES, other);
		return () -> ReflectionTestUtils.setField(this.guard, RULES, this.rules);
	}

	/** Rules of which one is forgotten. */
	private static final class Forgetful extends AccessRules {

		private final AccessRules real;

		private final String output;

		private final String input;

		@SuppressWarnings("NullAway") // never asked for a schema
		Forgetful(AccessRules real, String output, String input) {
			super(null);
			this.real = real;
			this.output = output;
			this.input = input;
		}

		@Override
		AccessNeeds needs(Document document, OperationDefinition operation) {
			return this.real.needs(document, operation);
		}

		@Override
		Set<String> touched(String input) {
			return input.equals(this.input) ? Set.of() : this.real.touched(input);
		}

		@Override
		FieldSight sight(Rights rights) {
			FieldSight sight = this.real.sight(rights);
			if (this.output.isEmpty() || !sight.rules().containsKey(this.output)) {
				return sight;
			}
			Map<GraphQLFieldDefinition, Sifter> sifters = new IdentityHashMap<>(sight.sifters());
			sifters.remove(definition());
			return new FieldSight(new HashMap<>(sight.rules()), sifters);
		}

		private GraphQLFieldDefinition definition() {
			List<String> parts = List.of(this.output.split("\\."));
			return ((SchemaFields) Objects.requireNonNull(ReflectionTestUtils.getField(this.real, "fields"))).records()
				.definition(parts.getFirst() + "." + parts.getLast());
		}

	}

}
