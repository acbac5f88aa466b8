package dev.rapport.customer;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.GraphQlResponse;
import org.springframework.graphql.test.tester.GraphQlTester;
import org.springframework.graphql.test.tester.WebGraphQlTester;
import reactor.test.StepVerifier;

import dev.rapport.RapportTest;
import dev.rapport.Rival;
import dev.rapport.Tenants;
import dev.rapport.kernel.NodeId;

import static org.assertj.core.api.Assertions.assertThat;

@RapportTest
class CustomerGraphQlTests {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	@Autowired
	Tenants tenants;

	private Tenants.Tenant tenant;

	private WebGraphQlTester graphQl;

	@BeforeEach
	void found() {
		this.tenant = this.tenants.found();
		this.graphQl = this.tenant.graphQl();
	}

	@Test
	void createsWithDefaults() {
		GraphQlTester.Response answer = mutate("create", Map.of("name", " 华信科技 Ltd "));
		is(answer, "createCustomer.customer.name", "华信科技 Ltd");
		is(answer, "createCustomer.customer.number", "C-000001");
		is(answer, "createCustomer.customer.version", 1);
		is(answer, "createCustomer.customer.kind", "ORGANIZATION");
		is(answer, "createCustomer.customer.status", "PROSPECT");
		is(answer, "createCustomer.customer.owner.name", "Ann Able");
		is(answer, "createCustomer.customer.contactPoints", List.of());
		GraphQlTester.Response read = this.graphQl.documentName("customer/read")
			.variable("id", created(answer))
			.execute();
		is(read, "customer.name", "华信科技 Ltd");
		is(read, "node.kindLabel", "机构");
		is(read, "node.statusLabel", "Prospect");
	}

	@Test
	void createsWithEverything() {
		String parent = create("Parent");
		Map<String, Object> input = new HashMap<>(Map.of("name", "Child", "kind", "PERSON", "status", "CURRENT",
				"industry", "软件", "employees", 0, "annualRevenue", Map.of("amount", "1234.50", "currency", "CNY"),
				"parentId", parent, "contactPoints", List.of(Map.of("kind", "EMAIL", "value", "A@Example.com"))));
		input.put("ownerId", null);
		input.put("addresses", List.of(Map.of("city", "上海", "country", "CN")));
		input.put("externalIds", List.of(Map.of("system", "erp", "value", "1")));
		GraphQlTester.Response answer = mutate("create", input);
		is(answer, "createCustomer.errors", List.of());
		is(answer, "createCustomer.customer.annualRevenue.amount", "1234.50");
		is(answer, "createCustomer.customer.parent.id", parent);
		is(answer, "createCustomer.customer.contactPoints[0].value", "a@example.com");
		is(answer, "createCustomer.customer.addresses[0].city", "上海");
		answer.path("createCustomer.customer.owner").valueIsNull();
	}

	@Test
	void keepsWhatIsAbsentAndClearsWhatIsNull() {
		String id = created(mutate("create", Map.of("name", "Old", "industry", "Software", "employees", 5)));
		Map<String, @Nullable Object> patch = new HashMap<>(Map.of("id", id, "version", 1, "name", "New"));
		patch.put("employees", null);
		GraphQlTester.Response answer = mutate("update", patch);
		is(answer, "updateCustomer.customer.version", 2);
		is(answer, "updateCustomer.customer.name", "New");
		is(answer, "updateCustomer.customer.industry", "Software");
		answer.path("updateCustomer.customer.employees").valueIsNull();
	}

	@Test
	void answersAStaleVersionWithTheCurrentState() {
		String id = create("Old");
		mutate("update", Map.of("id", id, "version", 1, "name", "Theirs"));
		GraphQlTester.Response answer = mutate("update", Map.of("id", id, "version", 1, "name", "Mine"));
		is(answer, "updateCustomer.errors[0].__typename", "ConflictError");
		is(answer, "updateCustomer.errors[0].code", "VERSION_CONFLICT");
		is(answer, "updateCustomer.errors[0].current.name", "Theirs");
		is(answer, "updateCustomer.errors[0].current.version", 2);
		answer.path("updateCustomer.customer").valueIsNull();
		is(mutate("update", versionless(id, "name", "Mine")), "updateCustomer.customer.version", 3);
	}

	@ParameterizedTest
	@ValueSource(strings = { "update", "changeStatus", "archive", "restore" })
	void wantsAVersionInThePayloadOfEachChange(String document) {
		Map<String, Object> input = new HashMap<>(Map.of("id", create("Old")));
		if (document.equals("changeStatus")) {
			input.putAll(Map.of("status", "CURRENT", "reason", "because"));
		}
		String field = document.equals("changeStatus") ? "changeCustomerStatus" : document + "Customer";
		GraphQlTester.Response answer = mutate(document, input);
		is(answer, field + ".errors[0].code", "REQUIRED");
		is(answer, field + ".errors[0].path", List.of("input", "version"));
	}

	@Test
	void answersBrokenRulesInThePayload() {
		GraphQlTester.Response answer = mutate("create", Map.of("name", "字".repeat(201)));
		is(answer, "createCustomer.errors[0].__typename", "ValidationError");
		is(answer, "createCustomer.errors[0].constraint", "tooLong");
		is(answer, "createCustomer.errors[0].path", List.of("input", "name"));
		Map<String, Object> money = Map.of("amount", "0.001", "currency", "CNY");
		is(mutate("create", Map.of("name", "x", "annualRevenue", money)), "createCustomer.errors[0].path",
				List.of("input", "annualRevenue", "amount"));
		is(mutate("upsert", Map.of("externalId", Map.of("system", " ", "value", "1"), "customer", Map.of("name", "x"))),
				"upsertCustomer.errors[0].path", List.of("input", "externalId", "system"));
	}

	@Test
	void answersReferencesToNobodyInThePayload() {
		GraphQlTester.Response answer = mutate("create",
				Map.of("name", "x", "parentId", "cus_00000000000000000000000001"));
		is(answer, "createCustomer.errors[0].code", "NOT_FOUND");
		String foreign = created(this.tenants.found()
			.graphQl()
			.documentName("customer/create")
			.variable("input", Map.of("name", "Foreign"))
			.execute());
		is(mutate("create", Map.of("name", "x", "parentId", foreign)), "createCustomer.errors[0].code", "NOT_FOUND");
	}

	@Test
	void upsertsByExternalId() {
		Map<String, Object> key = Map.of("system", "erp", "value", "42");
		GraphQlTester.Response first = mutate("upsert", Map.of("externalId", key, "customer", Map.of("name", "Old")));
		is(first, "upsertCustomer.customer.externalIds", List.of(key));
		is(first, "upsertCustomer.customer.owner.name", "Ann Able");
		GraphQlTester.Response second = mutate("upsert",
				Map.of("externalId", key, "customer", Map.of("name", "New", "tags", List.of("vip"))));
		is(second, "upsertCustomer.customer.id", first.path("upsertCustomer.customer.id").entity(String.class).get());
		is(second, "upsertCustomer.customer.version", 2);
		is(second, "upsertCustomer.customer.externalIds", List.of(key));
		is(second, "upsertCustomer.customer.tags", List.of("vip"));
	}

	@Test
	void upsertsWhatAnotherCreatesAtTheSameMoment() {
		String winner = create("Winner");
		GraphQlTester.Response answer = new Rival(this.tenants.owner()).against((rival) -> rival.update("""
				insert into customer_external_id (tenant_id, system, value, customer_id)
				select tenant_id, 'erp', '42', id from customer where id = ?
				""", NodeId.decode(CustomerId.PREFIX, winner)), () -> mutate("upsert",
				Map.of("externalId", Map.of("system", "erp", "value", "42"), "customer", Map.of("name", "New"))));
		is(answer, "upsertCustomer.errors", List.of());
		is(answer, "upsertCustomer.customer.id", winner);
		is(answer, "upsertCustomer.customer.name", "New");
	}

	@Test
	void refusesASecondOwnerOfAnExternalId() {
		Map<String, Object> keys = Map.of("externalIds", List.of(Map.of("system", "erp", "value", "42")));
		Map<String, Object> input = new HashMap<>(keys);
		input.put("name", "First");
		String first = created(mutate("create", input));
		GraphQlTester.Response answer = mutate("create", input);
		is(answer, "createCustomer.errors[0].__typename", "DuplicateError");
		is(answer, "createCustomer.errors[0].code", "DUPLICATE");
		is(answer, "createCustomer.errors[0].path", List.of("input", "externalIds"));
		is(answer, "createCustomer.errors[0].existing.id", first);
		is(answer, "createCustomer.errors[0].message", "Another customer has this external id already.");
		String second = create("Second");
		GraphQlTester.Response update = mutate("update", versionless(second, "externalIds", keys.get("externalIds")));
		is(update, "updateCustomer.errors[0].code", "DUPLICATE");
		is(update, "updateCustomer.errors[0].existing.id", first);
		GraphQlTester.Response upsert = mutate("upsert",
				Map.of("externalId", Map.of("system", "erp", "value", "43"), "customer", input));
		is(upsert, "upsertCustomer.errors[0].path", List.of("input", "customer", "externalIds"));
		is(upsert, "upsertCustomer.errors[0].existing.id", first);
		is(this.graphQl.documentName("customer/list").execute(), "customers.totalCount", 2);
	}

	@Test
	void changesTheStatusStepByStep() {
		String id = create("Acme");
		GraphQlTester.Response refused = mutate("changeStatus", status(id, "FORMER"));
		is(refused, "changeCustomerStatus.errors[0].__typename", "TransitionError");
		is(refused, "changeCustomerStatus.errors[0].from", "PROSPECT");
		is(refused, "changeCustomerStatus.errors[0].allowed", List.of("CURRENT"));
		GraphQlTester.Response done = mutate("changeStatus", status(id, "CURRENT"));
		is(done, "changeCustomerStatus.customer.status", "CURRENT");
		is(done, "changeCustomerStatus.customer.statusReason", "because");
		is(mutate("changeStatus", status(id, "FORMER")), "changeCustomerStatus.customer.version", 3);
	}

	@Test
	void refusesCircles() {
		String top = create("Top");
		String middle = created(mutate("create", Map.of("name", "Middle", "parentId", top)));
		String bottom = created(mutate("create", Map.of("name", "Bottom", "parentId", middle)));
		for (String below : List.of(top, middle, bottom)) {
			GraphQlTester.Response answer = mutate("update", versionless(top, "parentId", below));
			is(answer, "updateCustomer.errors[0].code", "CYCLE");
			is(answer, "updateCustomer.errors[0].path", List.of("input", "parentId"));
			is(answer, "updateCustomer.errors[0].message",
					"A customer can't belong to itself or to one that belongs to it.");
		}
		is(mutate("update", versionless(bottom, "parentId", top)), "updateCustomer.customer.parent.id", top);
	}

	@Test
	void archivesAndRestores() {
		String id = create("Acme");
		mutate("archive", Map.of("id", id, "version", 1)).path("archiveCustomer.customer.archivedAt").hasValue();
		is(this.graphQl.documentName("customer/list").execute(), "customers.nodes", List.of());
		is(this.graphQl.documentName("customer/list").variable("archived", true).execute(), "customers.nodes[0].name",
				"Acme");
		is(mutate("update", versionless(id, "name", "New")), "updateCustomer.errors[0].code", "ARCHIVED");
		is(mutate("archive", Map.of("id", id, "version", 2)), "archiveCustomer.errors[0].code", "ARCHIVED");
		mutate("restore", Map.of("id", id, "version", 2)).path("restoreCustomer.customer.archivedAt").valueIsNull();
		is(mutate("restore", Map.of("id", id, "version", 3)), "restoreCustomer.errors[0].code", "TRANSITION_REFUSED");
		is(this.graphQl.documentName("customer/list").execute(), "customers.nodes[0].name", "Acme");
	}

	@Test
	void showsNothingToAnotherTenant() {
		String id = create("Acme");
		WebGraphQlTester foreign = this.tenants.found().graphQl();
		GraphQlTester.Response read = foreign.documentName("customer/read").variable("id", id).execute();
		read.path("customer").valueIsNull();
		read.path("node").valueIsNull();
		is(foreign.documentName("customer/list").execute(), "customers.totalCount", 0);
		GraphQlTester.Response answer = foreign.documentName("customer/archive")
			.variable("input", Map.of("id", id, "version", 1))
			.execute();
		is(answer, "archiveCustomer.errors[0].__typename", "NotFoundError");
		is(answer, "archiveCustomer.errors[0].path", List.of("input", "id"));
	}

	@Test
	void refusesAnIdOfAnotherTypeAtTheTop() {
		this.graphQl.documentName("customer/read")
			.variable("id", "mem_00000000000000000000000001")
			.execute()
			.errors()
			.satisfy((errors) -> assertThat(errors).isNotEmpty()
				.allSatisfy((error) -> assertThat(error.getExtensions()).containsEntry("code", "BAD_USER_INPUT")));
	}

	@Test
	void rehearsesWithoutATrace() {
		GraphQlResponse answer = this.graphQl.documentName("customer/rehearse")
			.variable("input", Map.of("name", "Never"))
			.execute()
			.returnResponse();
		assertThat(answer.field("createCustomer.customer.number").<String>getValue()).isEqualTo("C-000001");
		assertThat(answer.getExtensions().get("dryRun")).asString()
			.contains("type=CustomerCreated", "version=1", "changedFields=[addresses, contactPoints, createdAt");
		is(this.graphQl.documentName("customer/list").execute(), "customers.totalCount", 0);
		is(mutate("create", Map.of("name", "Real")), "createCustomer.customer.number", "C-000001");
	}

	@Test
	void speaksChinese() {
		WebGraphQlTester chinese = this.tenant.graphQl(Locale.CHINA);
		GraphQlTester.Response answer = chinese.documentName("customer/create")
			.variable("input", Map.of("name", " "))
			.execute();
		is(answer, "createCustomer.errors[0].message", "此项必填。");
		is(chinese.documentName("customer/read").variable("id", create("Acme")).execute(), "node.statusLabel", "潜在客户");
		chinese.documentName("customer/read")
			.variable("id", "mem_00000000000000000000000001")
			.execute()
			.errors()
			.satisfy((errors) -> assertThat(errors.getFirst().getMessage()).contains("需要以 cus_ 开头的编号"));
	}

	@Test
	void tellsEachChangeAsItRelatesToTheFilter() {
		String cursor = this.graphQl.document("{ eventCursor }")
			.execute()
			.path("eventCursor")
			.entity(String.class)
			.get();
		String id = created(mutate("create", Map.of("name", "Ａcme", "employees", 1)));
		create("Other");
		mutate("update", Map.of("id", id, "version", 1, "employees", 100));
		mutate("update", Map.of("id", id, "version", 2, "name", "Something else"));
		StepVerifier
			.create(this.graphQl.documentName("customer/changed")
				.variable("after", cursor)
				.variable("filter", Map.of("name", Map.of("startsWith", "ACME"), "employees", Map.of("gt", 10)))
				.executeSubscription()
				.toFlux())
			.assertNext((change) -> is(change, "customerChanged.kind", "ENTERED_FILTER"))
			.assertNext((change) -> {
				is(change, "customerChanged.kind", "LEFT_FILTER");
				is(change, "customerChanged.type", "CustomerUpdated");
				is(change, "customerChanged.version", 3);
				is(change, "customerChanged.changedFields", List.of("name", "updatedAt"));
				is(change, "customerChanged.actor.name", "Ann Able");
				is(change, "customerChanged.customer.name", "Something else");
			})
			.thenCancel()
			.verify(PATIENCE);
	}

	@Test
	void followsTheListSoThatArchivedOnesLeaveAndRestoredOnesEnter() {
		String id = create("Acme");
		String cursor = this.graphQl.document("{ eventCursor }")
			.execute()
			.path("eventCursor")
			.entity(String.class)
			.get();
		mutate("archive", Map.of("id", id, "version", 1));
		mutate("restore", Map.of("id", id, "version", 2));
		StepVerifier.create(
				this.graphQl.documentName("customer/changed").variable("after", cursor).executeSubscription().toFlux())
			.assertNext((change) -> is(change, "customerChanged.kind", "LEFT_FILTER"))
			.assertNext((change) -> is(change, "customerChanged.kind", "ENTERED_FILTER"))
			.thenCancel()
			.verify(PATIENCE);
	}

	@Test
	void refusesToFollowARelationAtOnce() {
		StepVerifier
			.create(this.graphQl.documentName("customer/changed")
				.variable("filter",
						Map.of("name", Map.of("eq", "x"), "children",
								Map.of("some", Map.of("name", Map.of("eq", "y")))))
				.executeSubscription()
				.toFlux())
			.expectErrorSatisfies((failure) -> assertThat(failure).hasMessageContaining("can't filter by relations"))
			.verify(PATIENCE);
	}

	private String create(String name) {
		return created(mutate("create", Map.of("name", name)));
	}

	private static String created(GraphQlTester.Response answer) {
		return answer.path("createCustomer.customer.id").entity(String.class).get();
	}

	private GraphQlTester.Response mutate(String document, Map<String, ? extends @Nullable Object> input) {
		return this.graphQl.documentName("customer/" + document).variable("input", input).execute();
	}

	private static Map<String, @Nullable Object> status(String id, String status) {
		Map<String, @Nullable Object> input = versionless(id, "status", status);
		input.put("reason", "because");
		return input;
	}

	/** A change that overwrites whatever others did. */
	private static Map<String, @Nullable Object> versionless(String id, String field, @Nullable Object value) {
		Map<String, @Nullable Object> input = new HashMap<>();
		input.put("id", id);
		input.put("version", null);
		input.put(field, value);
		return input;
	}

	private static void is(GraphQlTester.Traversable answer, String path, Object value) {
		answer.path(path).entity(Object.class).isEqualTo(value);
	}

}
