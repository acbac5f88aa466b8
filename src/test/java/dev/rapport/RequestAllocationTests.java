package dev.rapport;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

import dev.rapport.embedded.DevelopmentIssuer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How many bytes a whole request may allocate, from the socket to the database and back.
 * All threads count, those of the client and of what goes on beside included, so the
 * ceilings are twice of what was measured when they were set.
 */
@RapportTest
@NullUnmarked
class RequestAllocationTests {

	/** A page of fifty opportunities with the names of their owners. */
	private static final long PAGE = 4_000_000;

	/** A move to another stage, with its event, its history and its totals. */
	private static final long MOVE = 2_000_000;

	private static final int TIMES = 20;

	private static final String FIFTY = """
			{ opportunities(first: 50) { nodes { id number name amount { amount currency } category createdAt
			  owner { name } } pageInfo { hasNextPage endCursor } } }""";

	private static final String TO = """
			mutation($id: ID!, $stage: ID!) { moveOpportunity(input: {id: $id, version: null, stageId: $stage}) {
			  opportunity { id version } errors { code } } }""";

	@Autowired
	Tenants tenants;

	@Autowired
	DevelopmentIssuer issuer;

	@LocalServerPort
	int port;

	private Wire wire;

	private List<String> stages;

	private String opportunity;

	@BeforeEach
	void sell() {
		this.wire = new Wire(this.port, this.issuer.token(this.tenants.found().key(), "ann"));
		JsonNode pipeline = ask(
				"mutation { createPipeline(input: {name: \"Sales\"}) { pipeline { id stages { id } } } }", Map.of())
			.at("/createPipeline/pipeline");
		this.stages = IntStream.range(0, 2).mapToObj((i) -> pipeline.at("/stages/" + i + "/id").asString()).toList();
		this.opportunity = IntStream.range(0, 51)
			.mapToObj((i) -> ask("""
					mutation($in: CreateOpportunityInput!) { createOpportunity(input: $in) { opportunity { id }
					  errors { code message } } }""",
					Map.of("in",
							Map.of("name", "Deal " + i, "pipelineId", pipeline.path("id").asString(), "amount",
									Map.of("amount", "100.00", "currency", "EUR"))))
				.at("/createOpportunity/opportunity/id")
				.asString())
			.toList()
			.getLast();
	}

	@Test
	void aPageOfFifty() {
		staysBelow(PAGE, () -> ask(FIFTY, Map.of()));
	}

	@Test
	void aStageMove() {
		AtomicInteger moves = new AtomicInteger();
		staysBelow(MOVE, () -> ask(TO, Map.of("id", this.opportunity, "stage",
				this.stages.get(moves.incrementAndGet() % this.stages.size()))));
	}

	private static void staysBelow(long ceiling, Callable<?> request) {
		long bytes = Allocation.ofProcess(ceiling, TIMES, request);
		System.out.printf("ALLOCATED by a request | %,9d B of %,9d%n", bytes, ceiling);
		assertThat(bytes).as("bytes").isBetween(1L, ceiling);
	}

	private JsonNode ask(String document, Map<String, Object> variables) {
		Wire.Answer answer = this.wire.ask(document, variables);
		assertThat(answer.status()).as(answer.text()).isEqualTo(200);
		assertThat(answer.text()).doesNotContain("\"errors\":[{");
		return answer.json().path("data");
	}

}
