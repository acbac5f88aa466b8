package dev.rapport.opportunity;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import dev.rapport.RapportTest;
import dev.rapport.StatementLog;
import dev.rapport.Tenants;
import dev.rapport.kernel.NodeId;
import dev.rapport.member.MemberId;

import static dev.rapport.opportunity.Deals.any;
import static dev.rapport.opportunity.Deals.money;
import static dev.rapport.opportunity.Deals.object;
import static dev.rapport.opportunity.Deals.text;
import static org.assertj.core.api.Assertions.assertThat;

@RapportTest
@NullUnmarked
class OpportunityListGraphQlTests {

	@Autowired
	Tenants tenants;

	Tenants.Tenant tenant;

	Deals deals;

	@BeforeEach
	void deals() {
		this.tenant = this.tenants.found();
		this.deals = Deals.of(this.tenant);
	}

	@Test
	void pagesBothWaysWithTrueFacts() {
		for (int i = 1; i <= 5; i++) {
			this.deals.open("Deal " + i);
		}
		Map<String, Object> first = page(Map.of("first", 2));
		assertThat(names(first)).containsExactly("Deal 5", "Deal 4");
		assertThat(object(first, "pageInfo")).containsEntry("hasNextPage", true)
			.containsEntry("hasPreviousPage", false);
		assertThat(first).containsEntry("totalCount", 5);
		Map<String, Object> second = page(Map.of("first", 2, "after", end(first, "endCursor")));
		assertThat(names(second)).containsExactly("Deal 3", "Deal 2");
		assertThat(object(second, "pageInfo")).containsEntry("hasNextPage", true)
			.containsEntry("hasPreviousPage", true);
		Map<String, Object> last = page(Map.of("first", 2, "after", end(second, "endCursor")));
		assertThat(names(last)).containsExactly("Deal 1");
		assertThat(object(last, "pageInfo")).containsEntry("hasNextPage", false);
		Map<String, Object> back = page(Map.of("last", 2, "before", end(last, "startCursor")));
		assertThat(names(back)).containsExactly("Deal 3", "Deal 2");
		assertThat(names(page(Map.of("last", 1)))).containsExactly("Deal 1");
	}

	@Test
	void refusesPagesTooLargeAndCursorsOfOtherLists() {
		this.deals.open("Deal");
		assertRefused(Map.of("first", 101), "PAGE_SIZE_EXCEEDED");
		assertRefused(Map.of("first", 0), "BAD_USER_INPUT");
		String cursor = end(page(Map.of()), "endCursor");
		assertRefused(Map.of("after", cursor, "filter", Map.of("name", Map.of("eq", "Deal"))), "INVALID_CURSOR");
		assertRefused(Map.of("after", cursor, "orderBy", List.of(Map.of("field", "NAME"))), "INVALID_CURSOR");
		assertRefused(Map.of("filter", Map.of("customerId", Map.of("eq", this.deals.pipeline))), "BAD_USER_INPUT");
	}

	@Test
	void filtersByEachField() {
		String customer = customer();
		String bo = NodeId.encode(MemberId.PREFIX, this.tenant.bo());
		Map<String, Object> big = this.deals.open("华信 Big",
				Map.of("amount", money("500", "CNY"), "customerId", customer, "ownerId", bo, "expectedCloseDate",
						"2026-12-31", "forecastCategory", "COMMIT", "stageId", this.deals.stages.get("DEMO")));
		Map<String, Object> small = this.deals.open("Small", Map.of("amount", money("5", "CNY")));
		this.deals.open("Dollar", Map.of("amount", money("500", "USD")));
		String lost = text(this.deals.open("Gone", Map.of()), "id");
		this.deals.done("lose", any(lost, "reason", "Price"));
		assertThat(filtered("id", Map.of("eq", big.get("id")))).containsExactly("华信 Big");
		assertThat(filtered("number", Map.of("eq", small.get("number")))).containsExactly("Small");
		assertThat(filtered("name", Map.of("contains", "信"))).containsExactly("华信 Big");
		assertThat(filtered("name", Map.of("contains", "ＭＡＬＬ"))).containsExactly("Small");
		assertThat(filtered("name", Map.of("startsWith", "dol"))).containsExactly("Dollar");
		assertThat(filtered("customerId", Map.of("eq", customer))).containsExactly("华信 Big");
		assertThat(filtered("customerId", Map.of("isNull", true))).hasSize(3);
		assertThat(filtered("pipelineId", Map.of("eq", this.deals.pipeline))).hasSize(4);
		assertThat(filtered("stageId", Map.of("in", List.of(this.deals.stages.get("DEMO"))))).containsExactly("华信 Big");
		assertThat(filtered("ownerId", Map.of("ne", bo))).hasSize(3);
		assertThat(filtered("category", Map.of("eq", "LOST"))).containsExactly("Gone");
		assertThat(filtered("forecastCategory", Map.of("notIn", List.of("PIPELINE", "OMITTED"))))
			.containsExactly("华信 Big");
		assertThat(filtered("probability", Map.of("gt", 10))).containsExactly("华信 Big");
		assertThat(filtered("amount", Map.of("currency", "CNY", "gte", "5"))).containsExactly("Small", "华信 Big");
		assertThat(filtered("amount", Map.of("currency", "USD", "lte", "500.00"))).containsExactly("Dollar");
		assertThat(filtered("amount", Map.of("currency", "CNY", "eq", "500"))).containsExactly("华信 Big");
		assertThat(filtered("expectedCloseDate", Map.of("between", Map.of("from", "2026-12-01", "to", "2026-12-31"))))
			.containsExactly("华信 Big");
		assertThat(filtered("closedAt", Map.of("isNull", false))).containsExactly("Gone");
		for (String time : List.of("createdAt", "updatedAt", "stageEnteredAt")) {
			assertThat(filtered(time, Map.of("gt", "2020-01-01T00:00:00Z"))).hasSize(4);
			assertThat(filtered(time, Map.of("lt", "2020-01-01T00:00:00Z"))).isEmpty();
		}
		assertThat(filtered("or",
				List.of(Map.of("name", Map.of("eq", "gone")),
						Map.of("not", Map.of("amount", Map.of("currency", "CNY", "lt", "1000"))))))
			.containsExactly("Gone", "Dollar");
		assertThat(filtered("lines", Map.of("some", Map.of("productId", Map.of("isNull", false))))).isEmpty();
		assertThat(filtered("lines", Map.of("none", Map.of("productId", Map.of("isNull", false))))).hasSize(4);
	}

	@Test
	void aNameDoesNotContainItsNumber() {
		this.deals.open("Deal");
		assertThat(filtered("name", Map.of("contains", "%"))).isEmpty();
		assertThat(filtered("name", Map.of("contains", "_e"))).isEmpty();
	}

	@Test
	void sortsByEachField() {
		this.deals.open("b", Map.of("amount", money("2", "CNY"), "expectedCloseDate", "2026-02-02"));
		String c = text(this.deals.open("c", Map.of("amount", money("1", "CNY"), "expectedCloseDate", "2026-03-03")),
				"id");
		String a = this.deals.open("a");
		this.deals.done("lose", any(c, "reason", "Price"));
		this.deals.done("update", any(a, "nextStep", "Call"));
		assertThat(ordered("NAME", "ASC")).containsExactly("a", "b", "c");
		assertThat(ordered("NAME", "DESC")).containsExactly("c", "b", "a");
		assertThat(ordered("AMOUNT", "ASC")).containsExactly("c", "b", "a");
		assertThat(ordered("AMOUNT", "DESC")).containsExactly("a", "b", "c");
		assertThat(ordered("EXPECTED_CLOSE_DATE", "ASC")).containsExactly("b", "c", "a");
		assertThat(ordered("CLOSED_AT", "ASC")).first().isEqualTo("c");
		assertThat(ordered("STAGE_ENTERED_AT", "ASC")).last().isEqualTo("c");
		assertThat(ordered("CREATED_AT", "ASC")).containsExactly("b", "c", "a");
		assertThat(ordered("UPDATED_AT", "DESC")).containsExactly("a", "c", "b");
	}

	@Test
	void pagesAcrossThoseWithoutAnAmountInEveryOrder() {
		for (int i = 1; i <= 3; i++) {
			this.deals.open("Priced " + i, Map.of("amount", money(String.valueOf((i + 1) / 2), "CNY")));
			this.deals.open("Unpriced " + i);
		}
		for (String direction : List.of("ASC", "DESC")) {
			for (String nulls : List.of("FIRST", "LAST")) {
				Map<String, Object> order = Map.of("field", "AMOUNT", "direction", direction, "nulls", nulls);
				List<String> all = this.deals.names(Map.of("orderBy", List.of(order)));
				assertThat(all).hasSize(6);
				assertThat(nulls.equals("FIRST") ? all.getFirst() : all.getLast()).startsWith("Unpriced");
				assertThat(walk("first", "after", "endCursor", order)).isEqualTo(all);
				assertThat(walk("last", "before", "startCursor", order)).isEqualTo(all.reversed());
			}
		}
	}

	@Test
	void costsTheSameStatementsHoweverManyRowsThereAre() {
		seed(1);
		int few = statements();
		seed(9);
		// a level may take two batches, a row none of its own
		assertThat(statements()).isLessThanOrEqualTo(few + 2).isLessThanOrEqualTo(10);
	}

	@Test
	void listsBelowMembersAndStages() {
		this.deals.open("Deal");
		this.deals.graphQl.document("{ viewer { opportunities(first: 1) { totalCount nodes { name } } } }")
			.execute()
			.path("viewer.opportunities.nodes[0].name")
			.entity(String.class)
			.isEqualTo("Deal");
		this.deals.send("stage", Map.of("id", this.deals.stages.get("PROSPECTING")))
			.path("node.opportunities.nodes")
			.entityList(Object.class)
			.hasSize(1)
			.path("node.pipeline.name")
			.entity(String.class)
			.isEqualTo("Sales");
	}

	private void seed(int customers) {
		for (int i = 0; i < customers; i++) {
			String customer = customer();
			this.deals.open("One", Map.of("customerId", customer));
			this.deals.open("Two", Map.of("customerId", customer, "stageId", this.deals.stages.get("DEMO")));
		}
	}

	private int statements() {
		this.deals.send("customers", Map.of()).path("customers.nodes[0].opportunities.nodes[1].stage.name").hasValue();
		StatementLog.clear();
		this.deals.send("customers", Map.of())
			.path("customers.nodes[0].opportunities.nodes[1].owner.name")
			.entity(String.class)
			.isEqualTo("Ann Able");
		return StatementLog.statements().size();
	}

	private List<String> walk(String size, String cursor, String end, Map<String, Object> order) {
		List<String> seen = new ArrayList<>();
		Map<String, Object> arguments = new HashMap<>(Map.of(size, 2, "orderBy", List.of(order)));
		for (int i = 0; i < 3; i++) {
			Map<String, Object> page = page(arguments);
			List<String> names = names(page);
			seen.addAll(size.equals("first") ? names : names.reversed());
			arguments.put(cursor, end(page, end));
		}
		return seen;
	}

	private List<String> filtered(String field, Object comparators) {
		return this.deals.names(Map.of("filter", Map.of(field, comparators)));
	}

	private List<String> ordered(String field, String direction) {
		return this.deals.names(Map.of("orderBy", List.of(Map.of("field", field, "direction", direction))));
	}

	private void assertRefused(Map<String, Object> arguments, String code) {
		this.deals.send("list", arguments)
			.errors()
			.satisfy((errors) -> assertThat(errors.getFirst().getExtensions()).containsEntry("code", code));
	}

	private Map<String, Object> page(Map<String, Object> arguments) {
		return object(Map.of("page", this.deals.send("list", arguments).path("opportunities").entity(Map.class).get()),
				"page");
	}

	private static List<String> names(Map<String, Object> page) {
		return ((List<?>) page.get("nodes")).stream().map((node) -> text(node, "name")).toList();
	}

	private static String end(Map<String, Object> page, String cursor) {
		return text(object(page, "pageInfo"), cursor);
	}

	private String customer() {
		return this.deals.graphQl.document("mutation { createCustomer(input: {name: \"Acme\"}) { customer { id } } }")
			.execute()
			.path("createCustomer.customer.id")
			.entity(String.class)
			.get();
	}

}
