package dev.rapport.opportunity;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.graphql.test.tester.GraphQlTester.Response;
import org.springframework.graphql.test.tester.WebGraphQlTester;
import reactor.test.StepVerifier;

import dev.rapport.RapportTest;
import dev.rapport.StatementLog;
import dev.rapport.Tenants;

import static org.assertj.core.api.Assertions.assertThat;

@RapportTest
class PipelineBoardGraphQlTests {

	private static final String BOARD = """
			query($p: ID!) { pipelineBoard(pipelineId: $p, first: 2) { eventCursor pipeline { name } columns {
			  stage { key label(locale: "zh") } count amounts { amount currency } weightedAmounts { amount currency }
			  opportunities { nodes { name owner { name } customer { name } } pageInfo { hasNextPage endCursor } totalCount } } } }
			""";

	@Autowired
	Tenants tenants;

	WebGraphQlTester graphQl;

	String pipeline;

	List<String> stages;

	@BeforeEach
	void pipeline() {
		this.graphQl = this.tenants.found().graphQl();
		Response response = this.graphQl.document(
				"""
						mutation { createPipeline(input: {name: "Sales"}) { pipeline { id stages { id key } } errors { message } } }""")
			.execute();
		this.pipeline = response.path("createPipeline.pipeline.id").entity(String.class).get();
		this.stages = response.path("createPipeline.pipeline.stages[*].id").entityList(String.class).get();
	}

	@Test
	void countsAndSumsEachColumnInFewStatements() {
		for (int i = 1; i <= 3; i++) {
			open("Deal " + i, "100.25", "CNY");
		}
		open("Deal 4", "7", "JPY");
		StatementLog.clear();
		this.graphQl.document(BOARD)
			.variable("p", this.pipeline)
			.execute()
			.path("pipelineBoard.columns[0].count")
			.entity(Integer.class)
			.isEqualTo(4)
			.path("pipelineBoard.columns[0].stage.label")
			.entity(String.class)
			.isEqualTo("潜在客户列表")
			.path("pipelineBoard.columns[0].amounts[0].amount")
			.entity(String.class)
			.isEqualTo("300.75")
			.path("pipelineBoard.columns[0].weightedAmounts[0].amount")
			.entity(String.class)
			.isEqualTo("30.09")
			.path("pipelineBoard.columns[0].amounts[1].amount")
			.entity(String.class)
			.isEqualTo("7")
			.path("pipelineBoard.columns[0].opportunities.nodes")
			.entityList(Object.class)
			.hasSize(2)
			.path("pipelineBoard.columns[0].opportunities.pageInfo.hasNextPage")
			.entity(Boolean.class)
			.isEqualTo(true);
		assertThat(StatementLog.statements()).hasSizeLessThanOrEqualTo(7);
	}

	@Test
	void continuesAColumnBehindItsCards() {
		for (int i = 1; i <= 5; i++) {
			open("Deal " + i, "1", "CNY");
		}
		String cursor = this.graphQl.document(BOARD)
			.variable("p", this.pipeline)
			.execute()
			.path("pipelineBoard.columns[0].opportunities.pageInfo.endCursor")
			.entity(String.class)
			.get();
		this.graphQl.document(
				"query($s: ID!, $a: String) { node(id: $s) { ... on Stage { opportunities(first: 10, after: $a) { nodes { name } pageInfo { hasPreviousPage hasNextPage } } } } }")
			.variable("s", this.stages.getFirst())
			.variable("a", cursor)
			.execute()
			.path("node.opportunities.nodes")
			.entityList(Object.class)
			.hasSize(3)
			.path("node.opportunities.pageInfo.hasPreviousPage")
			.entity(Boolean.class)
			.isEqualTo(true);
	}

	@Test
	void deltasKeepABoardRightThatWasReadOnce() {
		String first = open("First", "100", "CNY");
		String cursor = this.graphQl.document(BOARD)
			.variable("p", this.pipeline)
			.execute()
			.path("pipelineBoard.eventCursor")
			.entity(String.class)
			.get();
		List<Map<String, Object>> seen = new ArrayList<>();
		var changes = this.graphQl.document("""
				subscription($p: ID!, $after: EventCursor) { pipelineChanged(pipelineId: $p, after: $after) {
				  cursor kind type version opportunity { name } actor { name }
				  deltas { stage { key } count amount { amount currency } weightedAmount { amount } } } }""")
			.variable("p", this.pipeline)
			.variable("after", cursor)
			.executeSubscription()
			.toFlux()
			.map((response) -> response.path("pipelineChanged")
				.entity(new ParameterizedTypeReference<Map<String, Object>>() {
				})
				.get());
		move(first, this.stages.get(1));
		StepVerifier.create(changes.doOnNext((change) -> seen.add(change))).assertNext((change) -> {
			assertThat(change).containsEntry("type", "OpportunityMoved").containsEntry("kind", "UPDATED");
			assertThat(String.valueOf(change.get("deltas"))).contains("count=-1", "PROSPECTING", "-100.00", "count=1",
					"CONTACTED", "amount=20.00");
		})
			.then(() -> open("Second", "5", "CNY"))
			.assertNext((change) -> assertThat(change).containsEntry("kind", "CREATED"))
			.thenCancel()
			.verify(Duration.ofSeconds(10));
		assertThat(seen).hasSize(2);
	}

	private String open(String name, String amount, String currency) {
		return this.graphQl.document(
				"""
						mutation($i: CreateOpportunityInput!) { createOpportunity(input: $i) { opportunity { id } errors { message } } }""")
			.variable("i",
					Map.of("name", name, "pipelineId", this.pipeline, "amount",
							Map.of("amount", amount, "currency", currency)))
			.execute()
			.path("createOpportunity.errors")
			.entityList(Object.class)
			.hasSize(0)
			.path("createOpportunity.opportunity.id")
			.entity(String.class)
			.get();
	}

	private void move(String id, String stage) {
		this.graphQl.document("""
				mutation($id: ID!, $s: ID!) { moveOpportunity(input: {id: $id, version: null, stageId: $s}) {
				  opportunity { stage { id } stageHistory { duration stage { key } } } errors { message } } }""")
			.variable("id", id)
			.variable("s", stage)
			.execute()
			.path("moveOpportunity.errors")
			.entityList(Object.class)
			.hasSize(0)
			.path("moveOpportunity.opportunity.stageHistory")
			.entityList(Object.class)
			.hasSize(2);
	}

}
