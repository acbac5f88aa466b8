package dev.rapport.graphql;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.graphql.test.tester.GraphQlTester.Response;
import org.springframework.graphql.test.tester.WebGraphQlTester;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;
import dev.rapport.Tenants.Tenant;

import static org.assertj.core.api.Assertions.assertThat;

@RapportTest
final class DryRunTests {

	@Autowired
	Tenants tenants;

	@Value("${spring.r2dbc.pool.max-size}")
	int connections;

	private Tenant tenant;

	private WebGraphQlTester graphQl;

	@BeforeEach
	void found() {
		this.tenant = this.tenants.found();
		this.graphQl = this.tenant.graphQl();
	}

	@ParameterizedTest
	@ValueSource(strings = { "@dryRun", "@ dryRun", "@,dryRun", "@\n# not yet\ndryRun" })
	void leavesNoTraceHoweverItIsWritten(String directive) {
		this.graphQl
			.document("mutation " + directive + " { createCustomer(input: {name: \"Acme\"}) { customer { id } } }")
			.execute()
			.path("createCustomer.customer.id")
			.hasValue();
		leftNothing();
	}

	@Test
	void answersRelationsAsTheyWouldBe() {
		Response pipeline = this.graphQl.document(
				"mutation @dryRun { createPipeline(input: {name: \"Sales\"}) { pipeline { stages { pipeline { name } } } } }")
			.execute();
		assertThat(pipeline.path("createPipeline.pipeline.stages[*].pipeline.name").entityList(String.class).get())
			.isNotEmpty()
			.containsOnly("Sales");
		String customer = id(
				this.graphQl.document("mutation { createCustomer(input: {name: \"Acme\"}) { customer { id } } }"),
				"createCustomer.customer.id");
		Response contact = this.graphQl.document(
				"""
						mutation($customer: ID!) @dryRun {
						  createContact(input: {name: "Mei", links: [{customerId: $customer, role: "Buyer"}]}) {
						    contact { owner { name } links { contact { name } customer { name contacts { totalCount nodes { name } } } } } errors { code } } }""")
			.variable("customer", customer)
			.execute();
		contact.path("createContact.contact").matchesJson("""
				{"owner": {"name": "Ann Able"}, "links": [{"contact": {"name": "Mei"}, "customer": {"name": "Acme",
				 "contacts": {"totalCount": 1, "nodes": [{"name": "Mei"}]}}}]}""");
	}

	@Test
	void tellsTheHistoryOfADealAsItWouldBe() {
		Response made = this.graphQl.document("""
				mutation { createPipeline(input: {name: "Sales"}) { pipeline { id stages { id key } } } }""").execute();
		String pipeline = made.path("createPipeline.pipeline.id").entity(String.class).get();
		List<String> stages = made.path("createPipeline.pipeline.stages[*].id").entityList(String.class).get();
		assertThat(this.graphQl.document("""
				mutation($pipeline: ID!) @dryRun { createOpportunity(input: {name: "Deal", pipelineId: $pipeline}) {
				  opportunity { stageHistory { enteredAt stage { id } movedBy { name } } } } }""")
			.variable("pipeline", pipeline)
			.execute()
			.path("createOpportunity.opportunity.stageHistory[*].stage.id")
			.entityList(String.class)
			.get()).containsExactly(stages.getFirst());
		String deal = id(this.graphQl.document(
				"""
						mutation($pipeline: ID!) { createOpportunity(input: {name: "Deal", pipelineId: $pipeline}) { opportunity { id } } }""")
			.variable("pipeline", pipeline), "createOpportunity.opportunity.id");
		assertThat(this.graphQl
			.document(
					"""
							mutation($id: ID!, $stage: ID!) @dryRun { moveOpportunity(input: {id: $id, version: 1, stageId: $stage}) {
							  opportunity { version stageHistory { stage { id } } } } }""")
			.variable("id", deal)
			.variable("stage", stages.get(1))
			.execute()
			.path("moveOpportunity.opportunity.stageHistory[*].stage.id")
			.entityList(String.class)
			.get()).containsExactly(stages.get(0), stages.get(1));
		this.graphQl.document("query($id: ID!) { opportunity(id: $id) { version stage { id } } }")
			.variable("id", deal)
			.execute()
			.path("opportunity")
			.matchesJson("{\"version\": 1, \"stage\": {\"id\": \"" + stages.getFirst() + "\"}}");
	}

	@Test
	void aMistakeInOneFieldLeavesTheOthersAsTheyWouldBe() {
		Response answer = this.graphQl
			.document(
					"""
							mutation @dryRun {
							  a: createCustomer(input: {name: "A", externalIds: [{system: "erp", value: "1"}]}) { customer { number owner { name } } }
							  b: createCustomer(input: {name: "B", externalIds: [{system: "erp", value: "1"}]}) { customer { id } errors { code } }
							  c: createCustomer(input: {name: "C"}) { customer { number owner { name } } } }""")
			.execute();
		answer.path("a.customer").matchesJson("{\"number\": \"C-000001\", \"owner\": {\"name\": \"Ann Able\"}}");
		answer.path("b").matchesJson("{\"customer\": null, \"errors\": [{\"code\": \"DUPLICATE\"}]}");
		answer.path("c.customer").matchesJson("{\"number\": \"C-000002\", \"owner\": {\"name\": \"Ann Able\"}}");
		leftNothing();
	}

	/** Each holds a connection; none may need a second one. */
	@Test
	void manyAtOnceWaitForEachOtherAndComeToAnEnd() {
		Flux.range(0, 4 * this.connections)
			.flatMap((i) -> Mono.fromRunnable(() -> this.graphQl.document(
					"mutation($n: String!) @dryRun { createCustomer(input: {name: $n}) { customer { name owner { name } parent { id } contacts { totalCount } } } }")
				.variables(Map.of("n", "Acme " + i))
				.execute()
				.path("createCustomer.customer.name")
				.entity(String.class)
				.isEqualTo("Acme " + i)).subscribeOn(Schedulers.boundedElastic()), 4 * this.connections)
			.then()
			.block(Duration.ofSeconds(60));
		leftNothing();
	}

	private void leftNothing() {
		this.graphQl.document("{ customers { totalCount } }")
			.execute()
			.path("customers.totalCount")
			.entity(Integer.class)
			.isEqualTo(0);
		assertThat(this.tenants.owner()
			.queryForObject("select count(*) from event_log where tenant_id = ?", Long.class, this.tenant.id().value()))
			.isZero();
	}

	private static String id(WebGraphQlTester.Request<?> request, String path) {
		return request.execute().path(path).entity(String.class).get();
	}

}
