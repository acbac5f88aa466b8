package dev.rapport.sharing;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.NullUnmarked;
import org.springframework.graphql.test.tester.GraphQlTester;
import org.springframework.graphql.test.tester.WebGraphQlTester;

import dev.rapport.Tenants;
import dev.rapport.kernel.NodeId;

/**
 * A tenant with two teams below one: a manager above, sellers in both, and a partner
 * outside.
 */
@NullUnmarked
final class Office {

	final Tenants.Tenant tenant;

	final UUID sales;

	final UUID north;

	final UUID south;

	final UUID boss;

	final UUID nora;

	final UUID nils;

	final UUID sue;

	final UUID pat;

	final WebGraphQlTester admin;

	private final String pipeline;

	Office(Tenants.Tenant tenant) {
		this.tenant = tenant;
		this.sales = tenant.team("Sales", null);
		this.north = tenant.team("North", this.sales);
		this.south = tenant.team("South", this.sales);
		this.boss = tenant.hire("boss", this.sales, "MANAGER");
		this.nora = tenant.hire("nora", this.north, "REP");
		this.nils = tenant.hire("nils", this.north, "REP");
		this.sue = tenant.hire("sue", this.south, "REP");
		this.pat = tenant.hire("pat", null, "PARTNER");
		this.admin = as(tenant.ann());
		this.pipeline = create(this.admin, "createPipeline(input: {name: \"Sales\"}) { pipeline { id } }",
				"createPipeline.pipeline.id");
	}

	String pipeline() {
		return this.pipeline;
	}

	WebGraphQlTester as(UUID member) {
		return this.tenant.graphQl(this.tenant.actor(member));
	}

	String customer(UUID owner) {
		return create(as(owner), "createCustomer(input: {name: \"Acme\"}) { customer { id } }",
				"createCustomer.customer.id");
	}

	String contact(UUID owner, String customer) {
		return create(as(owner), "createContact(input: {name: \"Mei\", links: [{customerId: \"" + customer
				+ "\", role: \"Buyer\"}]}) { contact { id } }", "createContact.contact.id");
	}

	String deal(UUID owner) {
		return create(as(owner),
				"createOpportunity(input: {name: \"Deal\", pipelineId: \"" + this.pipeline
						+ "\", amount: {amount: \"100\", currency: \"USD\"}}) { opportunity { id } }",
				"createOpportunity.opportunity.id");
	}

	String task(UUID owner, String about) {
		return create(as(owner),
				"createTask(input: {subject: \"Call\", relatedTo: [\"" + about + "\"]}) { activity { id } }",
				"createTask.activity.id");
	}

	String ticket(UUID assignee) {
		return create(this.admin, "createTicket(input: {subject: \"Broken\", assigneeId: \"" + member(assignee)
				+ "\"}) { ticket { id } }", "createTicket.ticket.id");
	}

	GraphQlTester.Response share(UUID sharer, String record, String grantee, String level) {
		return ask(as(sharer), "share", Map.of("record", record, "grantee", grantee, "level", level));
	}

	GraphQlTester.Response unshare(UUID sharer, String record, String grantee) {
		return ask(as(sharer), "unshare", Map.of("record", record, "grantee", grantee));
	}

	static GraphQlTester.Response ask(WebGraphQlTester caller, String document, Map<String, Object> variables) {
		return caller.documentName("sharing/" + document).variables(variables).execute();
	}

	/** Changes an opportunity, and answers with the codes of the errors. */
	List<String> change(UUID caller, String deal) {
		return as(caller).document("""
				mutation ($id: ID!) {
				  updateOpportunity(input: {id: $id, version: null, nextStep: "call"}) { errors { code } } }""")
			.variable("id", deal)
			.execute()
			.path("updateOpportunity.errors[*].code")
			.entityList(String.class)
			.get();
	}

	/** The types of the events about a record or a share, in order. */
	List<String> events(UUID aggregate) {
		return this.tenant.tenants()
			.owner()
			.queryForList("select type from event_log where tenant_id = ? and aggregate_id = ? order by position",
					String.class, this.tenant.id().value(), aggregate);
	}

	static String member(UUID id) {
		return NodeId.encode("mem", id);
	}

	static String team(UUID id) {
		return NodeId.encode("tea", id);
	}

	static List<String> codes(GraphQlTester.Response response, String mutation) {
		return response.path(mutation + ".errors[*].code").entityList(String.class).get();
	}

	private static String create(WebGraphQlTester caller, String mutation, String path) {
		return caller.document("mutation { " + mutation + " }").execute().path(path).entity(String.class).get();
	}

}
