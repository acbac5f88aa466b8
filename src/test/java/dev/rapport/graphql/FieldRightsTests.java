package dev.rapport.graphql;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import graphql.schema.DataFetcher;
import graphql.schema.GraphQLArgument;
import graphql.schema.GraphQLEnumType;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLInputObjectField;
import graphql.schema.GraphQLInputObjectType;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLTypeUtil;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.ResponseError;
import org.springframework.graphql.execution.GraphQlSource;
import org.springframework.graphql.test.tester.GraphQlTester;

import tools.jackson.databind.json.JsonMapper;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;
import dev.rapport.member.Role;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.FieldRule;
import dev.rapport.tenancy.Rights;
import dev.rapport.tenancy.Sight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

/**
 * What can be done with a field that a role restricts: nothing more than the rule says,
 * wherever the schema lets one try.
 */
@RapportTest
class FieldRightsTests {

	private static final AtomicInteger COUNT = new AtomicInteger();

	private static final JsonMapper JSON = JsonMapper.builder().build();

	@Autowired
	Tenants tenants;

	@Autowired
	GraphQlSource source;

	@Autowired
	AccessRules rules;

	private Tenants.Tenant tenant;

	private GraphQLSchema schema;

	private Samples samples;

	private final Map<Map<String, FieldRule>, GraphQlTester> callers = new HashMap<>();

	@BeforeEach
	void found() {
		this.tenant = this.tenants.found();
		this.schema = this.source.schema();
		this.samples = new Samples(this.schema);
	}

	/** Every field that lists can be filtered by, in the document and in variables. */
	@Test
	void filtersByNothingThatIsHidden() {
		List<String> tried = new ArrayList<>();
		for (GraphQLFieldDefinition list : this.schema.getQueryType().getFieldDefinitions()) {
			GraphQLArgument argument = list.getArgument("filter");
			if (argument != null
					&& GraphQLTypeUtil.unwrapAll(argument.getType()) instanceof GraphQLInputObjectType type) {
				type.getFieldDefinitions()
					.forEach((field) -> this.rules.touched(type.getName() + "." + field.getName())
						.forEach((coordinate) -> {
							Map<String, Object> filter = comparing(field);
							refuses(coordinate, list, argument, filter);
							refuses(coordinate, list, argument, Map.of("not", Map.of("or", List.of(filter))));
							tried.add(coordinate);
						}));
			}
		}
		assertThat(tried).contains("Customer.industry", "Opportunity.amount", "Member.email", "Task.dueAt",
				"Contact.links", "Opportunity.expectedCloseDate", "Opportunity.lines", "Customer.parent");
		assertThat(tried).hasSizeGreaterThan(60);
	}

	@Test
	void sortsByNothingThatIsHidden() {
		List<String> tried = new ArrayList<>();
		for (GraphQLFieldDefinition list : this.schema.getQueryType().getFieldDefinitions()) {
			GraphQLArgument argument = list.getArgument("orderBy");
			if (argument != null && GraphQLTypeUtil.unwrapAll(argument.getType()) instanceof GraphQLInputObjectType type
					&& GraphQLTypeUtil
						.unwrapAll(type.getFieldDefinition("field").getType()) instanceof GraphQLEnumType constants) {
				constants.getValues()
					.forEach((constant) -> this.rules.touched(constants.getName() + "." + constant.getName())
						.forEach((coordinate) -> {
							refuses(coordinate, list, argument, List.of(Map.of("field", constant.getName())));
							refuses(coordinate, list, argument, Map.of("field", constant.getName()));
							tried.add(coordinate);
						}));
			}
		}
		assertThat(tried).contains("Customer.employees", "Opportunity.amount", "Product.listPrice", "Task.dueAt");
	}

	@Test
	void looksIntoWhatIsWrittenInTheDocument() {
		for (String document : List.of("{ customers(filter: {and: [{not: {employees: {gt: 5}}}]}) { totalCount } }",
				"{ customers(filter: {children: {some: {employees: {gt: 5}}}}) { totalCount } }",
				"query($n: Int) { customers(filter: {employees: {gt: $n}}) { totalCount } }",
				"query($c: CustomerFilter = {employees: {gt: 5}}) { customers(filter: {or: [$c]}) { totalCount } }",
				"query($f: CustomerOrderField = EMPLOYEES) { customers(orderBy: {field: $f}) { totalCount } }",
				"{ customers { nodes { children(orderBy: {field: EMPLOYEES}) { totalCount } } } }",
				"{ customer(id: \"x\") { ...f } } fragment f on Customer { children(filter: {employees: {gt: 5}}) { totalCount } }",
				"subscription { customerChanged(filter: {employees: {gt: 5}}) { cursor } }")) {
			assertThat(refusal(as(Map.of("Customer.employees", FieldRule.HIDDEN)).document(document))).as(document)
				.isEqualTo(List.of("Customer.employees"));
		}
		as(Map.of("Customer.employees", FieldRule.HIDDEN))
			.document("query($c: CustomerFilter) { customers(filter: {not: $c, employees: null}) { totalCount } }")
			.execute()
			.path("customers.totalCount")
			.hasValue();
	}

	/** Every field of every input of every mutation. */
	@Test
	void writesNothingThatIsOnlyToBeRead() {
		Set<String> tried = new HashSet<>();
		for (GraphQLFieldDefinition mutation : this.schema.getMutationType().getFieldDefinitions()) {
			GraphQLInputObjectType input = (GraphQLInputObjectType) GraphQLTypeUtil
				.unwrapAll(mutation.getArgument("input").getType());
			for (GraphQLInputObjectField field : input.getFieldDefinitions()) {
				this.rules.touched(input.getName() + "." + field.getName()).forEach((coordinate) -> {
					refusesToWrite(coordinate, mutation, field.getName(), this.samples.with(input, field));
					tried.add(input.getName() + "." + field.getName());
				});
			}
		}
		assertThat(tried).hasSizeGreaterThan(150)
			.contains("UpdateCustomerInput.taxId", "LoseOpportunityInput.competitor", "UpdateActivityInput.phone",
					"UpdateOpportunityInput.lines", "UpdateMemberInput.email", "AssignTicketInput.assigneeId");
	}

	@Test
	void writesNothingInside() {
		Map<String, Object> contact = Map.of("kind", "EMAIL", "value", "a@b.example");
		GraphQlTester.Response response = as(Map.of("ContactPoint.value", FieldRule.MASKED)).document("""
				mutation($input: UpsertCustomerInput!) {
				  upsertCustomer(input: $input) { customer { id } errors { __typename code path message } }
				  createCustomer(input: {name: "Free"}) { customer { name } errors { code } } }""")
			.variable("input",
					Map.of("externalId", Map.of("system", "erp", "value", "1"), "customer",
							Map.of("name", "A", "contactPoints", List.of(contact, contact))))
			.execute();
		response.path("upsertCustomer.errors[*].__typename")
			.entityList(String.class)
			.containsExactly("ForbiddenError", "ForbiddenError");
		response.path("upsertCustomer.errors[1].path")
			.entityList(String.class)
			.containsExactly("input", "customer", "contactPoints", "1", "value");
		response.path("upsertCustomer.errors[0].message")
			.entity(String.class)
			.isEqualTo("You may not set ContactPoint.value.");
		response.path("upsertCustomer.customer").valueIsNull();
		response.path("createCustomer.customer.name").entity(String.class).isEqualTo("Free");
	}

	@Test
	void fetchesAsEverWhereNoRuleIsSet() {
		GraphQLFieldDefinition name = this.schema.getObjectType("Customer").getFieldDefinition("name");
		GraphQLFieldDefinition taxId = this.schema.getObjectType("Customer").getFieldDefinition("taxId");
		DataFetcher<?> fetcher = (environment) -> "value";
		assertThat(this.rules.sight(Rights.UNLIMITED).isClear()).isTrue();
		assertThat(this.rules.sight(rights(Map.of())).isClear()).isTrue();
		FieldSight sight = this.rules.sight(rights(Map.of("Customer.taxId", FieldRule.HIDDEN)));
		assertThat(sight.through(name, fetcher)).isSameAs(fetcher);
		assertThat(sight.through(taxId, fetcher)).isNotSameAs(fetcher);
		assertThat(this.rules.sight(rights(Map.of("Customer.taxId", FieldRule.HIDDEN)))).isSameAs(sight);
	}

	private Map<String, Object> comparing(GraphQLInputObjectField field) {
		GraphQLInputObjectType comparators = (GraphQLInputObjectType) GraphQLTypeUtil.unwrapAll(field.getType());
		Map<String, Object> values = new HashMap<>();
		if (comparators.getFieldDefinition("currency") != null) {
			values.put("currency", "USD");
		}
		GraphQLInputObjectField comparator = comparators.getFieldDefinitions().getFirst();
		values.put(comparator.getName(), this.samples.least(comparator.getType()));
		return Map.of(field.getName(), values);
	}

	private void refuses(String coordinate, GraphQLFieldDefinition list, GraphQLArgument argument, Object value) {
		List<GraphQLArgument> arguments = new ArrayList<>(Samples.required(list));
		arguments.add(argument);
		for (FieldRule rule : List.of(FieldRule.HIDDEN, FieldRule.MASKED)) {
			GraphQlTester.Request<?> request = as(Map.of(coordinate, rule))
				.document(this.samples.document("query", list, arguments, "__typename"));
			Samples.required(list)
				.forEach((needed) -> request.variable(needed.getName(), this.samples.least(needed.getType())));
			assertThat(refusal(request.variable(argument.getName(), value))).as("%s %s %s", list.getName(), rule, value)
				.asInstanceOf(LIST)
				.contains(coordinate);
		}
	}

	private void refusesToWrite(String coordinate, GraphQLFieldDefinition mutation, String field,
			Map<String, Object> input) {
		GraphQlTester.Response response = as(Map.of(coordinate, FieldRule.READ))
			.document(this.samples.document("mutation", mutation, mutation.getArguments(),
					"errors { __typename code path }"))
			.variable("input", input)
			.execute();
		response.path(mutation.getName() + ".errors[0].__typename").entity(String.class).isEqualTo("ForbiddenError");
		response.path(mutation.getName() + ".errors[0].path").entityList(String.class).contains("input", field);
	}

	/** The fields that a refusal names; null if it is none. */
	private static @Nullable Object refusal(GraphQlTester.Request<?> request) {
		List<ResponseError> errors = request.execute().returnResponse().getErrors();
		return errors.stream()
			.filter((error) -> "FORBIDDEN".equals(error.getExtensions().get("code")))
			.map((error) -> error.getExtensions().get("fields"))
			.findFirst()
			.orElse(null);
	}

	private GraphQlTester as(Map<String, FieldRule> fields) {
		return this.callers.computeIfAbsent(fields, this::hire);
	}

	private GraphQlTester hire(Map<String, FieldRule> fields) {
		String key = "R" + COUNT.incrementAndGet();
		this.tenants.owner()
			.update("""
					insert into role (tenant_id, id, version, key, name, grants, fields, created_at, created_by, updated_at, updated_by)
					select ?, gen_random_uuid(), 1, ?, ?, jsonb_object_agg(kind, '{"read": "ALL", "write": "ALL"}'::jsonb), ?::jsonb,
					  now(), ?, now(), ? from unnest(?) kind
					""",
					this.tenant.id().value(), key, key, JSON.writeValueAsString(fields), this.tenant.ann(),
					this.tenant.ann(), Role.KINDS.toArray(String[]::new));
		return this.tenant.graphQl(this.tenant.actor(this.tenant.hire(key.toLowerCase(Locale.ROOT), null, key)));
	}

	/** Everything but what the rules of fields take away. */
	static Rights rights(Map<String, FieldRule> fields) {
		Set<String> scopes = new HashSet<>();
		Map<String, Sight> sights = new HashMap<>();
		Role.KINDS.forEach((kind) -> {
			scopes.addAll(List.of(kind + ":read", kind + ":write"));
			sights.put(kind, Sight.ALL);
		});
		return new Rights(false, Set.of("TEST"), scopes, sights, sights, fields, List.of());
	}

}
