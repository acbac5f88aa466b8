package dev.rapport.opportunity;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.GraphQlTester.Response;
import reactor.test.StepVerifier;

import dev.rapport.RapportTest;
import dev.rapport.StatementLog;
import dev.rapport.Tenants;

import static dev.rapport.opportunity.Deals.any;
import static dev.rapport.opportunity.Deals.money;
import static dev.rapport.opportunity.Deals.text;
import static org.assertj.core.api.Assertions.assertThat;

@RapportTest
@NullUnmarked
class PipelineBoardGraphQlTests {

	private static final String FIRST = "pipelineBoard.columns[0].";

	@Autowired
	Tenants tenants;

	Deals deals;

	@BeforeEach
	void deals() {
		this.deals = Deals.of(this.tenants.found());
	}

	@Test
	void countsAndSumsEachColumnInFewStatements() {
		for (int i = 1; i <= 3; i++) {
			this.deals.open("Deal " + i, Map.of("amount", money("100.25", "CNY")));
		}
		this.deals.open("Deal 4", Map.of("amount", money("7", "JPY")));
		this.deals.open("Deal 5");
		StatementLog.clear();
		var response = board(Map.of());
		response.path(FIRST + "count").entity(Integer.class).isEqualTo(5);
		response.path(FIRST + "stage.label").entity(String.class).isEqualTo("潜在客户列表");
		response.path(FIRST + "amounts")
			.entity(Object.class)
			.isEqualTo(List.of(money("300.75", "CNY"), money("7", "JPY")));
		response.path(FIRST + "weightedAmounts")
			.entity(Object.class)
			.isEqualTo(List.of(money("30.09", "CNY"), money("1", "JPY")));
		response.path(FIRST + "opportunities.nodes[*].name")
			.entityList(String.class)
			.containsExactly("Deal 5", "Deal 4");
		response.path(FIRST + "opportunities.pageInfo.hasNextPage").entity(Boolean.class).isEqualTo(true);
		response.path("pipelineBoard.columns[1].count").entity(Integer.class).isEqualTo(0);
		response.path("pipelineBoard.columns[1].opportunities.nodes").entityList(Object.class).hasSize(0);
		assertThat(StatementLog.statements()).hasSizeLessThanOrEqualTo(7);
	}

	@Test
	void countsOnlyWhatMatchesAndIsLive() {
		String gone = this.deals.open("Gone");
		this.deals.done("archive", any(gone));
		this.deals.open("Cheap", Map.of("amount", money("1", "CNY")));
		this.deals.open("Dear", Map.of("amount", money("100", "CNY")));
		Map<String, Object> dear = Map.of("amount", Map.of("currency", "CNY", "gt", "1"));
		board(Map.of()).path(FIRST + "count").entity(Integer.class).isEqualTo(2);
		board(Map.of("filter", dear)).path(FIRST + "count").entity(Integer.class).isEqualTo(1);
	}

	@Test
	void continuesAColumnBehindItsCards() {
		for (int i = 1; i <= 5; i++) {
			this.deals.open("Deal " + i);
		}
		String cursor = board(Map.of()).path(FIRST + "opportunities.pageInfo.endCursor").entity(String.class).get();
		this.deals.send("stage", Map.of("id", this.deals.stages.get("PROSPECTING"), "after", cursor))
			.path("node.opportunities.nodes[*].name")
			.entityList(String.class)
			.containsExactly("Deal 3", "Deal 2", "Deal 1")
			.path("node.opportunities.pageInfo.hasPreviousPage")
			.entity(Boolean.class)
			.isEqualTo(true);
	}

	@Test
	void deltasKeepABoardRightThatWasReadOnce() {
		String first = text(this.deals.open("First", Map.of("amount", money("100", "CNY"))), "id");
		String cursor = board(Map.of()).path("pipelineBoard.eventCursor").entity(String.class).get();
		this.deals.done("move", any(first, "stageId", this.deals.stages.get("CONTACTED")));
		this.deals.done("update", any(first, "nextStep", "Call"));
		this.deals.done("archive", any(first));
		var changes = this.deals.follow("boardChanges", "pipelineChanged",
				Map.of("pipelineId", this.deals.pipeline, "after", cursor));
		StepVerifier.create(changes.take(4)).assertNext((change) -> {
			assertThat(change).containsEntry("type", "OpportunityMoved").containsEntry("kind", "UPDATED");
			assertThat(change.get("deltas")).isEqualTo(
					List.of(delta("PROSPECTING", -1, "-100.00", "-10.00"), delta("CONTACTED", 1, "100.00", "20.00")));
		})
			.assertNext((change) -> assertThat(change).containsEntry("deltas", List.of()))
			.assertNext((change) -> assertThat(change).containsEntry("kind", "LEFT_FILTER")
				.containsEntry("deltas", List.of(delta("CONTACTED", -1, "-100.00", "-20.00"))))
			.then(() -> this.deals.open("Second", Map.of("amount", money("5", "CNY"))))
			.assertNext((change) -> assertThat(change).containsEntry("kind", "CREATED"))
			.expectComplete()
			.verify(Duration.ofSeconds(10));
	}

	private Response board(Map<String, Object> more) {
		Map<String, Object> variables = new HashMap<>(more);
		variables.put("pipelineId", this.deals.pipeline);
		return this.deals.send("board", variables);
	}

	private static Map<String, Object> delta(String stage, int count, String amount, String weighted) {
		return Map.of("stage", Map.of("key", stage), "count", count, "amount", money(amount, "CNY"), "weightedAmount",
				money(weighted, "CNY"));
	}

}
