package dev.rapport;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.GraphQlTester.Response;
import org.springframework.graphql.test.tester.WebGraphQlTester;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How many statements the documents of a board, a customer's page and an agenda may run.
 * The budget is a number of levels; twice the rows must not cost one statement more.
 */
@RapportTest
class StatementBudgetTests {

	/**
	 * Fields of one level may be dispatched in two batches when their parents come at
	 * different moments.
	 */
	private static final int SPREAD = 3;

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
		Shop shop = new Shop(this.tenants.found().graphQl());
		shop.fill(3);
		int few = shop.statements(BOARD);
		shop.fill(20);
		assertThat(shop.statements(BOARD)).isLessThanOrEqualTo(few + SPREAD).isLessThanOrEqualTo(12);
	}

	@Test
	void aCustomersPageCostsTheSameHoweverManyRows() {
		Shop shop = new Shop(this.tenants.found().graphQl());
		shop.fill(2);
		int few = shop.statements(PAGE);
		shop.fill(20);
		assertThat(shop.statements(PAGE)).isLessThanOrEqualTo(few + SPREAD).isLessThanOrEqualTo(24);
	}

	@Test
	void anAgendaCostsTheSameHoweverManyRows() {
		Shop shop = new Shop(this.tenants.found().graphQl());
		shop.fill(2);
		int few = shop.statements(AGENDA);
		shop.fill(20);
		assertThat(shop.statements(AGENDA)).isLessThanOrEqualTo(few + SPREAD).isLessThanOrEqualTo(8);
	}

	/** A tenant that fills up. */
	private static final class Shop {

		private final WebGraphQlTester graphQl;

		private final String pipeline;

		private final List<String> customers = new ArrayList<>();

		Shop(WebGraphQlTester graphQl) {
			this.graphQl = graphQl;
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

		int statements(String document) {
			WebGraphQlTester.Request<?> request = this.graphQl.document(document).variable("pipeline", this.pipeline);
			request.execute();
			StatementLog.clear();
			request.execute().errors().verify();
			return StatementLog.statements().size();
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
