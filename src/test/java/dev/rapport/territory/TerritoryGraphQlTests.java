package dev.rapport.territory;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.GraphQlTester;
import org.springframework.graphql.test.tester.WebGraphQlTester;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;
import dev.rapport.kernel.NodeId;
import dev.rapport.persistence.Ids;
import dev.rapport.tenancy.Actor;

import static org.assertj.core.api.Assertions.assertThat;

/** Territories, and who sees what by the rule TERRITORY. */
@RapportTest
@NullUnmarked
class TerritoryGraphQlTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final Duration HEAD_START = Duration.ofMillis(600);

	private static final String MUNICH = "{country: \"DE\", region: \"Bayern\", postalCode: \"80331\"}";

	private static final String BERLIN = "{country: \"DE\", region: \"Berlin\", postalCode: \"10115\"}";

	private static final String VIENNA = "{country: \"AT\", postalCode: \"1010\"}";

	@Autowired
	Tenants tenants;

	private Tenants.Tenant tenant;

	private WebGraphQlTester admin;

	private UUID rita;

	private String munich;

	private String berlin;

	private String south;

	@BeforeEach
	void found() {
		this.tenant = this.tenants.found();
		this.admin = this.tenant.graphQl();
		role("FIELD", "TERRITORY");
		role("CREW", "TEAM");
		this.rita = this.tenant.hire("rita", null, "FIELD");
		this.munich = customer("Munich", MUNICH);
		this.berlin = customer("Berlin", BERLIN);
		customer("Vienna", VIENNA);
		customer("Nowhere", "");
		this.south = territory("SOUTH", "{country: \"DE\", postalPrefix: \"80\"}");
		assign("assignTerritory", this.south, this.rita);
	}

	@Test
	void letsIntoTheCustomersThere() {
		assertThat(customers(this.rita)).containsExactly("Munich");
		update(this.south, "{country: \"DE\", region: \"BAYERN \"}, {country: \"AT\"}");
		assertThat(customers(this.rita)).containsExactly("Munich", "Vienna");
		update(this.south, "{country: \"DE\"}");
		assertThat(customers(this.rita)).containsExactly("Berlin", "Munich");
		update(this.south, "{country: \"DE\", postalPrefix: \"8033\"}");
		assertThat(customers(this.rita)).containsExactly("Munich");
		create(as(this.rita), "createCustomer(input: {name: \"Mine\"}) { customer { id } }",
				"createCustomer.customer.id");
		assertThat(customers(this.rita)).containsExactly("Mine", "Munich");
	}

	@Test
	void letsIntoWhatBelongsToTheCustomers() {
		List<String> there = belongings(this.munich);
		List<String> elsewhere = belongings(this.berlin);
		String document = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }";
		assertThat(as(this.rita).document(document)
			.variable("ids", there)
			.execute()
			.path("nodes[*].id")
			.entityList(String.class)
			.get()).isEqualTo(there);
		assertThat(as(this.rita).document(document)
			.variable("ids", elsewhere)
			.execute()
			.path("nodes")
			.entityList(Object.class)
			.get()).containsOnlyNulls();
		as(this.rita).document("""
				{ opportunities { totalCount } tickets { totalCount } contacts { totalCount } activities { totalCount }
				  search(query: "deal") { hits { title } } }""")
			.execute()
			.path("opportunities.totalCount")
			.entity(Integer.class)
			.isEqualTo(1)
			.path("tickets.totalCount")
			.entity(Integer.class)
			.isEqualTo(1)
			.path("contacts.totalCount")
			.entity(Integer.class)
			.isEqualTo(1)
			.path("activities.totalCount")
			.entity(Integer.class)
			.isEqualTo(1)
			.path("search.hits")
			.entityList(Object.class)
			.hasSize(1);
		assertThat(rename(there.getFirst())).isEmpty();
		assertThat(rename(elsewhere.getFirst())).containsExactly("NOT_FOUND");
	}

	@Test
	void addsUpWithTeams() {
		UUID team = this.tenant.team("Crew", null);
		UUID mate = this.tenant.hire("mate", team, "CREW");
		UUID both = this.tenant.hire("both", team, "CREW", "FIELD");
		create(as(mate), "createCustomer(input: {name: \"Mate's\"}) { customer { id } }", "createCustomer.customer.id");
		assertThat(customers(both)).containsExactly("Mate's");
		assign("assignTerritory", this.south, both);
		assertThat(customers(both)).containsExactly("Mate's", "Munich");
		assertThat(customers(mate)).containsExactly("Mate's");
		assertThat(customers(this.rita)).containsExactly("Munich");
	}

	@Test
	void letsNobodyInAnyMoreWhenItEnds() {
		assign("unassignTerritory", this.south, this.rita);
		assertThat(customers(this.rita)).isEmpty();
		assign("assignTerritory", this.south, this.rita);
		assertThat(customers(this.rita)).containsExactly("Munich");
		mutate("archiveTerritory(input: {id: \"" + this.south + "\", version: null})");
		assertThat(customers(this.rita)).isEmpty();
		mutate("restoreTerritory(input: {id: \"" + this.south + "\", version: null})");
		assertThat(customers(this.rita)).containsExactly("Munich");
	}

	@Test
	void keepsQuietAboutWhatChangesNothing() {
		UUID mate = this.tenant.hire("mate", null);
		int version = version();
		assign("unassignTerritory", this.south, mate);
		assign("assignTerritory", this.south, this.rita);
		assertThat(version()).isEqualTo(version);
		assign("assignTerritory", this.south, mate);
		assertThat(version()).isEqualTo(version + 1);
	}

	@Test
	void takesEffectForWhoIsThereAlready() {
		WebGraphQlTester staying = as(this.rita);
		assertThat(customers(staying)).containsExactly("Munich");
		assign("unassignTerritory", this.south, this.rita);
		assertThat(Mono.fromSupplier(() -> customers(staying))
			.filter(List::isEmpty)
			.repeatWhenEmpty((again) -> again.delayElements(Duration.ofMillis(500), Schedulers.boundedElastic()))
			.subscribeOn(Schedulers.boundedElastic())
			.block(Duration.ofSeconds(30))).isEmpty();
	}

	@Test
	void subscribersSeeCustomersComeAndGo() {
		StepVerifier.create(changes("customerChanged"))
			.thenAwait(HEAD_START)
			.then(() -> move(this.munich, BERLIN))
			.expectNext("ACCESS_REMOVED " + this.munich)
			.then(() -> move(this.berlin, VIENNA))
			.then(() -> move(this.berlin, MUNICH))
			.expectNext("ENTERED_FILTER " + this.berlin)
			.then(() -> describe(this.munich))
			.then(() -> describe(this.berlin))
			.expectNext("UPDATED " + this.berlin)
			.then(() -> customer("New", MUNICH))
			.assertNext((change) -> assertThat(change).startsWith("CREATED"))
			.thenCancel()
			.verify(PATIENCE);
	}

	@Test
	void subscribersSeeWhatBelongsToThemFollow() {
		for (Map.Entry<String, String> kind : Map
			.of("opportunityChanged", "opp", "ticketChanged", "tic", "contactChanged", "con", "activityChanged", "act")
			.entrySet()) {
			String customer = customer("Nomad", MUNICH);
			String belonging = belongings(customer).stream()
				.filter((id) -> id.startsWith(kind.getValue()))
				.findFirst()
				.orElseThrow();
			StepVerifier.create(changes(kind.getKey()))
				.thenAwait(HEAD_START)
				.then(() -> move(customer, VIENNA))
				.expectNext("ACCESS_REMOVED " + belonging)
				.then(() -> move(customer, MUNICH))
				.expectNext("ENTERED_FILTER " + belonging)
				.thenCancel()
				.verify(PATIENCE);
		}
	}

	@Test
	void subscribersSeeRecordsGiven() {
		String deal = belongings(this.munich).getFirst();
		StepVerifier.create(changes("opportunityChanged"))
			.thenAwait(HEAD_START)
			.then(() -> give(deal, this.berlin))
			.expectNext("ACCESS_REMOVED " + deal)
			.then(() -> give(deal, this.munich))
			.expectNext("ENTERED_FILTER " + deal)
			.thenCancel()
			.verify(PATIENCE);
	}

	@Test
	void isListedWithItsMembersAndOnBothSides() {
		String north = territory("NORTH", "{country: \"DE\"}, {country: \"CN\", region: \"广东\"}");
		this.admin.document(
				"""
						query ($id: ID!) { territories(first: 1) { nodes { key areas { country region postalPrefix } members { name } }
						  totalCount pageInfo { hasNextPage } }
						  territory(id: $id) { name version members { name territories { key } } }
						  customers(filter: {name: {eq: "munich"}}) { nodes { mainAddress { postalCode } territories { key } } } }""")
			.variable("id", this.south)
			.execute()
			.path("territories.nodes[0].key")
			.entity(String.class)
			.isEqualTo("NORTH")
			.path("territories.nodes[0].areas[1].region")
			.entity(String.class)
			.isEqualTo("广东")
			.path("territories.totalCount")
			.entity(Integer.class)
			.isEqualTo(2)
			.path("territory.members[0].territories[0].key")
			.entity(String.class)
			.isEqualTo("SOUTH")
			.path("customers.nodes[0].territories[*].key")
			.entityList(String.class)
			.containsExactly("NORTH", "SOUTH")
			.path("customers.nodes[0].mainAddress.postalCode")
			.entity(String.class)
			.isEqualTo("80331");
		mutate("archiveTerritory(input: {id: \"" + north + "\", version: 1})");
		this.admin.document("{ territories(archived: true) { nodes { key } } }")
			.execute()
			.path("territories.nodes[*].key")
			.entityList(String.class)
			.containsExactly("NORTH");
	}

	@Test
	void explainsItself() {
		this.admin
			.document("query ($r: ID!, $m: ID!) { explainAccess(recordId: $r, memberId: $m) {"
					+ " canRead canChange reasons { rule role level } } }")
			.variable("r", this.munich)
			.variable("m", member(this.rita))
			.execute()
			.path("explainAccess.canChange")
			.entity(Boolean.class)
			.isEqualTo(true)
			.path("explainAccess.reasons[*].rule")
			.entityList(String.class)
			.containsExactly("TERRITORY");
	}

	@Test
	void refusesWhatMakesNoSense() {
		assertThat(codes("createTerritory(input: {key: \"SOUTH\", name: \"S\", areas: [{country: \"DE\"}]})"))
			.containsExactly("DUPLICATE");
		assertThat(codes("createTerritory(input: {key: \"south\", name: \"S\", areas: [{country: \"DE\"}]})"))
			.containsExactly("INVALID_FORMAT");
		assertThat(codes("createTerritory(input: {key: \"S\", name: \"S\", areas: []})")).containsExactly("REQUIRED");
		assertThat(codes("updateTerritory(input: {id: \"" + this.south + "\", version: 1, name: \"Late\"})"))
			.containsExactly("VERSION_CONFLICT");
		String assignment = "assignTerritory(input: {id: \"" + this.south + "\", version: null, memberIds: [\"%s\"]})";
		assertThat(codes(assignment.formatted(member(UUID.randomUUID())))).containsExactly("NOT_FOUND");
		assertThat(codes(assignment.formatted(member(this.tenants.found().ann())))).containsExactly("NOT_FOUND");
		this.tenants.owner().update("update member set active = false where id = ?", this.tenant.bo());
		assertThat(codes(assignment.formatted(member(this.tenant.bo())))).containsExactly("OUT_OF_RANGE");
		Tenants.Tenant other = this.tenants.found();
		other.graphQl()
			.document("query ($id: ID!) { territory(id: $id) { key } }")
			.variable("id", this.south)
			.execute()
			.path("territory")
			.valueIsNull();
	}

	@Test
	void isForThoseWhoKeepTheDirectory() {
		assertThat(as(this.rita)
			.document("mutation { archiveTerritory(input: {id: \"" + this.south
					+ "\", version: null}) { territory { id } } }")
			.execute()
			.returnResponse()
			.getErrors()).extracting((error) -> error.getExtensions().get("code")).containsExactly("FORBIDDEN");
	}

	@Test
	void letsNobodyIntoWhatWhoAssignsItDoesNotReach() {
		this.tenants.owner()
			.update("update role set grants = jsonb_set(grants, '{members,write}', '\"ALL\"') where tenant_id = ? and key = 'FIELD'",
					this.tenant.id().value());
		WebGraphQlTester keeper = as(this.tenant.hire("kay", null, "FIELD"));
		String both = "id: \"" + this.south + "\", version: null";
		String others = "memberIds: [\"" + member(this.tenant.bo()) + "\"]";
		assertThat(codes(keeper, "assignTerritory(input: {" + both + ", " + others + "})"))
			.containsExactly("FORBIDDEN");
		assertThat(codes(keeper, "updateTerritory(input: {" + both + ", areas: [{country: \"AT\"}]})"))
			.containsExactly("FORBIDDEN");
		assertThat(codes(keeper, "updateTerritory(input: {" + both + ", name: \"Bavaria\"})")).isEmpty();
		assertThat(codes(keeper, "archiveTerritory(input: {" + both + "})")).isEmpty();
		assertThat(codes(keeper, "restoreTerritory(input: {" + both + "})")).containsExactly("FORBIDDEN");
		assertThat(codes("restoreTerritory(input: {" + both + "})")).isEmpty();
		assertThat(codes(keeper, "unassignTerritory(input: {" + both + ", " + others + "})")).isEmpty();
	}

	private void role(String key, String rule) {
		String owned = "{\"read\": \"" + rule + "\", \"write\": \"" + rule + "\"}";
		String open = "{\"read\": \"ALL\", \"write\": \"NONE\"}";
		this.tenants.owner()
			.update("""
					insert into role (tenant_id, id, version, key, name, grants, fields, created_at, created_by, updated_at, updated_by)
					values (?, gen_random_uuid(), 1, ?, ?, ?::jsonb, '{}', now(), ?, now(), ?)""",
					this.tenant.id().value(), key, key,
					"{\"customers\": " + owned + ", \"contacts\": " + owned + ", \"opportunities\": " + owned
							+ ", \"tickets\": " + owned + ", \"activities\": " + owned + ", \"members\": " + open
							+ ", \"events\": " + open + "}",
					this.tenant.ann(), this.tenant.ann());
	}

	/** An opportunity, a ticket, a contact and a note of a customer. */
	private List<String> belongings(String customer) {
		String pipeline = create(this.admin, "createPipeline(input: {name: \"Sales\"}) { pipeline { id } }",
				"createPipeline.pipeline.id");
		return List.of(
				create(this.admin,
						"createOpportunity(input: {name: \"Deal\", customerId: \"" + customer + "\", pipelineId: \""
								+ pipeline + "\"}) { opportunity { id } }",
						"createOpportunity.opportunity.id"),
				create(this.admin,
						"createTicket(input: {subject: \"Broken\", customerId: \"" + customer
								+ "\"}) { ticket { id } }",
						"createTicket.ticket.id"),
				create(this.admin,
						"createContact(input: {name: \"Mei\", links: [{customerId: \"" + customer
								+ "\", role: \"Buyer\"}]}) { contact { id } }",
						"createContact.contact.id"),
				create(this.admin,
						"addNote(input: {body: \"Note\", relatedTo: [\"" + customer + "\"]}) { activity { id } }",
						"addNote.activity.id"));
	}

	private String customer(String name, String address) {
		return create(this.admin,
				"createCustomer(input: {name: \"" + name + "\", addresses: [" + address + "]}) { customer { id } }",
				"createCustomer.customer.id");
	}

	private String territory(String key, String areas) {
		return create(this.admin, "createTerritory(input: {key: \"" + key + "\", name: \"" + key + "\", areas: ["
				+ areas + "]}) { territory { id } }", "createTerritory.territory.id");
	}

	private void update(String territory, String areas) {
		mutate("updateTerritory(input: {id: \"" + territory + "\", version: null, areas: [" + areas + "]})");
	}

	private void assign(String mutation, String territory, UUID member) {
		mutate(mutation + "(input: {id: \"" + territory + "\", version: null, memberIds: [\"" + member(member)
				+ "\"]})");
	}

	private int version() {
		return this.admin.document("{ node(id: \"" + this.south + "\") { ... on Territory { version } } }")
			.execute()
			.path("node.version")
			.entity(Integer.class)
			.get();
	}

	private void move(String customer, String address) {
		mutate("updateCustomer(input: {id: \"" + customer + "\", version: null, addresses: [" + address + "]})");
	}

	private void describe(String customer) {
		mutate("updateCustomer(input: {id: \"" + customer + "\", version: null, industry: \"Steel\"})");
	}

	private void give(String deal, String customer) {
		mutate("updateOpportunity(input: {id: \"" + deal + "\", version: null, customerId: \"" + customer + "\"})");
	}

	private void mutate(String mutation) {
		assertThat(codes(mutation)).isEmpty();
	}

	private List<String> codes(String mutation) {
		return codes(this.admin, mutation);
	}

	private static List<String> codes(WebGraphQlTester caller, String mutation) {
		return caller.document("mutation { done: " + mutation + " { errors { code message } } }")
			.execute()
			.path("done.errors[*].code")
			.entityList(String.class)
			.get();
	}

	private List<String> rename(String deal) {
		return as(this.rita).document("""
				mutation ($id: ID!) {
				  updateOpportunity(input: {id: $id, version: null, nextStep: "call"}) { errors { code } } }""")
			.variable("id", deal)
			.execute()
			.path("updateOpportunity.errors[*].code")
			.entityList(String.class)
			.get();
	}

	private Flux<String> changes(String field) {
		return as(this.rita).document("subscription { " + field + " { kind recordId } }")
			.executeSubscription()
			.toFlux()
			.filter((change) -> !change.path(field + ".kind").entity(String.class).get().equals("HEARTBEAT"))
			.map((change) -> change.path(field + ".kind").entity(String.class).get() + " "
					+ change.path(field + ".recordId").entity(String.class).get());
	}

	private List<String> customers(UUID member) {
		return customers(as(member));
	}

	private static List<String> customers(WebGraphQlTester caller) {
		GraphQlTester.Response response = caller.document("{ customers(orderBy: {field: NAME}) { nodes { name } } }")
			.execute();
		return response.path("customers.nodes[*].name").entityList(String.class).get();
	}

	/**
	 * With a client of its own each time: rights are remembered by client for a while.
	 */
	private WebGraphQlTester as(UUID member) {
		Actor actor = this.tenant.actor(member);
		return this.tenant.graphQl(new Actor(actor.tenant(), actor.kind(), actor.member(), "test-" + Ids.next(),
				actor.request(), actor.rights()));
	}

	private static String member(UUID id) {
		return NodeId.encode("mem", id);
	}

	private static String create(WebGraphQlTester caller, String mutation, String path) {
		return caller.document("mutation { " + mutation + " }").execute().path(path).entity(String.class).get();
	}

}
