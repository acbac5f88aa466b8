package dev.rapport.graphql;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.GraphQlTester;
import reactor.test.StepVerifier;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;
import dev.rapport.member.Role;
import dev.rapport.tenancy.Actor;

import static org.assertj.core.api.Assertions.assertThat;

/** What callers see of restricted fields, on every way to them. */
@RapportTest
class FieldSightTests {

	private static final String HIDDEN = """
			{"Customer.taxId": "HIDDEN", "Customer.annualRevenue": "MASKED", "Customer.contactPoints": "HIDDEN",
			 "Customer.tags": "HIDDEN", "Opportunity.amount": "HIDDEN", "Opportunity.competitor": "READ",
			 "Activity.body": "HIDDEN", "Ticket.resolution": "HIDDEN", "Member.email": "MASKED"}""";

	private static final String MASKED = """
			{"Customer.taxId": "MASKED", "Customer.industry": "MASKED", "ContactPoint.value": "MASKED",
			 "Customer.tags": "MASKED", "Customer.employees": "MASKED", "Opportunity.amount": "MASKED"}""";

	@Autowired
	Tenants tenants;

	private Tenants.Tenant tenant;

	private String customer;

	private String pipeline;

	private String opportunity;

	@BeforeEach
	void record() {
		this.tenant = this.tenants.found();
		role("HIDDEN_ROLE", HIDDEN);
		role("MASKED_ROLE", MASKED);
		this.customer = id(
				"""
						createCustomer(input: {name: "Huaxin", taxId: "91310000MA1FL7", industry: "Chemistry", employees: 1234,
						  annualRevenue: {amount: "5", currency: "CNY"}, tags: ["vip", "north"], contactPoints: [
						  {kind: EMAIL, value: "mei.lin@huaxin.example"}, {kind: PHONE, value: "+8613800001234"}]}) { customer { id } }""",
				"createCustomer.customer.id");
		this.pipeline = id("createPipeline(input: {name: \"P\"}) { pipeline { id } }", "createPipeline.pipeline.id");
		this.opportunity = id("""
				createOpportunity(input: {name: "Deal", pipelineId: "%s", customerId: "%s", competitor: "Rival",
				  lines: [{description: "Resin", unitPrice: {amount: "7", currency: "CNY"}}]}) { opportunity { id } }"""
			.formatted(this.pipeline, this.customer), "createOpportunity.opportunity.id");
		id("addNote(input: {body: \"Secret\", relatedTo: [\"%s\"]}) { activity { id } }".formatted(this.customer),
				"addNote.activity.id");
	}

	@Test
	void hidesOnEveryWay() {
		GraphQlTester hidden = as(hire("hidden", "HIDDEN_ROLE"));
		String fields = "name taxId annualRevenue { amount } contactPoints { value } tags industry "
				+ "timeline(first: 5) { nodes { subject body } } opportunities(first: 5) { nodes { competitor amount { amount } "
				+ "weightedAmount { amount } lines { total { amount } } } }";
		GraphQlTester.Response response = hidden
			.document(
					"""
							query($id: ID!, $pipeline: ID!, $deal: ID!) {
							  node(id: $id) { ... on Customer { %1$s } } customers(first: 5) { edges { node { %1$s } } }
							  opportunity(id: $deal) { customer { %1$s } } viewer { email }
							  search(query: "huaxin", first: 5) { hits { node { ... on Customer { %1$s } } } }
							  pipelineBoard(pipelineId: $pipeline) { columns { amounts { amount } weightedAmounts { amount } count } } }
							"""
						.formatted(fields))
			.variables(Map.of("id", this.customer, "pipeline", this.pipeline, "deal", this.opportunity))
			.execute();
		for (String path : List.of("node", "customers.edges[0].node", "opportunity.customer", "search.hits[0].node")) {
			response.path(path + ".name").entity(String.class).isEqualTo("Huaxin");
			response.path(path + ".industry").entity(String.class).isEqualTo("Chemistry");
			for (String nothing : List.of("taxId", "annualRevenue", "opportunities.nodes[0].amount",
					"opportunities.nodes[0].weightedAmount", "timeline.nodes[0].body")) {
				response.path(path + "." + nothing).valueIsNull();
			}
			for (String empty : List.of("contactPoints", "tags", "opportunities.nodes[0].lines")) {
				response.path(path + "." + empty).entityList(Object.class).hasSize(0);
			}
			response.path(path + ".opportunities.nodes[0].competitor").entity(String.class).isEqualTo("Rival");
		}
		response.path("viewer.email").entity(String.class).matches((email) -> email.matches("h•••@.*"));
		response.path("pipelineBoard.columns[0].count").entity(Integer.class).isEqualTo(1);
		response.path("pipelineBoard.columns[0].amounts").entityList(Object.class).hasSize(0);
		response.path("pipelineBoard.columns[0].weightedAmounts").entityList(Object.class).hasSize(0);
	}

	@Test
	void masksOnEveryWay() {
		GraphQlTester masked = as(hire("masked", "MASKED_ROLE"));
		String fields = "taxId industry employees tags contactPoints { kind value } opportunities { nodes { amount { amount } } }";
		GraphQlTester.Response response = masked
			.document(
					"""
							query($id: ID!) { node(id: $id) { ... on Customer { %1$s } } nodes(ids: [$id]) { ... on Customer { %1$s } }
							  customer(id: $id) { %1$s } customers { nodes { %1$s } } }"""
						.formatted(fields))
			.variable("id", this.customer)
			.execute();
		for (String path : List.of("node", "nodes[0]", "customer", "customers.nodes[0]")) {
			response.path(path + ".taxId").entity(String.class).isEqualTo("9•••");
			response.path(path + ".industry").entity(String.class).isEqualTo("C•••");
			response.path(path + ".employees").valueIsNull();
			response.path(path + ".tags").entityList(String.class).containsExactly("n•••", "v•••");
			response.path(path + ".contactPoints[*].value")
				.entityList(String.class)
				.containsExactly("m•••@huaxin.example", "•••34");
			response.path(path + ".opportunities.nodes[0].amount").valueIsNull();
		}
	}

	@Test
	void showsMutationsAndConflictsAlike() {
		GraphQlTester.Response response = as(hire("masked", "MASKED_ROLE"))
			.document(
					"""
							mutation($id: ID!) {
							  one: updateCustomer(input: {id: $id, version: 1, legalName: "L"}) { customer { taxId legalName } errors { code } }
							  other: updateCustomer(input: {id: $id, version: 1, legalName: "M"}) {
							    errors { code ... on ConflictError { current { ... on Customer { taxId } } } } } }""")
			.variable("id", this.customer)
			.execute();
		response.path("one.customer.taxId").entity(String.class).isEqualTo("9•••");
		response.path("one.customer.legalName").entity(String.class).isEqualTo("L");
		response.path("other.errors[0].current.taxId").entity(String.class).isEqualTo("9•••");
	}

	@Test
	void searchesNotByWhatIsHidden() {
		for (String role : List.of("HIDDEN_ROLE", "MASKED_ROLE")) {
			GraphQlTester caller = as(hire(role, role));
			for (String part : List.of("mei.lin", "13800001234", "0000 1234")) {
				assertThat(found(caller, part)).as(part).isEmpty();
				assertThat(found(this.tenant.graphQl(), part)).as(part).containsExactly("Huaxin");
			}
			assertThat(found(caller, "huax")).containsExactly("Huaxin");
			caller.document("query { customers(filter: {name: {contains: \"mei.lin\"}}) { totalCount } }")
				.execute()
				.path("customers.totalCount")
				.entity(Integer.class)
				.isEqualTo(0);
		}
	}

	@Test
	void subscriptionsFollowTheRulesAndTheirChanges() {
		UUID member = hire("live", "ADMIN");
		StepVerifier
			.create(as(member).document("subscription { customerChanged { kind customer { taxId } } }")
				.executeSubscription()
				.toFlux()
				.filter((change) -> change.path("customerChanged.kind").entity(String.class).get().equals("UPDATED"))
				.map((change) -> change.path("customerChanged.customer.taxId").entity(String.class).get()))
			.thenAwait(Duration.ofMillis(300))
			.then(this::change)
			.expectNext("91310000MA1FL7")
			.then(() -> give(member, "MASKED_ROLE"))
			.thenAwait(Tenants.RIGHTS)
			.then(this::change)
			.expectNext("9•••")
			.thenCancel()
			.verify(Duration.ofSeconds(30));
	}

	@Test
	void subscriptionsEndWithTheScope() {
		UUID member = hire("live", "ADMIN");
		StepVerifier
			.create(as(member).document("subscription { productChanged { kind } }")
				.executeSubscription()
				.toFlux()
				.map((change) -> change.path("productChanged.kind").entity(String.class).get()))
			.thenAwait(Duration.ofMillis(300))
			.then(() -> product("one"))
			.expectNext("CREATED")
			.then(() -> give(member, "EMPTY_ROLE"))
			.thenAwait(Tenants.RIGHTS)
			.then(() -> product("two"))
			.expectErrorSatisfies((failure) -> assertThat(failure.toString()).contains("access.scopes"))
			.verify(Duration.ofSeconds(30));
	}

	private void change() {
		id("updateCustomer(input: {id: \"%s\", version: null, foundedYear: %d}) { customer { id } }"
			.formatted(this.customer, 1900 + (int) (System.nanoTime() % 100)), "updateCustomer.customer.id");
	}

	private void product(String sku) {
		id("createProduct(input: {sku: \"%1$s\", name: \"%1$s\"}) { product { id } }".formatted(sku),
				"createProduct.product.id");
	}

	private static List<String> found(GraphQlTester caller, String part) {
		return caller.document("query($part: String!) { search(query: $part) { hits { title } } }")
			.variable("part", part)
			.execute()
			.path("search.hits[*].title")
			.entityList(String.class)
			.get();
	}

	private UUID hire(String name, String role) {
		return this.tenant.hire(name, null, role);
	}

	private void give(UUID member, String role) {
		this.tenants.owner()
			.update("update member set roles = ? where tenant_id = ? and id = ?", new String[] { role },
					this.tenant.id().value(), member);
	}

	private GraphQlTester as(UUID member) {
		Actor actor = this.tenant.actor(member);
		return this.tenant.graphQl(actor);
	}

	/** A role that may do everything but what its fields take away. */
	private void role(String key, String fields) {
		this.tenants.owner()
			.update("""
					insert into role (tenant_id, id, version, key, name, grants, fields, created_at, created_by, updated_at, updated_by)
					select ?, gen_random_uuid(), 1, ?, ?, jsonb_object_agg(kind, '{"read": "ALL", "write": "ALL"}'::jsonb), ?::jsonb,
					  now(), ?, now(), ? from unnest(?) kind
					""",
					this.tenant.id().value(), key, key, fields, this.tenant.ann(), this.tenant.ann(),
					Role.KINDS.toArray(String[]::new));
	}

	private String id(String mutation, String path) {
		return this.tenant.graphQl()
			.document("mutation { " + mutation + " }")
			.execute()
			.path(path)
			.entity(String.class)
			.get();
	}

}
