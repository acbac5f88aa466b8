package dev.rapport.graphql;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.ResponseError;
import org.springframework.graphql.test.tester.GraphQlTester;
import org.springframework.graphql.test.tester.WebGraphQlTester;
import reactor.core.publisher.Mono;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;
import dev.rapport.kernel.NodeId;

import static org.assertj.core.api.Assertions.assertThat;

/** A stored answer shows nothing that its caller may not see any more. */
@RapportTest
@NullUnmarked
class RepeatedAnswerTests {

	private static final String CHANGE = """
			mutation ($id: ID!) { updateOpportunity(input: {id: $id, version: null, nextStep: "call"}) {
			  errors { code } opportunity { id nextStep version customer { name taxId } } } }""";

	private static final String GIVE = """
			mutation ($id: ID!, $owner: ID!) {
			  updateOpportunity(input: {id: $id, version: null, ownerId: $owner}) {
			    errors { code } opportunity { id version } } }""";

	@Autowired
	Tenants tenants;

	private Tenants.Tenant tenant;

	private UUID nora;

	private UUID sue;

	private String deal;

	@BeforeEach
	void hire() {
		this.tenant = this.tenants.found();
		UUID sales = this.tenant.team("Sales", null);
		this.nora = this.tenant.hire("nora", this.tenant.team("North", sales), "REP");
		this.sue = this.tenant.hire("sue", this.tenant.team("South", sales), "REP");
		String pipeline = id(this.tenant.graphQl(), "createPipeline(input: {name: \"Sales\"}) { pipeline { id } }",
				"createPipeline.pipeline.id");
		this.deal = id(as(this.nora),
				"createOpportunity(input: {name: \"Deal\", pipelineId: \"" + pipeline + "\"}) { opportunity { id } }",
				"createOpportunity.opportunity.id");
	}

	@Test
	void isWithheldWhileItsRecordIsOutOfSight() {
		assertThat(replayed(change(this.nora))).isFalse();
		assertThat(replayed(change(this.nora))).isTrue();
		give(this.tenant.graphQl(), this.sue, "");
		assertThat(refusal(change(this.nora))).containsEntry("code", "IDEMPOTENCY_KEY_REUSED")
			.containsEntry("retryable", false);
		assertThat(change(this.nora).returnResponse().toMap().toString()).contains("you may see less now")
			.doesNotContain("nextStep");
		give(this.tenant.graphQl(), this.nora, "");
		assertThat(replayed(change(this.nora))).isTrue();
		assertThat(version()).as("changed once, given away twice").isEqualTo(4);
	}

	@Test
	void isRepeatedToWhoGaveTheRecordAway() {
		GraphQlTester.Response given = give(as(this.nora), this.sue, "gave");
		assertThat(replayed(given)).isFalse();
		GraphQlTester.Response again = give(as(this.nora), this.sue, "gave");
		assertThat(replayed(again)).isTrue();
		assertThat(again.returnResponse().<Object>getData()).isEqualTo(given.returnResponse().getData());
	}

	@Test
	void isWithheldFromWhoMayDoLessNow() {
		assertThat(replayed(change(this.nora))).isFalse();
		this.tenants.owner()
			.update("update member set roles = '{PARTNER}' where tenant_id = ? and id = ?", this.tenant.id().value(),
					this.nora);
		assertThat(Mono.delay(Tenants.RIGHTS).block()).isZero();
		assertThat(refusal(change(this.nora))).containsEntry("code", "IDEMPOTENCY_KEY_REUSED");
		this.tenants.owner()
			.update("update member set roles = '{REP,MANAGER}' where tenant_id = ? and id = ?",
					this.tenant.id().value(), this.nora);
		assertThat(Mono.delay(Tenants.RIGHTS).block()).isZero();
		assertThat(replayed(change(this.nora))).as("who may do more").isTrue();
	}

	private GraphQlTester.Response change(UUID caller) {
		return as(caller).document(CHANGE).variable("id", this.deal).extension("idempotencyKey", "once").execute();
	}

	private GraphQlTester.Response give(WebGraphQlTester caller, UUID owner, String key) {
		GraphQlTester.Request<?> request = caller.document(GIVE)
			.variable("id", this.deal)
			.variable("owner", NodeId.encode("mem", owner));
		return (key.isEmpty() ? request : request.extension("idempotencyKey", key)).execute();
	}

	private int version() {
		return this.tenant.graphQl()
			.document("query ($id: ID!) { opportunity(id: $id) { version } }")
			.variable("id", this.deal)
			.execute()
			.path("opportunity.version")
			.entity(Integer.class)
			.get();
	}

	private static boolean replayed(GraphQlTester.Response response) {
		assertThat(response.returnResponse().getErrors()).isEmpty();
		return response.returnResponse().getExtensions().containsKey("idempotency");
	}

	private static Map<String, Object> refusal(GraphQlTester.Response response) {
		assertThat(response.returnResponse().<Object>getData()).isNull();
		assertThat(response.returnResponse().getErrors()).hasSize(1);
		ResponseError error = response.returnResponse().getErrors().getFirst();
		return error.getExtensions();
	}

	private WebGraphQlTester as(UUID member) {
		return this.tenant.graphQl(this.tenant.actor(member));
	}

	private static String id(WebGraphQlTester caller, String mutation, String path) {
		return caller.document("mutation { " + mutation + " }").execute().path(path).entity(String.class).get();
	}

}
