package dev.rapport;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.GraphQlTester;
import org.springframework.graphql.test.tester.WebGraphQlTester;
import reactor.test.StepVerifier;

import dev.rapport.kernel.NodeId;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who sees what inside one tenant: two teams below one, a manager above them, and what
 * each of them sees of the same records on every way to them.
 */
@RapportTest
class RowRightsTests {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	@Autowired
	Tenants tenants;

	private Tenants.Tenant tenant;

	private UUID north;

	private WebGraphQlTester admin;

	private WebGraphQlTester boss;

	private WebGraphQlTester nora;

	private WebGraphQlTester nils;

	private WebGraphQlTester sue;

	private WebGraphQlTester partner;

	private UUID noraId;

	private UUID sueId;

	private UUID partnerId;

	private String pipeline;

	private String acme;

	private String norasDeal;

	private String suesDeal;

	@BeforeEach
	void hire() {
		this.tenant = this.tenants.found();
		UUID sales = this.tenant.team("Sales", null);
		this.north = this.tenant.team("North", sales);
		UUID south = this.tenant.team("South", sales);
		this.noraId = this.tenant.hire("nora", this.north, "REP");
		this.sueId = this.tenant.hire("sue", south, "REP");
		this.partnerId = this.tenant.hire("pat", null, "PARTNER");
		this.admin = this.tenant.graphQl();
		this.boss = as(this.tenant.hire("boss", sales, "MANAGER"));
		this.nora = as(this.noraId);
		this.nils = as(this.tenant.hire("nils", this.north, "REP"));
		this.sue = as(this.sueId);
		this.partner = as(this.partnerId);
		this.pipeline = id(this.admin, "createPipeline(input: {name: \"Sales\"}) { pipeline { id } }",
				"createPipeline.pipeline.id");
		this.acme = id(this.sue, "createCustomer(input: {name: \"Acme\"}) { customer { id } }",
				"createCustomer.customer.id");
		this.norasDeal = deal(this.nora, "Nora's", 100);
		this.suesDeal = deal(this.sue, "Sue's", 250);
	}

	@Test
	void listsCountsAndSumsWhatOnesTeamsHave() {
		String document = """
				query ($id: ID!) {
				  opportunities(orderBy: {field: NAME}) { nodes { name } totalCount }
				  pipelineBoard(pipelineId: $id) { columns { count amounts { amount } } }
				  search(query: "deal") { hits { title } } }""";
		assertThat(names(this.boss, document)).containsExactly("Nora's deal", "Sue's deal");
		assertThat(names(this.nora, document)).containsExactly("Nora's deal");
		assertThat(names(this.nils, document)).containsExactly("Nora's deal");
		assertThat(names(this.sue, document)).containsExactly("Sue's deal");
		assertThat(names(this.partner, document)).isEmpty();
		GraphQlTester.Response board = this.nils.document(document).variable("id", this.pipeline).execute();
		board.path("opportunities.totalCount").entity(Integer.class).isEqualTo(1);
		board.path("pipelineBoard.columns[0].count").entity(Integer.class).isEqualTo(1);
		board.path("pipelineBoard.columns[0].amounts[0].amount").entity(String.class).isEqualTo("100.00");
		board.path("search.hits[*].title").entityList(String.class).containsExactly("Nora's deal");
	}

	@Test
	void knowsNoNodeThatOneDoesNotSee() {
		String document = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }";
		List<String> ids = List.of(this.norasDeal, this.suesDeal, this.acme);
		assertThat(nodes(this.nora, document, ids)).containsExactly(this.norasDeal, null, this.acme);
		assertThat(nodes(this.partner, document, ids)).containsExactly(null, null, null);
	}

	@Test
	void changesOnlyOnesOwn() {
		assertThat(rename(this.nora, this.norasDeal)).isEmpty();
		assertThat(rename(this.nils, this.norasDeal)).containsExactly("FORBIDDEN");
		assertThat(rename(this.sue, this.norasDeal)).containsExactly("NOT_FOUND");
		assertThat(rename(this.boss, this.norasDeal)).isEmpty();
	}

	@Test
	void sharesWithMembersAndTeamsAtTwoLevels() {
		share(this.suesDeal, this.north, "READ");
		share(this.norasDeal, this.partnerId, "WRITE");
		assertThat(rename(this.nora, this.suesDeal)).containsExactly("FORBIDDEN");
		assertThat(rename(this.partner, this.norasDeal)).isEmpty();
		assertThat(rename(this.partner, this.suesDeal)).containsExactly("NOT_FOUND");
	}

	@Test
	void activitiesInheritFromWhatTheyAreAbout() {
		String note = id(this.sue, "addNote(input: {subject: \"Secret\", body: \"Text\", relatedTo: [\"" + this.suesDeal
				+ "\"]}) " + "{ activity { id } }", "addNote.activity.id");
		String open = id(this.sue, "addNote(input: {subject: \"Open\", body: \"Text\", relatedTo: [\"" + this.acme
				+ "\"]}) " + "{ activity { id } }", "addNote.activity.id");
		String document = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }";
		assertThat(nodes(this.boss, document, List.of(note, open))).containsExactly(note, open);
		assertThat(nodes(this.sue, document, List.of(note, open))).containsExactly(note, open);
		assertThat(nodes(this.nora, document, List.of(note, open))).containsExactly(null, open);
		assertThat(nodes(this.partner, document, List.of(note, open))).containsExactly(null, null);
	}

	@Test
	void refersToNothingThatOneDoesNotSee() {
		GraphQlTester.Response refused = this.partner.document("""
				mutation ($pipeline: ID!, $customer: ID!) {
				  createOpportunity(input: {name: "Mine", pipelineId: $pipeline, customerId: $customer}) {
				    errors { code path } } }""")
			.variable("pipeline", this.pipeline)
			.variable("customer", this.acme)
			.execute();
		refused.path("createOpportunity.errors[0].code").entity(String.class).isEqualTo("NOT_FOUND");
	}

	@Test
	void subscriptionsFollowTheRightsAndSayGoodbye() {
		String document = "subscription { opportunityChanged { kind recordId opportunity { name } } }";
		StepVerifier
			.create(this.nils.document(document)
				.executeSubscription()
				.toFlux()
				.map((change) -> change.path("opportunityChanged.kind").entity(String.class).get())
				.filter((kind) -> !kind.equals("HEARTBEAT")))
			.thenAwait(Duration.ofMillis(300))
			.then(() -> rename(this.sue, this.suesDeal))
			.then(() -> rename(this.nora, this.norasDeal))
			.expectNext("UPDATED")
			.then(() -> give(this.norasDeal, this.sueId))
			.expectNext("ACCESS_REMOVED")
			.then(() -> give(this.norasDeal, this.noraId))
			.expectNext("ENTERED_FILTER")
			.thenCancel()
			.verify(PATIENCE);
	}

	private void give(String deal, UUID owner) {
		this.boss.document("""
				mutation ($id: ID!, $owner: ID!) {
				  updateOpportunity(input: {id: $id, version: null, ownerId: $owner}) { errors { code } } }""")
			.variable("id", deal)
			.variable("owner", NodeId.encode("mem", owner))
			.execute()
			.path("updateOpportunity.errors")
			.entityList(Object.class)
			.hasSize(0);
	}

	private WebGraphQlTester as(UUID member) {
		return this.tenant.graphQl(this.tenant.actor(member));
	}

	private String deal(WebGraphQlTester seller, String whose, int amount) {
		return id(seller,
				"createOpportunity(input: {name: \"" + whose + " deal\", pipelineId: \"" + this.pipeline
						+ "\", amount: {amount: \"" + amount + "\", currency: \"USD\"}}) { opportunity { id } }",
				"createOpportunity.opportunity.id");
	}

	private void share(String record, UUID grantee, String level) {
		this.tenants.owner()
			.update("""
					insert into share_grant (tenant_id, id, version, kind, record_id, grantee_id, level, created_at, created_by,
					  updated_at, updated_by) values (?, ?, 1, 'opportunities', ?, ?, ?, now(), ?, now(), ?)
					""",
					this.tenant.id().value(), UUID.randomUUID(), NodeId.decode("opp", record), grantee, level,
					this.tenant.ann(), this.tenant.ann());
	}

	private static List<String> rename(WebGraphQlTester caller, String deal) {
		return caller.document("""
				mutation ($id: ID!) {
				  updateOpportunity(input: {id: $id, version: null, nextStep: "call"}) { errors { code } } }""")
			.variable("id", deal)
			.execute()
			.path("updateOpportunity.errors[*].code")
			.entityList(String.class)
			.get();
	}

	private List<String> names(WebGraphQlTester caller, String document) {
		return caller.document(document)
			.variable("id", this.pipeline)
			.execute()
			.path("opportunities.nodes[*].name")
			.entityList(String.class)
			.get();
	}

	private static List<String> nodes(WebGraphQlTester caller, String document, List<String> ids) {
		return caller.document(document)
			.variable("ids", ids)
			.execute()
			.path("nodes")
			.entityList(HashMap.class)
			.get()
			.stream()
			.map((node) -> (node == null) ? null : String.valueOf(((Map<?, ?>) node).get("id")))
			.toList();
	}

	private static String id(WebGraphQlTester caller, String mutation, String path) {
		return caller.document("mutation { " + mutation + " }").execute().path(path).entity(String.class).get();
	}

}
