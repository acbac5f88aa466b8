package dev.rapport.graphql;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import graphql.language.Document;
import graphql.language.OperationDefinition;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.graphql.execution.GraphQlSource;
import org.springframework.stereotype.Component;

import dev.rapport.tenancy.FieldRule;
import dev.rapport.tenancy.RestrictableFields;
import dev.rapport.tenancy.Rights;

/**
 * What the schema says about rights, made ready for callers and operations. The
 * application doesn't start with a coordinate that has no rule, or with one to filter or
 * sort by that is not known to be about a field.
 */
@Component
class AccessRules implements SmartInitializingSingleton, RestrictableFields {

	/** How many operations are remembered. */
	private static final int OPERATIONS = 20_000;

	/** How many combinations of roles and scopes are remembered. */
	private static final int SIGHTS = 2_000;

	private final Cache<OperationDefinition, AccessNeeds> needs = Caffeine.newBuilder()
		.weakKeys()
		.maximumSize(OPERATIONS)
		.executor(Runnable::run)
		.build();

	private final Cache<Caller, FieldSight> sights = Caffeine.newBuilder()
		.maximumSize(SIGHTS)
		.executor(Runnable::run)
		.build();

	private final ObjectProvider<GraphQlSource> source;

	private @Nullable SchemaFields fields;

	AccessRules(ObjectProvider<GraphQlSource> source) {
		this.source = source;
	}

	@Override
	public void afterSingletonsInstantiated() {
		this.fields = SchemaFields.of(this.source.getObject().schema());
	}

	/** What an operation needs, found out when it is first met. */
	AccessNeeds needs(Document document, OperationDefinition operation) {
		return this.needs.get(operation, (key) -> AccessPlanner.plan(fields().schema(), document, key));
	}

	/** How a caller sees the fields. */
	FieldSight sight(Rights rights) {
		return rights.unlimited() ? FieldSight.CLEAR
				: this.sights.get(new Caller(rights.fields(), rights.scopes()), (key) -> sight(key));
	}

	/** The coordinates that an input field or a constant is about. */
	Set<String> touched(String input) {
		return fields().inputs().touched(input);
	}

	/** Whether a caller may not even know that a fact of a record changed. */
	boolean hides(Rights rights, String type, String fact) {
		Map<String, FieldRule> rules = sight(rights).rules();
		return !rules.isEmpty() && fields().inputs()
			.about(fields().schema().getType(type), fact)
			.anyMatch((field) -> rules.get(field) == FieldRule.HIDDEN);
	}

	@Override
	public boolean admits(String coordinate, FieldRule rule) {
		Set<String> fields = fields().records().of(coordinate);
		return !fields.isEmpty() && fields.stream().allMatch((field) -> admitsOne(field, rule));
	}

	private boolean admitsOne(String field, FieldRule rule) {
		boolean withdrawn = rule == FieldRule.HIDDEN || rule == FieldRule.MASKED;
		return !withdrawn || (fields().records().showing(field).stream().allMatch(this::canBeHidden)
				&& (canBeHidden(field) || (rule == FieldRule.MASKED && canBeMasked(field))));
	}

	private boolean canBeHidden(String field) {
		GraphQLType type = fields().records().definition(field).getType();
		return GraphQLTypeUtil.isNullable(type) || GraphQLTypeUtil.isList(GraphQLTypeUtil.unwrapNonNull(type));
	}

	private boolean canBeMasked(String field) {
		return Mask.fits(fields().records().definition(field).getType());
	}

	private FieldSight sight(Caller caller) {
		Map<String, FieldRule> rules = rules(caller.fields());
		Map<GraphQLFieldDefinition, Sifter> sifters = new IdentityHashMap<>();
		rules.forEach((field, rule) -> {
			if (rule == FieldRule.HIDDEN || rule == FieldRule.MASKED) {
				GraphQLFieldDefinition definition = fields().records().definition(field);
				sifters.put(definition, (rule == FieldRule.MASKED && canBeMasked(field)) ? Sifter.masking()
						: Sifter.hiding(definition));
			}
		});
		fields().abstracted().forEach((field, scopes) -> {
			if (!caller.scopes().containsAll(scopes)) {
				sifters.putIfAbsent(field, Sifter.leaving(field, (value) -> fields().left(value, caller.scopes())));
			}
		});
		return new FieldSight(rules, sifters);
	}

	/** The rules of object types' fields; what shows something hidden is hidden too. */
	private Map<String, FieldRule> rules(Map<String, FieldRule> said) {
		Map<String, FieldRule> rules = new HashMap<>();
		said.forEach((coordinate, rule) -> fields().records().of(coordinate).forEach((field) -> {
			rules.merge(field, rule, AccessRules::stricter);
			if (rule == FieldRule.HIDDEN || rule == FieldRule.MASKED) {
				fields().records().showing(field).forEach((shown) -> rules.put(shown, FieldRule.HIDDEN));
			}
		}));
		rules.values().removeIf((rule) -> rule == FieldRule.WRITE);
		return rules;
	}

	private static FieldRule stricter(FieldRule one, FieldRule other) {
		return (one.compareTo(other) <= 0) ? one : other;
	}

	private SchemaFields fields() {
		return Objects.requireNonNull(this.fields, "The schema has not been read yet");
	}

	/** What makes callers see fields alike. */
	private record Caller(Map<String, FieldRule> fields, Set<String> scopes) {
	}

}
