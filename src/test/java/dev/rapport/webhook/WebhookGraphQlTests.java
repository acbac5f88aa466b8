package dev.rapport.webhook;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.GraphQlTester;

import dev.rapport.RapportTest;
import dev.rapport.StatementLog;
import dev.rapport.Tenants;
import dev.rapport.kernel.NodeId;

import static org.assertj.core.api.Assertions.assertThat;

/** Looking after subscriptions; nothing is sent here. */
@RapportTest
class WebhookGraphQlTests {

	private static final String URL = "http://127.0.0.1:9/hooks";

	@Autowired
	private Tenants tenants;

	private Tenants.Tenant tenant;

	private Hooks hooks;

	@BeforeEach
	void found() {
		this.tenant = this.tenants.found();
		this.hooks = Hooks.of(this.tenant);
	}

	private Hooks.Made made() {
		return this.hooks.subscribe(URL, List.of("Customer", "OpportunityWon"), List.of("name", "owner", "amount"));
	}

	private GraphQlTester.Response create(Map<String, Object> changed) {
		Map<String, Object> input = new HashMap<>(
				Map.of("url", URL, "types", List.of("Customer"), "fields", List.of("name")));
		input.putAll(changed);
		return this.hooks.change("createWebhookSubscription", "webhookSubscription { id } errors { code path message }",
				input);
	}

	private static void refused(GraphQlTester.Response response, String code, List<String> path) {
		response.path("made.errors[0].code")
			.entity(String.class)
			.isEqualTo(code)
			.path("made.errors[0].path")
			.entityList(String.class)
			.isEqualTo(path);
	}

	@Test
	void changesWhatIsSentAndKeepsTheRest() {
		Hooks.Made made = made();
		this.hooks
			.change("updateWebhookSubscription", "webhookSubscription { url types fields version } errors { code }",
					Map.of("id", made.id(), "types", List.of("Ticket"), "fields", List.of("subject")))
			.path("made.webhookSubscription")
			.matchesJson("{\"url\": \"%s\", \"types\": [\"Ticket\"], \"fields\": [\"subject\"], \"version\": 2}"
				.formatted(URL));
	}

	@Test
	void refusesAStaleVersionWithTheCurrentState() {
		Hooks.Made made = made();
		this.hooks.pause(made);
		this.hooks.change("resumeWebhookSubscription",
				"errors { code ... on ConflictError { current { ... on WebhookSubscription { version status } } } }",
				Map.of("id", made.id(), "version", 1))
			.path("made.errors[0].current")
			.matchesJson("{\"version\": 2, \"status\": \"PAUSED\"}");
	}

	@Test
	void refusesToPauseWhatIsPaused() {
		Hooks.Made made = made();
		this.hooks.pause(made);
		refused(this.hooks.change("pauseWebhookSubscription", "", Map.of("id", made.id())), "TRANSITION_REFUSED",
				List.of());
		refused(this.hooks.change("sendTestWebhook", "errors { code path }", Map.of("subscriptionId", made.id())),
				"TRANSITION_REFUSED", List.of());
	}

	@ParameterizedTest
	@CsvSource({ "https://nas.local/", "https://10.0.0.1/", "https://user@example.com/", "https://db/",
			"https://2130706433/", "https://[fd00::1]/" })
	void refusesAddressesInside(String url) {
		refused(create(Map.of("url", url)), "INVALID_FORMAT", List.of("input", "url"));
	}

	@Test
	void refusesWhatItDoesNotKnow() {
		refused(create(Map.of("types", List.of())), "REQUIRED", List.of("input", "types"));
		refused(create(Map.of("types", List.of("Customer", "Member"))), "NOT_FOUND", List.of("input", "types", "1"));
		refused(create(Map.of("types", List.of("ApiClientCreated"))), "NOT_FOUND", List.of("input", "types", "0"));
		for (String unknown : List.of("CustomerFoo", "Customers", "CustomerUpdatedTwice", "customer",
				"ActivityTouched")) {
			refused(create(Map.of("types", List.of("Customer", unknown))), "NOT_FOUND", List.of("input", "types", "1"));
		}
		refused(create(Map.of("fields", List.of("name", "nome"))), "NOT_FOUND", List.of("input", "fields", "1"));
		refused(create(Map.of("fields", List.of("children"))), "NOT_FOUND", List.of("input", "fields", "0"));
		refused(create(Map.of("fields", List.of("amount"))), "NOT_FOUND", List.of("input", "fields", "0"));
		refused(create(Map.of("recordIds", List.of("nothing"))), "NOT_FOUND", List.of("input", "recordIds", "0"));
		String absent = NodeId.encode("cus", UUID.randomUUID());
		refused(create(Map.of("recordIds", List.of(absent))), "NOT_FOUND", List.of("input", "recordIds", "0"));
	}

	@Test
	void knowsEveryEventOfWhatCanBeFollowed() {
		create(Map.of("types",
				List.of("CustomerStatusChanged", "CustomerTouched", "OpportunityWon", "TicketCreated",
						"ActivityCompleted", "ContactUpdated")))
			.path("made.errors")
			.entityList(Object.class)
			.hasSize(0);
	}

	/** The same lag as of a consumer group at the same place, by the same statement. */
	@Test
	void isAnEventConsumerLikeAGroup() {
		made();
		this.hooks.graphQl()
			.document("mutation { createConsumerGroup(input: {name: \"erp\"}) { errors { code } } }")
			.executeAndVerify();
		this.hooks.customer("Acme");
		this.hooks.customer("Bolt");
		StatementLog.clear();
		GraphQlTester.Response response = this.hooks.graphQl().document("""
				{ webhookSubscriptions { nodes { ...place } } consumerGroups { nodes { ...place } } }
				fragment place on EventConsumer { acknowledged lag { events oldestAt expired } }""").execute();
		response.path("webhookSubscriptions.nodes[0].lag.events")
			.entity(Integer.class)
			.satisfies((events) -> assertThat(events).isEqualTo(4));
		response.path("consumerGroups.nodes[0].lag.events")
			.entity(Integer.class)
			.satisfies((events) -> assertThat(events).isEqualTo(3));
		assertThat(StatementLog.statements(this.tenant.id())
			.stream()
			.filter((sql) -> sql.contains("unnest($2::bigint[])"))).hasSizeLessThanOrEqualTo(2);
		String place = response.path("webhookSubscriptions.nodes[0].acknowledged").entity(String.class).get();
		this.hooks.graphQl()
			.document("query($after: EventCursor) { events(after: $after) { nodes { type } } }")
			.variable("after", place)
			.execute()
			.path("events.nodes[*].type")
			.entityList(String.class)
			.isEqualTo(List.of("CustomerCreated", "CustomerCreated"));
	}

	@Test
	void refusesTooMany() {
		for (int i = 0; i < 20; i++) {
			made();
		}
		refused(create(Map.of()), "TOO_MANY", List.of("input", "url"));
	}

	@Test
	void pagesThroughSubscriptions() {
		List<String> ids = List.of(made().id(), made().id(), made().id(), made().id(), made().id());
		GraphQlTester.Response page = this.hooks.graphQl()
			.document(
					"{ webhookSubscriptions(first: 3) { nodes { id } pageInfo { hasNextPage endCursor } totalCount } }")
			.execute();
		assertThat(page.path("webhookSubscriptions.nodes[*].id").entityList(String.class).get())
			.containsExactly(ids.get(4), ids.get(3), ids.get(2));
		String cursor = page.path("webhookSubscriptions.pageInfo.endCursor").entity(String.class).get();
		assertThat(this.hooks.graphQl()
			.document("query($after: String) { webhookSubscriptions(first: 3, after: $after) { nodes { id } } }")
			.variable("after", cursor)
			.execute()
			.path("webhookSubscriptions.nodes[*].id")
			.entityList(String.class)
			.get()).containsExactly(ids.get(1), ids.get(0));
		this.hooks.graphQl()
			.document("{ webhookSubscriptions(first: 101) { nodes { id } } }")
			.execute()
			.errors()
			.satisfy((errors) -> assertThat(errors.getFirst().getExtensions()).containsEntry("code",
					"PAGE_SIZE_EXCEEDED"));
	}

	@Test
	void readsListsWithAStatementForEachLevel() {
		for (int i = 0; i < 5; i++) {
			made();
		}
		StatementLog.clear();
		this.hooks.graphQl()
			.document("""
					{ webhookSubscriptions { nodes { id owner { name } createdBy { name } backlog { lag waiting dead }
					  deliveries(first: 5, filter: {status: {in: [WAITING, DEAD]}}) { nodes { id type } } } } }""")
			.execute()
			.path("webhookSubscriptions.nodes")
			.entityList(Object.class)
			.hasSize(5);
		assertThat(StatementLog.statements(this.tenant.id())).hasSizeLessThanOrEqualTo(7);
	}

	@Test
	void isForAdministrators() {
		Hooks.Made made = made();
		UUID rep = this.tenant.hire("rep", null, "MANAGER");
		this.tenant.graphQl(this.tenant.actor(rep))
			.document("query($id: ID!) { node(id: $id) { id } }")
			.variable("id", made.id())
			.execute()
			.path("node")
			.valueIsNull();
		this.tenant.graphQl(this.tenant.actor(rep))
			.document("{ webhookSubscriptions { nodes { id } } }")
			.execute()
			.errors()
			.satisfy((errors) -> assertThat(errors.getFirst().getExtensions()).containsEntry("code", "FORBIDDEN"));
	}

	@Test
	void deletesAllOfIt() {
		Hooks.Made made = made();
		this.hooks.change("sendTestWebhook", "errors { code }", Map.of("subscriptionId", made.id()));
		this.hooks
			.change("deleteWebhookSubscription", "webhookSubscription { status } errors { code }",
					Map.of("id", made.id()))
			.path("made.webhookSubscription.status")
			.entity(String.class)
			.isEqualTo("DELETED");
		for (String table : List.of("webhook_subscription", "webhook_progress", "webhook_delivery")) {
			assertThat(this.tenants.owner()
				.queryForObject("select count(*) from " + table + " where tenant_id = ?", Integer.class,
						this.tenant.id().value()))
				.as(table)
				.isZero();
		}
	}

	@Test
	void rehearsesWithoutATrace() {
		this.hooks.graphQl()
			.document(
					"mutation @dryRun { createWebhookSubscription(input: {url: \"%s\", types: [\"Customer\"]}) { webhookSubscription { id backlog { lag } } errors { code } } }"
						.formatted(URL))
			.execute()
			.path("createWebhookSubscription.errors")
			.entityList(Object.class)
			.hasSize(0);
		this.hooks.graphQl()
			.document("{ webhookSubscriptions { totalCount } }")
			.execute()
			.path("webhookSubscriptions.totalCount")
			.entity(Integer.class)
			.isEqualTo(0);
	}

	@Test
	void boundsHowLongTwoSecretsSign() {
		Hooks.Made made = made();
		refused(this.hooks.change("rotateWebhookSecret", "errors { code path }",
				Map.of("id", made.id(), "overlap", Duration.ofDays(8).toString())), "OUT_OF_RANGE",
				List.of("input", "overlap"));
	}

	@Test
	void speaksChinese() {
		this.tenant.graphQl(Locale.CHINESE)
			.document(
					"mutation { createWebhookSubscription(input: {url: \"https://10.0.0.1/\", types: [\"Customer\"]}) { errors { message } } }")
			.execute()
			.path("createWebhookSubscription.errors[0].message")
			.entity(String.class)
			.isEqualTo("该地址不对公众开放。");
	}

}
