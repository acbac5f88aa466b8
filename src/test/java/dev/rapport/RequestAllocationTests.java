package dev.rapport;

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
	private static final long PAGE = 2_500_000;

	/** A move to another stage, with its event, its history and its totals. */
	private static final long MOVE = 950_000;

	private static final int TIMES = 10;

	private static final String FIFTY = """
			{ opportunities(first: 50) { nodes { id number name amount { amount currency } category createdAt
			  owner { name } } pageInfo { hasNextPage endCursor } } }""";

	private static final String OPEN = """
			mutation($in: CreateOpportunityInput!) { createOpportunity(input: $in) { opportunity { id } errors { code } } }
			""";

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

	private JsonNode pipeline;

	@BeforeEach
	void found() {
		this.wire = new Wire(this.port, this.issuer.token(this.tenants.found().key(), "ann"));
		this.pipeline = ask("mutation { createPipeline(input: {name: \"Sales\"}) { pipeline { id stages { id } } } }",
				Map.of())
			.at("/createPipeline/pipeline");
	}

	@Test
	void aPageOfFifty() {
		IntStream.range(0, 51).forEach((i) -> open("Deal " + i));
		staysBelow(PAGE, () -> ask(FIFTY, Map.of()));
	}

	@Test
	void aStageMove() {
		String opportunity = open("Deal");
		AtomicInteger moves = new AtomicInteger();
		staysBelow(MOVE, () -> ask(TO, Map.of("id", opportunity, "stage",
				this.pipeline.at("/stages/" + moves.incrementAndGet() % 2 + "/id").asString())));
	}

	private String open(String name) {
		Map<String, Object> input = Map.of("name", name, "pipelineId", this.pipeline.path("id").asString(), "amount",
				Map.of("amount", "100.00", "currency", "EUR"));
		return ask(OPEN, Map.of("in", input)).at("/createOpportunity/opportunity/id").asString();
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
