package dev.rapport;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.GraphQlTester.Response;
import org.springframework.graphql.test.tester.WebGraphQlTester;

import dev.rapport.tenancy.TenantId;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How many statements the documents of a board, a customer's page and an agenda run:
 * exactly these, neither fewer (then a budget is out of date) nor more, however many rows
 * there are.
 */
@RapportTest
class StatementBudgetTests {

	/**
	 * Pipeline, totals, cards, cursor; then customer, owner, stage and history of the
	 * cards. The stages of the history are known by then.
	 */
	private static final int BOARD_STATEMENTS = 4 + 4;

	/**
	 * Customers; then their owners, contacts, opportunities, tickets and timelines; then
	 * the count, the persons and the stages of these, and the two kinds of records that
	 * activities relate to. No customer has a parent.
	 */
	private static final int PAGE_STATEMENTS = 1 + 5 + 5;

	/**
	 * Activities; then their owners and the two kinds of records that they relate to;
	 * then the customers of the opportunities.
	 */
	private static final int AGENDA_STATEMENTS = 1 + 3 + 1;

	private static final String BOARD = """
			query($pipeline: ID!) { pipelineBoard(pipelineId: $pipeline) { eventCursor pipeline { name } columns {
			  stage { name } count amounts { amount currency } opportunities { nodes {
			    id version name customer { name } owner { name } stage { name } stageHistory { duration stage { name } } } } } } }""";

	private static final String PAGE = """
			{ customers(first: 50) { nodes { name owner { name } parent { name }
			  contacts(first: 5) { nodes { name owner { name } } }
			  opportunities(first: 5) { totalCount nodes { name stage { name } owner { name } } }
			  tickets(first: 5) { nodes { subject assignee { name } } }
			  timeline(first: 5) { nodes { subject owner { name } relatedTo { id } } } } } }""";

	private static final String AGENDA = """
			{ agenda(from: "2020-01-01T00:00:00Z", to: "2099-01-01T00:00:00Z", first: 50) { nodes {
			  subject overdue owner { name } relatedTo { ... on Customer { name } ... on Opportunity { name customer { name } } } } } }""";

	@Autowired
	Tenants tenants;

	@Test
	void aBoardCostsTheSameHoweverManyDeals() {
		costs(BOARD_STATEMENTS, BOARD);
	}

	@Test
	void aCustomersPageCostsTheSameHoweverManyRows() {
		costs(PAGE_STATEMENTS, PAGE);
	}

	@Test
	void anAgendaCostsTheSameHoweverManyRows() {
		costs(AGENDA_STATEMENTS, AGENDA);
	}

	private void costs(int statements, String document) {
		Shop shop = new Shop(this.tenants.found());
		shop.fill(2);
		assertThat(shop.statements(document)).hasSize(statements);
		shop.fill(20);
		assertThat(shop.statements(document)).hasSize(statements);
	}

	/** A tenant that fills up. */
	private static final class Shop {

		private final TenantId tenant;

		private final WebGraphQlTester graphQl;

		private final String pipeline;

		private final List<String> customers = new ArrayList<>();

		Shop(Tenants.Tenant tenant) {
			this.tenant = tenant.id();
			this.graphQl = tenant.graphQl();
			this.pipeline = id(
					"mutation { r: createPipeline(input: {name: \"Sales\"}) { o: pipeline { id } errors { message } } }",
					Map.of());
		}

		void fill(int count) {
			for (int i = 0; i < count; i++) {
				String customer = id(
						"mutation($n: String!) { r: createCustomer(input: {name: $n}) { o: customer { id } errors { message } } }",
						Map.of("n", "Customer " + i));
				this.customers.add(customer);
				id("mutation($c: ID!) { r: createContact(input: {name: \"陈静\", links: [{customerId: $c, role: \"Buyer\"}]}) { o: contact { id } errors { message } } }",
						Map.of("c", customer));
				String deal = id(
						"mutation($c: ID!, $p: ID!) { r: createOpportunity(input: {name: \"Deal\", customerId: $c, pipelineId: $p, amount: {amount: \"10\", currency: \"CNY\"}}) { o: opportunity { id } errors { message } } }",
						Map.of("c", customer, "p", this.pipeline));
				id("mutation($c: ID!) { r: createTicket(input: {subject: \"Help\", customerId: $c}) { o: ticket { id } errors { message } } }",
						Map.of("c", customer));
				id("mutation($r: [ID!]!) { r: createTask(input: {subject: \"Call back\", dueAt: \"2030-01-01T00:00:00Z\", relatedTo: $r}) { o: activity { id } errors { message } } }",
						Map.of("r", List.of(customer, deal)));
			}
		}

		/** What a document runs once the keys of its cursors are known. */
		List<String> statements(String document) {
			WebGraphQlTester.Request<?> request = this.graphQl.document(document).variable("pipeline", this.pipeline);
			request.execute();
			StatementLog.clear();
			request.execute().errors().verify();
			return StatementLog.statements(this.tenant);
		}

		private String id(String document, Map<String, Object> variables) {
			WebGraphQlTester.Request<?> request = this.graphQl.document(document);
			variables.forEach(request::variable);
			Response response = request.execute();
			response.path("r.errors").entityList(Object.class).hasSize(0);
			return response.path("r.o.id").entity(String.class).get();
		}

	}

}
