package dev.rapport;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import graphql.schema.GraphQLEnumType;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLInputObjectField;
import graphql.schema.GraphQLInputObjectType;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.execution.GraphQlSource;
import org.springframework.graphql.test.tester.WebGraphQlTester;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every filter and every order of the schema has its index: each is asked once, and the
 * columns that the statement compares or sorts by are looked up among the indexes, where
 * they must follow the tenant. What is read off the schema can't be forgotten here.
 */
@RapportTest
@NullUnmarked
final class IndexTests {

	/** What is compared without an index, and why that is well. */
	private static final Map<String, String> WITHOUT = Map.of("archived_at", "of nearly all rows it is null", "place",
			"sorts the parts of one record", "amount_currency", "narrows what the index of the amount finds",
			"member.kind", "tells members from programs, of which there are few");

	private static final Pattern TABLE = Pattern.compile("\\b(?:from|join) (\\w+) (?:as )?(\\w)\\b(?! *\\()");

	private static final Pattern COMPARED = Pattern
		.compile("\\b(\\w)\\.(\\w+)(?:::\\w+)? (?:is (?:not )?null|=|<>|>|<|in \\(|like)");

	private static final Pattern SORTED = Pattern.compile("order by (\\w)\\.(\\w+)");

	private static final Map<String, Object> SAMPLES = Map.of("Int", 1, "Boolean", true);

	@Autowired
	Tenants tenants;

	@Autowired
	GraphQlSource source;

	private final Map<String, Set<String>> used = new TreeMap<>();

	@Test
	void everyFilterAndOrderHasItsIndex() {
		Tenants.Tenant tenant = this.tenants.found();
		for (GraphQLFieldDefinition list : this.source.schema().getQueryType().getFieldDefinitions()) {
			if (GraphQLTypeUtil.unwrapAll(list.getType()).getName().endsWith("Connection") && list.getArguments()
				.stream()
				.noneMatch((argument) -> GraphQLTypeUtil.isNonNull(argument.getType()))) {
				filters(list).forEach((name, filter) -> ask(tenant, list, "filter", filter, name));
				orders(list).forEach((order) -> ask(tenant, list, "orderBy", order, order.toString()));
			}
		}
		assertThat(this.used).hasSizeGreaterThan(80);
		Map<String, Set<String>> lacking = new TreeMap<>(this.used);
		lacking.keySet().removeAll(indexed());
		lacking.keySet().removeAll(WITHOUT.keySet());
		lacking.keySet().removeIf((column) -> WITHOUT.containsKey(column.substring(column.indexOf('.') + 1)));
		assertThat(lacking).as("columns without an index behind the tenant, and who asks").isEmpty();
	}

	private void ask(Tenants.Tenant tenant, GraphQLFieldDefinition list, String argument, Object value, String what) {
		WebGraphQlTester caller = tenant.graphQl();
		String type = GraphQLTypeUtil.simplePrint(list.getArgument(argument).getType());
		StatementLog.clear();
		caller
			.document("query ($value: " + type + ") { " + list.getName() + "(first: 1, " + argument
					+ ": $value) { nodes { __typename } } }")
			.variable("value", value)
			.executeAndVerify();
		for (String sql : StatementLog.statements(tenant.id())) {
			note(sql, argument.equals("filter") ? COMPARED : SORTED, list.getName() + " by " + what);
		}
	}

	private void note(String sql, Pattern pattern, String who) {
		Map<String, String> tables = new HashMap<>();
		Matcher table = TABLE.matcher(sql);
		while (table.find()) {
			tables.putIfAbsent(table.group(2), table.group(1));
		}
		Matcher column = pattern.matcher(sql);
		while (column.find()) {
			if (tables.containsKey(column.group(1)) && !column.group(2).equals("tenant_id")) {
				this.used.computeIfAbsent(tables.get(column.group(1)) + "." + column.group(2), (key) -> new TreeSet<>())
					.add(who);
			}
		}
	}

	/** The columns that follow the tenant in an index. */
	private Set<String> indexed() {
		return new TreeSet<>(this.tenants.owner().queryForList("""
				select c.relname || '.' || a.attname
				from pg_index i join pg_class c on c.oid = i.indrelid
				  join pg_attribute t on t.attrelid = c.oid and t.attnum = i.indkey[0] and t.attname = 'tenant_id'
				  join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[1]
				""", String.class));
	}

	/** A filter for each field that is not a filter of its own. */
	private Map<String, Object> filters(GraphQLFieldDefinition list) {
		Map<String, Object> filters = new LinkedHashMap<>();
		if (list.getArgument("filter") != null
				&& type(list.getArgument("filter").getType()) instanceof GraphQLInputObjectType input) {
			for (GraphQLInputObjectField field : input.getFieldDefinitions()) {
				Object comparison = comparison(type(field.getType()), input);
				if (comparison != null) {
					filters.put(field.getName(), Map.of(field.getName(), comparison));
				}
			}
		}
		return filters;
	}

	private Object comparison(GraphQLType type, GraphQLInputObjectType outer) {
		if (!(type instanceof GraphQLInputObjectType input) || input == outer) {
			return (type instanceof GraphQLInputObjectType) ? null : true;
		}
		if (input.getFieldDefinition("some") != null) {
			GraphQLInputObjectType related = (GraphQLInputObjectType) type(input.getFieldDefinition("some").getType());
			GraphQLInputObjectField first = related.getFieldDefinitions().getFirst();
			return Map.of("some",
					Map.of(first.getName(), Objects.requireNonNull(comparison(type(first.getType()), related))));
		}
		if (input.getFieldDefinition("currency") != null) {
			return Map.of("currency", "CNY", "gt", "1");
		}
		return (input.getFieldDefinition("isNull") != null) ? Map.of("isNull", false)
				: Map.of("eq", sample(type(input.getFieldDefinition("eq").getType())));
	}

	private static Object sample(GraphQLType type) {
		return (type instanceof GraphQLEnumType constants) ? constants.getValues().getFirst().getName()
				: Objects.requireNonNull(SAMPLES.get(GraphQLTypeUtil.simplePrint(type)));
	}

	private List<Map<String, Object>> orders(GraphQLFieldDefinition list) {
		if (list.getArgument("orderBy") == null) {
			return List.of();
		}
		GraphQLInputObjectType order = (GraphQLInputObjectType) type(list.getArgument("orderBy").getType());
		GraphQLEnumType fields = (GraphQLEnumType) type(order.getFieldDefinition("field").getType());
		return fields.getValues()
			.stream()
			.map((field) -> Map.<String, Object>of("field", field.getName(), "direction", "DESC"))
			.toList();
	}

	private static GraphQLType type(GraphQLType type) {
		return GraphQLTypeUtil.unwrapAll(type);
	}

}
