package dev.rapport.webhook;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.GraphQlTester;
import org.springframework.graphql.test.tester.WebGraphQlTester;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Which records a webhook is told of. */
@RapportTest
class WebhookFilterTests {

	private static final Duration SOON = Duration.ofSeconds(20);

	@Autowired
	private Tenants tenants;

	@Autowired
	private Dispatcher dispatcher;

	private Tenants.Tenant tenant;

	private Hooks hooks;

	private final Receiver receiver = new Receiver();

	@BeforeEach
	void start() {
		this.tenant = this.tenants.found();
		this.hooks = Hooks.of(this.tenant);
		this.dispatcher.start();
	}

	@AfterEach
	void stop() {
		this.dispatcher.stop();
		this.receiver.close();
	}

	private Hooks.Made filtered(WebGraphQlTester owner, List<String> types, Map<String, Object> more) {
		Map<String, Object> input = new HashMap<>(
				Map.of("url", this.receiver.url(), "types", types, "fields", List.of("name")));
		input.putAll(more);
		return new Hooks(this.tenant, owner).subscribe(input);
	}

	private Hooks.Made filtered(List<String> types, Map<String, Object> more) {
		return filtered(this.hooks.graphQl(), types, more);
	}

	private GraphQlTester.Response create(List<String> types, Map<String, Object> filter) {
		return this.hooks.change("createWebhookSubscription", "webhookSubscription { id } errors { code path message }",
				Map.of("url", this.receiver.url(), "types", types, "filter", filter));
	}

	/** Waits for everything that has happened so far. */
	private void caughtUp(Hooks.Made made) {
		await().atMost(SOON).until(() -> {
			Map<?, ?> backlog = (Map<?, ?>) this.hooks.state(made).get("backlog");
			return backlog != null && Integer.valueOf(0).equals(backlog.get("lag"))
					&& Integer.valueOf(0).equals(backlog.get("waiting"));
		});
	}

	private List<String> kinds(String record) {
		return this.receiver.about(record).stream().map((message) -> message.json().path("kind").asString()).toList();
	}

	@Test
	void tellsOfWhatMatchesAndOfWhatComesAndGoes() {
		Hooks.Made made = filtered(List.of("Customer"),
				Map.of("filter", Map.of("customer", Map.of("name", Map.of("startsWith", "Ac")))));
		String acme = this.hooks.customer("Acme");
		String zeta = this.hooks.customer("Zeta");
		this.hooks.rename(zeta, "Zeta Ltd");
		this.hooks.rename(zeta, "Acorn");
		this.hooks.rename(zeta, "Acorn Ltd");
		this.hooks.rename(zeta, "Zeta");
		this.hooks.rename(zeta, "Zeta Ltd");
		caughtUp(made);
		assertThat(kinds(acme)).containsExactly("CREATED");
		assertThat(kinds(zeta)).containsExactly("ENTERED_FILTER", "UPDATED", "LEFT_FILTER");
	}

	@Test
	void filtersEachTypeForItself() {
		Hooks.Made made = filtered(List.of("Customer", "Ticket", "ContactCreated"),
				Map.of("filter", Map.of("ticket", Map.of("subject", Map.of("contains", "urgent")))));
		String customer = this.hooks.customer("Acme");
		for (String subject : List.of("Nothing", "Very urgent")) {
			this.hooks.graphQl()
				.document("mutation($s: String!) { createTicket(input: {subject: $s}) { errors { code } } }")
				.variable("s", subject)
				.executeAndVerify();
		}
		caughtUp(made);
		assertThat(kinds(customer)).containsExactly("CREATED");
		assertThat(this.receiver.received().stream().map(Receiver.Received::type))
			.containsExactlyInAnyOrder("CustomerCreated", "TicketCreated");
	}

	@Test
	void comparesTimesDatesAndAmounts() {
		Map<String, Object> filter = Map.of("opportunity",
				Map.of("amount", Map.of("gte", "100.50", "currency", "EUR"), "expectedCloseDate",
						Map.of("lte", "2030-01-02"), "createdAt", Map.of("gt", "2020-01-01T00:00:00Z"), "probability",
						Map.of("lt", 101)));
		Hooks.Made made = filtered(List.of("OpportunityOpened"), Map.of("filter", filter));
		this.hooks.graphQl()
			.document("query($id: ID!) { webhookSubscription(id: $id) { filter derived } }")
			.variable("id", made.id())
			.execute()
			.path("webhookSubscription.filter")
			.entity(Object.class)
			.satisfies((kept) -> assertThat(kept.toString()).contains("gte=100.50").contains("2030-01-02"));
		String pipeline = this.hooks.graphQl()
			.document("mutation { createPipeline(input: {name: \"Sales\"}) { pipeline { id } } }")
			.execute()
			.path("createPipeline.pipeline.id")
			.entity(String.class)
			.get();
		String big = deal(pipeline, "100.50", "2030-01-02");
		deal(pipeline, "100.49", "2030-01-02");
		deal(pipeline, "200", "2030-01-03");
		caughtUp(made);
		assertThat(this.receiver.received()).hasSize(1);
		assertThat(kinds(big)).containsExactly("CREATED");
	}

	private String deal(String pipeline, String amount, String date) {
		return this.hooks.graphQl()
			.document("mutation($p: ID!, $a: Decimal!, $d: Date!) { createOpportunity(input: {name: \"Deal\", "
					+ "pipelineId: $p, amount: {amount: $a, currency: \"EUR\"}, expectedCloseDate: $d}) "
					+ "{ opportunity { id } } }")
			.variable("p", pipeline)
			.variable("a", amount)
			.variable("d", date)
			.execute()
			.path("createOpportunity.opportunity.id")
			.entity(String.class)
			.get();
	}

	@Test
	void leavesOutDerivedChangesOrTellsOnlyThose() {
		Hooks.Made asked = filtered(List.of("Customer"), Map.of("derived", false));
		Hooks.Made computed = filtered(List.of("Customer"),
				Map.of("derived", true, "url", this.receiver.url() + "/derived"));
		String customer = this.hooks.customer("Acme");
		this.hooks.graphQl()
			.document("mutation($c: ID!) { createCall(input: {subject: \"Hello\", direction: OUTBOUND, "
					+ "relatedTo: [$c]}) { errors { code } } }")
			.variable("c", customer)
			.executeAndVerify();
		caughtUp(asked);
		caughtUp(computed);
		assertThat(this.receiver.received()).extracting((message) -> message.path() + " " + message.type())
			.containsExactlyInAnyOrder("hooks CustomerCreated", "hooks/derived CustomerTouched");
		assertThat(this.receiver.about(customer).stream().filter((message) -> message.type().endsWith("Touched")))
			.singleElement()
			.satisfies((message) -> assertThat(message.json().path("derived").asBoolean()).isTrue());
	}

	@Test
	void refusesWhatItCannotJudge() {
		GraphQlTester.Response unused = create(List.of("Customer"),
				Map.of("ticket", Map.of("subject", Map.of("contains", "x"))));
		unused.path("made.errors[0].code").entity(String.class).isEqualTo("INVALID_FORMAT");
		unused.path("made.errors[0].path").entityList(String.class).isEqualTo(List.of("input", "filter", "ticket"));
		for (Map<String, Object> bad : List.<Map<String, Object>>of(
				Map.of("children", Map.of("some", Map.of("name", Map.of("eq", "x")))),
				Map.of("id", Map.of("eq", "opp_1")))) {
			create(List.of("Customer"), Map.of("customer", bad)).errors()
				.satisfy((errors) -> assertThat(errors.getFirst().getExtensions()).containsEntry("code",
						"BAD_USER_INPUT"));
		}
		create(List.of("Customer"), Map.of("customer", Map.of("nome", Map.of("eq", "x")))).errors()
			.satisfy((errors) -> assertThat(errors).isNotEmpty());
	}

	@Test
	void changesAndClearsItsFilter() {
		Hooks.Made made = filtered(List.of("Customer"),
				Map.of("filter", Map.of("customer", Map.of("name", Map.of("eq", "Acme"))), "derived", false));
		this.hooks
			.change("updateWebhookSubscription", "webhookSubscription { filter derived } errors { code }",
					Map.of("id", made.id(), "fields", List.of()))
			.path("made.webhookSubscription")
			.matchesJson("{\"filter\": {\"customer\": {\"name\": {\"eq\": \"Acme\"}}}, \"derived\": false}");
		Map<String, Object> cleared = new HashMap<>(Map.of("id", made.id()));
		cleared.put("filter", null);
		cleared.put("derived", null);
		this.hooks
			.change("updateWebhookSubscription", "webhookSubscription { filter derived } errors { code }", cleared)
			.path("made.webhookSubscription")
			.matchesJson("{\"filter\": null, \"derived\": null}");
	}

	/** What would be sent and what not would tell the owner what it may not read. */
	@Test
	void pausesWhereItsOwnerMayNoLongerFilterSo() {
		this.hooks.graphQl()
			.document("mutation { createRole(input: {key: \"SCOUT\", name: \"Scout\", grants: [{kind: \"customers\", "
					+ "read: ALL, write: NONE}, {kind: \"webhooks\", read: ALL, write: ALL}], "
					+ "fields: [{field: \"Customer.industry\", rule: HIDDEN}]}) { errors { code message path } } }")
			.execute()
			.path("createRole.errors")
			.entityList(Object.class)
			.hasSize(0);
		UUID eve = this.tenant.hire("eve", null, "ADMIN");
		Map<String, Object> filter = Map.of("customer", Map.of("industry", Map.of("eq", "Pumps")));
		Hooks.Made made = filtered(this.tenant.graphQl(this.tenant.actor(eve)), List.of("Customer"),
				Map.of("filter", filter));
		this.tenants.owner()
			.update("update member set roles = ? where tenant_id = ? and id = ?", new String[] { "SCOUT" },
					this.tenant.id().value(), eve);
		await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofSeconds(1)).until(() -> {
			this.hooks.customer("Acme");
			return "PAUSED".equals(this.hooks.state(made).get("status"));
		});
		assertThat(this.hooks.state(made).get("reason")).isEqualTo("FILTER_FORBIDDEN");
		UUID zoe = this.tenant.hire("zoe", null, "SCOUT");
		new Hooks(this.tenant, this.tenant.graphQl(this.tenant.actor(zoe)))
			.change("createWebhookSubscription", "errors { code path }",
					Map.of("url", this.receiver.url(), "types", List.of("Customer"), "filter", filter))
			.path("made.errors[0]")
			.matchesJson("{\"code\": \"FORBIDDEN\", \"path\": [\"input\", \"filter\", \"customer\", \"industry\"]}");
	}

}
