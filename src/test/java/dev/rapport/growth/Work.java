package dev.rapport.growth;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The operations that are measured. */
enum Work {

	CUSTOMER("one customer",
			"query($id: ID!) { customer(id: $id) { id version name kind status owner { id name } createdAt updatedAt } }",
			(data) -> Map.of("id", data.customer())),

	PAGE("page of 50", """
			{ opportunities(first: 50) { nodes { id number name amount { amount currency } category probability
			  expectedCloseDate createdAt updatedAt } pageInfo { hasNextPage endCursor } } }""", (data) -> Map.of()),

	NESTED("nested page", """
			{ customers(first: 20, orderBy: [{field: NAME, direction: ASC}]) { nodes { id name owner { name }
			  opportunities(first: 3) { nodes { id name amount { amount currency } stage { key } owner { name } } } }
			  pageInfo { hasNextPage } } }""", (data) -> Map.of()),

	BOARD("board with totals", """
			query($id: ID!) { pipelineBoard(pipelineId: $id, first: 10) { columns { stage { key } count
			  amounts { amount currency } weightedAmounts { amount currency }
			  opportunities { nodes { id name amount { amount currency } owner { name } } } } } }""",
			(data) -> Map.of("id", data.pipeline())),

	TICKETS("tickets by filter", """
			{ tickets(first: 50, filter: {status: {eq: OPEN}, priority: {in: [HIGH, URGENT]}}) {
			  nodes { id number subject status priority customer { name } createdAt } pageInfo { hasNextPage } } }""",
			(data) -> Map.of()),

	FORECAST("forecast", """
			{ forecast(from: "2031-01-01", to: "2031-03-31", by: [MONTH, OWNER]) {
			  month owner { id } amount { amount } weightedAmount { amount } } }""", (data) -> Map.of()),

	MOVE("stage move", """
			mutation($id: ID!, $stage: ID!) { moveOpportunity(input: {id: $id, version: null, stageId: $stage}) {
			  opportunity { id version stage { key } } errors { code } } }""", GrowthData::move);

	private final String title;

	private final String document;

	private final Function<GrowthData, Map<String, Object>> variables;

	Work(String title, String document, Function<GrowthData, Map<String, Object>> variables) {
		this.title = title;
		this.document = document;
		this.variables = variables;
	}

	static List<Work> all() {
		return List.of(values());
	}

	/** A request for it, as JSON maps. */
	Map<String, Object> request(GrowthData data) {
		return Map.of("query", this.document, "variables", this.variables.apply(data));
	}

	@Override
	public String toString() {
		return this.title;
	}

}
