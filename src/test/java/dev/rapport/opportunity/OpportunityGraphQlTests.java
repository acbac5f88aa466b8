package dev.rapport.opportunity;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;
import dev.rapport.catalog.ProductId;
import dev.rapport.contact.ContactId;
import dev.rapport.customer.CustomerId;
import dev.rapport.kernel.NodeId;
import dev.rapport.member.MemberId;

import static dev.rapport.opportunity.Deals.any;
import static dev.rapport.opportunity.Deals.money;
import static dev.rapport.opportunity.Deals.object;
import static dev.rapport.opportunity.Deals.text;
import static org.assertj.core.api.Assertions.assertThat;

@RapportTest
@NullUnmarked
class OpportunityGraphQlTests {

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
	void opensInTheFirstStageOfThePipeline() {
		Map<String, Object> deal = this.deals.open("华信 Pumps", Map.of("amount", money("100.05", "CNY"),
				"expectedCloseDate", "2026-12-31", "tags", List.of("b", "a", "b"), "nextStep", " Call "));
		assertThat(deal).containsEntry("number", "O-000001")
			.containsEntry("version", 1)
			.containsEntry("category", "OPEN")
			.containsEntry("categoryLabel", "进行中")
			.containsEntry("probability", 10)
			.containsEntry("amount", money("100.05", "CNY"))
			.containsEntry("weightedAmount", money("10.01", "CNY"))
			.containsEntry("expectedCloseDate", "2026-12-31")
			.containsEntry("forecastCategory", "PIPELINE")
			.containsEntry("forecastCategoryLabel", "Pipeline")
			.containsEntry("nextStep", "Call")
			.containsEntry("tags", List.of("a", "b"))
			.containsEntry("owner", Map.of("name", "Ann Able"))
			.containsEntry("createdBy", Map.of("name", "Ann Able"))
			.containsEntry("reopenCount", 0)
			.containsEntry("closedAt", null);
		assertThat(object(deal, "stage")).containsEntry("key", "PROSPECTING");
		assertThat(object(deal, "pipeline")).containsEntry("id", this.deals.pipeline);
		assertThat(text(deal, "createdAt")).isEqualTo(text(deal, "stageEnteredAt"));
	}

	@Test
	void opensInTheStageThatIsNamedWithLinesOfAnything() {
		Map<String, Object> pump = Map.of("description", "Pump", "quantity", "2.5", "unitPrice", money("3.01", "EUR"));
		Map<String, Object> visit = Map.of("description", "上门安装", "unitPrice", money("100", "EUR"));
		Map<String, Object> deal = this.deals.open("Deal",
				Map.of("stageId", this.deals.stages.get("DEMO"), "lines", List.of(pump, visit)));
		assertThat(object(deal, "stage")).containsEntry("key", "DEMO");
		assertThat(deal).containsEntry("amount", money("107.53", "EUR"));
		assertThat((List<?>) deal.get("lines")).hasSize(2);
		assertThat((List<?>) deal.get("lines")).last()
			.hasToString("{product=null, description=上门安装, quantity=1, unitPrice={amount=100.00, currency=EUR}, "
					+ "total={amount=100.00, currency=EUR}}");
	}

	@Test
	void refusesToOpenWhereNothingCanBegin() {
		String won = this.deals.stages.get("CLOSED_WON");
		String foreign = Deals.of(this.tenant, Map.of("name", "Other")).stages.get("DEMO");
		Map<String, Object> closed = this.deals.refused("create",
				Map.of("name", "Deal", "pipelineId", this.deals.pipeline, "stageId", won));
		assertThat(closed).containsEntry("__typename", "TransitionError")
			.containsEntry("from", "NEW")
			.containsEntry("allowed", List.of("OPEN"));
		Map<String, Object> elsewhere = this.deals.refused("create",
				Map.of("name", "Deal", "pipelineId", this.deals.pipeline, "stageId", foreign));
		assertThat(elsewhere).containsEntry("code", "NOT_FOUND").containsEntry("path", List.of("input", "stageId"));
	}

	@Test
	void keepsWhatIsNotSentAndClearsWhatIsNull() {
		String customer = customer("Acme");
		String id = text(this.deals.open("Deal",
				Map.of("amount", money("5", "CNY"), "customerId", customer, "competitor", "Rival", "nextStep", "Call")),
				"id");
		Map<String, Object> renamed = this.deals.done("update", Map.of("id", id, "version", 1, "name", "Big deal"));
		assertThat(renamed).containsEntry("name", "Big deal")
			.containsEntry("version", 2)
			.containsEntry("competitor", "Rival")
			.containsEntry("amount", money("5.00", "CNY"));
		assertThat(object(renamed, "customer")).containsEntry("name", "Acme");
		Map<String, Object> cleared = this.deals.done("update",
				any(id, "competitor", null, "amount", null, "customerId", null, "ownerId", null));
		assertThat(cleared).containsEntry("competitor", null)
			.containsEntry("amount", null)
			.containsEntry("weightedAmount", null)
			.containsEntry("customer", null)
			.containsEntry("owner", null)
			.containsEntry("nextStep", "Call");
	}

	@Test
	void wantsAVersionAndAnswersAStaleOneWithTheCurrentRecord() {
		String id = this.deals.open("Deal");
		this.deals.done("update", Map.of("id", id, "version", 1, "name", "Theirs"));
		for (String verb : List.of("update", "win", "archive")) {
			Map<String, Object> conflict = this.deals.refused(verb, Map.of("id", id, "version", 1));
			assertThat(conflict).containsEntry("__typename", "ConflictError")
				.containsEntry("code", "VERSION_CONFLICT")
				.containsEntry("current", Map.of("id", id, "version", 2, "name", "Theirs"));
		}
		assertThat(this.deals.refused("update", Map.of("id", id, "name", "Mine"))).containsEntry("code", "REQUIRED")
			.containsEntry("path", List.of("input", "version"));
	}

	@Test
	void movesAndRemembersWhereItStood() {
		String id = this.deals.open("Deal");
		Map<String, Object> moved = this.deals.done("move",
				any(id, "stageId", this.deals.stages.get("DEMO"), "reason", "They asked"));
		assertThat(moved).containsEntry("probability", 45);
		List<?> history = (List<?>) moved.get("stageHistory");
		assertThat(history).hasSize(2);
		Map<?, ?> first = (Map<?, ?>) history.getFirst();
		Map<?, ?> last = (Map<?, ?>) history.getLast();
		assertThat(first.get("leftAt")).isEqualTo(last.get("enteredAt"));
		assertThat(text(first, "duration")).startsWith("PT");
		assertThat(last.get("stage")).isEqualTo(Map.of("key", "DEMO"));
		assertThat(last.get("reason")).isEqualTo("They asked");
		assertThat(last.get("movedBy")).isEqualTo(Map.of("name", "Ann Able"));
		assertThat(last.get("duration")).isNull();
	}

	@Test
	void changesOfOtherFieldsLeaveNoTraceInTheHistory() {
		String id = this.deals.open("Deal");
		this.deals.done("update", any(id, "name", "Deal 2"));
		this.deals.done("archive", any(id));
		assertThat((List<?>) this.deals.done("restore", any(id)).get("stageHistory")).hasSize(1);
	}

	@Test
	void winsLosesAndReopens() {
		String id = text(this.deals.open("Deal", Map.of("amount", money("8", "CNY"))), "id");
		Map<String, Object> won = this.deals.done("win", any(id));
		assertThat(won).containsEntry("category", "WON").containsEntry("weightedAmount", money("8.00", "CNY"));
		assertThat(won.get("closedAt")).isNotNull();
		Map<String, Object> again = this.deals.done("reopen", any(id, "reason", "Mistake"));
		assertThat(again).containsEntry("category", "OPEN").containsEntry("reopenCount", 1);
		assertThat(object(again, "stage")).containsEntry("key", "PROSPECTING");
		Map<String, Object> lost = this.deals.done("lose", any(id, "reason", "价格", "competitor", "Rival"));
		assertThat(lost).containsEntry("category", "LOST")
			.containsEntry("lostReason", "价格")
			.containsEntry("competitor", "Rival")
			.containsEntry("probability", 0);
		Map<String, Object> back = this.deals.done("reopen",
				any(id, "reason", "New budget", "stageId", this.deals.stages.get("PROPOSAL")));
		assertThat(back).containsEntry("reopenCount", 2).containsEntry("lostReason", null);
		assertThat((List<?>) back.get("stageHistory")).hasSize(5);
	}

	@Test
	void movingIntoAClosedStageClosesIt() {
		String id = text(this.deals.open("Deal", Map.of("amount", money("8", "CNY"))), "id");
		String lost = this.deals.stages.get("CLOSED_LOST");
		assertThat(this.deals.refused("move", any(id, "stageId", lost))).containsEntry("code", "REQUIRED")
			.containsEntry("path", List.of("input", "reason"));
		assertThat(this.deals.done("move", any(id, "stageId", lost, "reason", "Price"))).containsEntry("lostReason",
				"Price");
		Map<String, Object> closed = this.deals.refused("move",
				any(id, "stageId", this.deals.stages.get("CLOSED_WON")));
		assertThat(closed).containsEntry("__typename", "TransitionError")
			.containsEntry("from", "LOST")
			.containsEntry("allowed", List.of("OPEN"));
	}

	@Test
	void refusesToWinWithoutAnAmountOrInAStageThatIsNoVictory() {
		String id = this.deals.open("Deal");
		assertThat(this.deals.refused("win", any(id))).containsEntry("code", "GATE_NOT_MET");
		this.deals.done("update", any(id, "amount", money("1", "CNY")));
		Map<String, Object> refused = this.deals.refused("win", any(id, "stageId", this.deals.stages.get("DEMO")));
		assertThat(refused).containsEntry("code", "OUT_OF_RANGE")
			.containsEntry("message", "The stage Demo is not one of the category WON.");
	}

	@Test
	void tellsWhichGatesAreNotMet() {
		Deals gated = Deals.of(this.tenant,
				Map.of("name", "Gated", "stages",
						List.of(Map.of("key", "A", "name", "A"),
								Map.of("key", "B", "name", "报价", "gates", List.of("CUSTOMER", "AMOUNT", "LINES")),
								Map.of("key", "W", "name", "W", "category", "WON"),
								Map.of("key", "L", "name", "L", "category", "LOST"))));
		String id = text(gated.open("Deal", Map.of("amount", money("1", "CNY"))), "id");
		Map<String, Object> refused = gated.refused("move", any(id, "stageId", gated.stages.get("B")));
		assertThat(refused).containsEntry("code", "GATE_NOT_MET")
			.containsEntry("message", "Before it may enter the stage 报价, it needs: CUSTOMER, LINES.");
	}

	@Test
	void movesManyEachForItself() {
		String one = this.deals.open("One");
		String two = this.deals.open("Two");
		String demo = this.deals.stages.get("DEMO");
		var response = this.deals.send("moveMany",
				Map.of("input", Map.of("items",
						List.of(any(one, "stageId", demo), any(two, "stageId", this.deals.stages.get("PROSPECTING")),
								any(unknown(), "stageId", demo), Map.of("id", two, "version", 1, "stageId", demo)))),
				"deal", "mistake");
		response.path("moveOpportunities.errors").entityList(Object.class).hasSize(0);
		response.path("moveOpportunities.results[*].opportunity.name").entityList(String.class).hasSize(2);
		response.path("moveOpportunities.results[1].errors[0].code")
			.entity(String.class)
			.isEqualTo("TRANSITION_REFUSED");
		response.path("moveOpportunities.results[2].errors[0].path")
			.entity(Object.class)
			.isEqualTo(List.of("input", "items", "2", "id"));
		response.path("moveOpportunities.results[3].opportunity.stage.key").entity(String.class).isEqualTo("DEMO");
	}

	@Test
	void movesNoneIfAnIdIsNoIdOrThereAreTooMany() {
		String one = this.deals.open("One");
		String demo = this.deals.stages.get("DEMO");
		this.deals
			.send("moveMany",
					Map.of("input", Map.of("items", List.of(any(one, "stageId", demo), any(demo, "stageId", demo)))),
					"deal", "mistake")
			.errors()
			.satisfy((errors) -> assertThat(errors.getFirst().getExtensions()).containsEntry("code", "BAD_USER_INPUT"));
		assertThat(object(this.deals.done("update", any(one)), "stage")).containsEntry("key", "PROSPECTING");
		Object[] items = new Object[101];
		Arrays.fill(items, any(one, "stageId", demo));
		this.deals.send("moveMany", Map.of("input", Map.of("items", List.of(items))), "deal", "mistake")
			.errors()
			.satisfy((errors) -> assertThat(errors.getFirst().getExtensions()).containsEntry("code", "BAD_USER_INPUT"));
	}

	@Test
	void archivedOnesAreListedApartAndDoNotChange() {
		String id = this.deals.open("Old");
		this.deals.open("New");
		assertThat(this.deals.done("archive", any(id)).get("archivedAt")).isNotNull();
		assertThat(this.deals.names(Map.of())).containsExactly("New");
		assertThat(this.deals.names(Map.of("archived", true))).containsExactly("Old");
		assertThat(this.deals.refused("update", any(id, "name", "X"))).containsEntry("code", "ARCHIVED");
		assertThat(this.deals.done("restore", any(id)).get("archivedAt")).isNull();
		assertThat(this.deals.refused("restore", any(id))).containsEntry("__typename", "TransitionError");
	}

	@Test
	void refusesReferencesThatDoNotExist() {
		Map<String, Object> line = Map.of("productId", NodeId.encode(ProductId.PREFIX, UUID.randomUUID()), "unitPrice",
				money("1", "CNY"));
		Map<String, Object> role = Map.of("contactId", NodeId.encode(ContactId.PREFIX, UUID.randomUUID()));
		refusesReference("customerId", new CustomerId(UUID.randomUUID()).text(), "The customer does not exist.");
		refusesReference("ownerId", new MemberId(UUID.randomUUID()).text(), "The owner does not exist.");
		refusesReference("lines", List.of(line), "A product of the lines does not exist.");
		refusesReference("contactRoles", List.of(role), "A contact of the roles does not exist.");
	}

	private void refusesReference(String field, Object value, String message) {
		assertThat(
				this.deals.refused("create", Map.of("name", "Deal", "pipelineId", this.deals.pipeline, field, value)))
			.containsEntry("code", "NOT_FOUND")
			.containsEntry("message", message);
	}

	@Test
	void refusesNewDealsInAnArchivedPipeline() {
		this.deals.graphQl
			.document("mutation($id: ID!) { archivePipeline(input: {id: $id, version: 1}) { errors { code } } }")
			.variable("id", this.deals.pipeline)
			.executeAndVerify();
		assertThat(this.deals.refused("create", Map.of("name", "Deal", "pipelineId", this.deals.pipeline)))
			.containsEntry("code", "ARCHIVED")
			.containsEntry("path", List.of("input", "pipelineId"));
	}

	@Test
	void anotherTenantSeesAndChangesNothing() {
		String id = this.deals.open("Secret");
		Tenants.Tenant other = this.tenants.found();
		Deals foreign = this.deals.as(other.graphQl());
		foreign.send("one", Map.of("id", id), "deal").path("opportunity").valueIsNull().path("node").valueIsNull();
		assertThat(foreign.names(Map.of())).isEmpty();
		for (String verb : List.of("update", "win", "archive")) {
			assertThat(foreign.refused(verb, any(id))).containsEntry("__typename", "NotFoundError");
		}
		assertThat(foreign.refused("create", Map.of("name", "Mine", "pipelineId", this.deals.pipeline)))
			.containsEntry("__typename", "NotFoundError");
		Deals own = Deals.of(other);
		assertThat(own.refused("move", any(own.open("Mine"), "stageId", this.deals.stages.get("DEMO"))))
			.containsEntry("__typename", "NotFoundError");
		foreign.send("board", Map.of("pipelineId", this.deals.pipeline)).path("pipelineBoard").valueIsNull();
	}

	@Test
	void refusesIdsOfAnotherType() {
		this.deals.send("one", Map.of("id", this.deals.pipeline), "deal")
			.errors()
			.satisfy((errors) -> assertThat(errors.getFirst().getExtensions()).containsEntry("code", "BAD_USER_INPUT"));
		this.deals.send("win", Map.of("input", any(this.deals.pipeline)), "deal", "mistake")
			.errors()
			.satisfy((errors) -> assertThat(errors.getFirst().getExtensions()).containsEntry("code", "BAD_USER_INPUT"));
	}

	@Test
	void rehearsesWithoutATrace() {
		Map<String, Object> input = Map.of("name", "Maybe", "pipelineId", this.deals.pipeline);
		this.deals.graphQl.document("""
				mutation ($input: CreateOpportunityInput!) @dryRun {
				  createOpportunity(input: $input) { opportunity { number } errors { code } } }""")
			.variable("input", input)
			.execute()
			.path("createOpportunity.opportunity.number")
			.hasValue();
		assertThat(this.deals.names(Map.of())).isEmpty();
	}

	private String customer(String name) {
		return this.deals.graphQl
			.document("mutation($n: String!) { createCustomer(input: {name: $n}) { customer { id } } }")
			.variable("n", name)
			.execute()
			.path("createCustomer.customer.id")
			.entity(String.class)
			.get();
	}

	private static String unknown() {
		return new OpportunityId(UUID.randomUUID()).text();
	}

}
