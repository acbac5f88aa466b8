package dev.rapport;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.WebGraphQlTester;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

import dev.rapport.kernel.NodeId;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A partner who sees a record but not the customer or the contact that it refers to
 * learns nothing of those, whichever id it guesses.
 */
@RapportTest
class HiddenReferencesTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final UUID NOBODY = UUID.fromString("0192a000-0000-7000-8000-00000000dead");

	private static final List<String> FILTERS = List.of("{%s: {eq: $id}}", "{%s: {ne: $id}}", "{%s: {in: [$id]}}",
			"{%s: {notIn: [$id]}}", "{not: {%s: {eq: $id}}}", "{not: {%s: {notIn: [$id]}}}");

	@Autowired
	Tenants tenants;

	private Tenants.Tenant tenant;

	private UUID pat;

	private WebGraphQlTester admin;

	private WebGraphQlTester partner;

	private String acme;

	private String mei;

	private String ticket;

	@BeforeEach
	void hire() {
		this.tenant = this.tenants.found();
		this.admin = this.tenant.graphQl();
		this.pat = this.tenant.hire("pat", null, "PARTNER");
		this.partner = this.tenant.graphQl(this.tenant.actor(this.pat));
		this.acme = id("createCustomer(input: {name: \"Acme\"}) { customer { id } }", "createCustomer.customer.id");
		this.mei = id("createContact(input: {name: \"Mei\", links: [{customerId: \"" + this.acme
				+ "\", role: \"Buyer\"}]}) { contact { id } }", "createContact.contact.id");
		this.ticket = id(
				"createTicket(input: {subject: \"Broken\", customerId: \"" + this.acme + "\", contactId: \"" + this.mei
						+ "\", assigneeId: \"" + NodeId.encode("mem", this.pat) + "\"}) { ticket { id } }",
				"createTicket.ticket.id");
	}

	@Test
	void filtersOfTicketsTellNothing() {
		tellNothing("tickets", "customerId", this.acme);
		tellNothing("tickets", "contactId", this.mei);
		String document = "query($id: ID!) { tickets(filter: {customerId: {eq: $id}}) { totalCount } }";
		assertThat(answer(this.partner, document, this.acme)).contains("totalCount=0");
		assertThat(answer(this.admin, document, this.acme)).contains("totalCount=1");
		share("customers", this.acme);
		assertThat(answer(this.partner, document, this.acme)).contains("totalCount=1");
	}

	@Test
	void filtersOfOtherRecordsTellNothing() {
		String pipeline = id("createPipeline(input: {name: \"Sales\"}) { pipeline { id } }",
				"createPipeline.pipeline.id");
		share("opportunities", id("createOpportunity(input: {name: \"Deal\", customerId: \"" + this.acme
				+ "\", pipelineId: \"" + pipeline + "\"}) { opportunity { id } }", "createOpportunity.opportunity.id"));
		tellNothing("opportunities", "customerId", this.acme);
		share("contacts", this.mei);
		tellNothing("contacts", "customerId", this.acme);
		String branch = id(
				"createCustomer(input: {name: \"Branch\", parentId: \"" + this.acme + "\"}) { customer { id } }",
				"createCustomer.customer.id");
		share("customers", branch);
		tellNothing("customers", "parentId", this.acme);
	}

	@Test
	void filtersByChildrenSeeOnlyThoseThatOneSees() {
		id("createCustomer(input: {name: \"Secret\", parentId: \"" + this.acme + "\"}) { customer { id } }",
				"createCustomer.customer.id");
		share("customers", this.acme);
		String document = "query { customers(filter: {children: {some: {name: {startsWith: \"S\"}}}}) { totalCount } }";
		assertThat(this.partner.document(document).execute().path("customers.totalCount").entity(Integer.class).get())
			.isZero();
		assertThat(this.admin.document(document).execute().path("customers.totalCount").entity(Integer.class).get())
			.isOne();
	}

	@Test
	void whatIsSentAgainMustBeSeen() {
		String document = """
				mutation($id: ID!) { updateTicket(input: {id: "%s", version: null, %s: $id}) {
				  errors { code path message } } }""";
		for (Map.Entry<String, String> field : Map.of("customerId", this.acme, "contactId", this.mei).entrySet()) {
			String update = document.formatted(this.ticket, field.getKey());
			assertThat(answer(this.partner, update, field.getValue())).contains("code=NOT_FOUND")
				.isEqualTo(answer(this.partner, update, absent(field.getValue())));
		}
		answer(this.partner, """
				mutation($id: ID!) { updateTicket(input: {id: $id, version: null, subject: "Mended"}) {
				  errors { code } } }""", this.ticket);
		assertThat(answer(this.admin, "query($id: ID!) { ticket(id: $id) { subject customer { name } } }", this.ticket))
			.contains("Mended", "Acme");
	}

	@Test
	void linksOfContactsTellNothing() {
		share("contacts", this.mei);
		for (String mutation : List.of("endContactLink(input: {id: \"%s\", version: null, customerId: $id})",
				"linkContact(input: {id: \"%s\", version: null, customerId: $id, role: \"Boss\"})")) {
			String document = "mutation($id: ID!) { it: " + mutation.formatted(this.mei)
					+ " { errors { code path message } } }";
			assertThat(answer(this.partner, document, this.acme)).contains("code=NOT_FOUND")
				.isEqualTo(answer(this.partner, document, absent(this.acme)));
		}
	}

	@Test
	void placesOfCustomersTellNothing() {
		String mine = id("createCustomer(input: {name: \"Mine\"}) { customer { id } }", "createCustomer.customer.id");
		share("customers", mine);
		String below = id("createCustomer(input: {name: \"Below\", parentId: \"" + mine + "\"}) { customer { id } }",
				"createCustomer.customer.id");
		String document = """
				mutation($id: ID!) { updateCustomer(input: {id: "%s", version: null, parentId: $id}) {
				  errors { code path message } } }""".formatted(mine);
		assertThat(answer(this.partner, document, below)).contains("code=NOT_FOUND")
			.isEqualTo(answer(this.partner, document, absent(below)));
	}

	@Test
	void subscriptionsTellNothing() {
		Flux<String> seen = Flux.merge(changes("ticketChanged(filter: {customerId: {eq: \"" + this.acme + "\"}})"),
				changes("timelineAppended(customerId: \"" + this.acme + "\")"),
				changes("ticketChanged(filter: {customerId: {ne: \"" + this.acme + "\"}})"));
		StepVerifier.create(seen)
			.thenAwait(Duration.ofMillis(500))
			.then(() -> id("addNote(input: {body: \"Hush\", ownerId: \"" + NodeId.encode("mem", this.pat)
					+ "\", relatedTo: [\"" + this.acme + "\"]}) { activity { id } }", "addNote.activity.id"))
			.then(() -> id("updateTicket(input: {id: \"" + this.ticket + "\", version: null, subject: \"Other\"})"
					+ " { ticket { id } }", "updateTicket.ticket.id"))
			.expectNext("ticketChanged(filter: {customerId: {ne: \"" + this.acme + "\"}}) UPDATED")
			.thenCancel()
			.verify(PATIENCE);
	}

	private Flux<String> changes(String subscription) {
		String field = subscription.substring(0, subscription.indexOf('('));
		return this.partner.document("subscription { " + subscription + " { kind } }")
			.executeSubscription()
			.toFlux()
			.map((change) -> subscription + " " + change.path(field + ".kind").entity(String.class).get())
			.filter((change) -> !change.endsWith("HEARTBEAT"));
	}

	private void tellNothing(String list, String field, String hidden) {
		for (String filter : FILTERS) {
			String document = "query($id: ID!) { " + list + "(filter: " + filter.formatted(field)
					+ ") { totalCount nodes { id } } }";
			assertThat(answer(this.partner, document, hidden)).as(document)
				.isEqualTo(answer(this.partner, document, absent(hidden)));
		}
	}

	private static String absent(String id) {
		return NodeId.encode(NodeId.prefixOf(id), NOBODY);
	}

	private static String answer(WebGraphQlTester caller, String document, String id) {
		var response = caller.document(document).variable("id", id).execute().returnResponse();
		assertThat(response.getErrors()).isEmpty();
		return String.valueOf(response.<Object>getData());
	}

	private void share(String kind, String record) {
		this.tenants.owner()
			.update("""
					insert into share_grant (tenant_id, id, version, kind, record_id, grantee_id, level, created_at, created_by,
					  updated_at, updated_by) values (?, ?, 1, ?, ?, ?, 'WRITE', now(), ?, now(), ?)
					""",
					this.tenant.id().value(), UUID.randomUUID(), kind, NodeId.decode(NodeId.prefixOf(record), record),
					this.pat, this.tenant.ann(), this.tenant.ann());
	}

	private String id(String mutation, String path) {
		return this.admin.document("mutation { " + mutation + " }").execute().path(path).entity(String.class).get();
	}

}
