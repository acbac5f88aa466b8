package dev.rapport.consumer;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.graphql.test.tester.GraphQlTester;
import org.springframework.graphql.test.tester.WebGraphQlTester;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

import dev.rapport.RapportTest;
import dev.rapport.StatementLog;
import dev.rapport.Tenants;
import dev.rapport.events.EventCursor;
import dev.rapport.tenancy.TenantId;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Consumer groups: whose place the service keeps, and who may move it. */
@RapportTest
@NullUnmarked
class ConsumerGroupGraphQlTests {

	private static final String GROUP = """
			consumerGroup { id version name owner { name } types derived acknowledged lag { events oldestAt age expired } }
			errors { code message path __typename }""";

	@Autowired
	Tenants tenants;

	@Autowired
	ApplicationContext context;

	private Tenants.Tenant tenant;

	private Ledger ledger;

	private WebGraphQlTester admin;

	private WebGraphQlTester pat;

	private UUID patId;

	@BeforeEach
	void found() {
		this.tenant = this.tenants.found();
		this.ledger = new Ledger(this.tenant, this.context);
		this.patId = this.tenant.hire("pat", null, "PARTNER", "REP");
		this.admin = this.ledger.as(this.tenant.ann());
		this.pat = this.ledger.as(this.patId);
	}

	@Test
	void keepsAPlaceThatOnlyGoesForward() {
		create(this.pat, Map.of("name", "erp", "types", List.of("CUSTOMER"))).path("made.consumerGroup").matchesJson("""
				{"version": 1, "name": "erp", "owner": {"name": "pat"}, "types": ["CUSTOMER"], "derived": null,
				 "lag": {"events": 1, "expired": false}}
				""");
		String begin = place();
		this.ledger.customers("Acme", 3, this.patId);
		List<Object> cursors = Ledger.all(Ledger.nodes(Ledger.page(this.pat, Map.of("group", "erp"))), "cursor");
		assertThat(cursors).hasSize(3);
		assertThat(lag("erp")).containsEntry("events", 4).containsEntry("expired", false);
		assertThat((String) lag("erp").get("age")).startsWith("PT");
		acknowledge(this.pat, "erp", (String) cursors.get(1)).path("made.errors").entityList(Object.class).hasSize(0);
		assertThat(place()).isEqualTo(cursors.get(1));
		assertThat(lag("erp")).containsEntry("events", 1);
		// late, doubled or out of order
		acknowledge(this.pat, "erp", (String) cursors.getFirst());
		acknowledge(this.pat, "erp", begin);
		assertThat(place()).isEqualTo(cursors.get(1));
		Map<String, Object> page = Ledger.page(this.pat, Map.of("group", "erp"));
		assertThat(Ledger.all(Ledger.nodes(page), "cursor")).containsExactly(cursors.get(2));
		acknowledge(this.pat, "erp", (String) page.get("endCursor"));
		assertThat(lag("erp")).containsEntry("events", 0).containsEntry("oldestAt", null);
		assertThat(events()).containsExactly("ConsumerGroupCreated");
	}

	@Test
	void refusesCursorsThatTheLogNeverGave() {
		create(this.pat, Map.of("name", "erp"));
		EventCursor now = EventCursor.parse(this.ledger.cursor());
		code(acknowledge(this.pat, "erp", new EventCursor(now.epoch(), now.tenant(), now.position() + 1).toString()),
				"CURSOR_EPOCH_CHANGED");
		code(acknowledge(this.pat, "erp", new EventCursor(UUID.randomUUID(), now.tenant(), 1).toString()),
				"CURSOR_EPOCH_CHANGED");
		code(acknowledge(this.pat, "erp", new EventCursor(now.epoch(), new TenantId(UUID.randomUUID()), 1).toString()),
				"INVALID_CURSOR");
		code(acknowledge(this.pat, "erp", "bm90IGEgY3Vyc29y"), "INVALID_CURSOR");
		assertThat(errors(acknowledge(this.pat, "other", now.toString()))).containsExactly("NOT_FOUND");
	}

	@Test
	void belongsToWhoMadeIt() {
		WebGraphQlTester other = this.ledger.as(this.tenant.hire("olga", null, "PARTNER"));
		WebGraphQlTester analyst = this.ledger.as(this.tenant.hire("ana", null, "ANALYST"));
		WebGraphQlTester rep = this.ledger.as(this.tenant.hire("rep", null, "REP"));
		create(this.pat, Map.of("name", "erp"));
		assertThat(names(this.pat)).containsExactly("erp");
		assertThat(names(this.admin)).containsExactly("erp");
		assertThat(names(analyst)).containsExactly("erp");
		assertThat(names(other)).isEmpty();
		assertThat(names(this.tenants.found().graphQl())).isEmpty();
		String cursor = this.ledger.cursor();
		assertThat(errors(acknowledge(other, "erp", cursor))).containsExactly("NOT_FOUND");
		code(acknowledge(this.tenants.found().graphQl(), "erp", cursor), "INVALID_CURSOR");
		code(acknowledge(analyst, "erp", cursor), "FORBIDDEN");
		code(rep.document("{ consumerGroups { nodes { name } } }").execute(), "FORBIDDEN");
		code(other.document("{ events(group: \"erp\") { endCursor } }").execute(), "BAD_USER_INPUT");
		StepVerifier.create(stream(other, "erp"))
			.expectErrorSatisfies((error) -> assertThat(error).hasMessageContaining("erp"))
			.verify(Ledger.PATIENCE);
		assertThat(errors(acknowledge(this.admin, "erp", cursor))).isEmpty();
	}

	@Test
	void namesAreUniqueInTheTenant() {
		create(this.pat, Map.of("name", "erp"));
		assertThat(errors(create(this.admin, Map.of("name", "erp")))).containsExactly("DUPLICATE");
		this.tenant.graphQl(this.tenant.actor(this.patId), Locale.CHINESE)
			.document("mutation { createConsumerGroup(input: {name: \"erp\"}) { errors { message } } }")
			.execute()
			.path("createConsumerGroup.errors[0].message")
			.entity(String.class)
			.isEqualTo("已存在同名的消费组。");
		assertThat(errors(create(this.pat, Map.of("name", " ")))).containsExactly("REQUIRED");
		assertThat(errors(create(this.pat, Map.of("name", "b", "after", this.ledger.cursor(), "from", "OLDEST"))))
			.containsExactly("INVALID_FORMAT");
	}

	@Test
	void beginsWhereItIsSaid() {
		this.ledger.customers("Acme", 2, this.patId);
		String middle = (String) Ledger.nodes(Ledger.page(this.admin, Map.of("first", 1))).getFirst().get("cursor");
		create(this.admin, Map.of("name", "oldest", "from", "OLDEST", "types", List.of("CUSTOMER")));
		create(this.admin, Map.of("name", "middle", "after", middle, "types", List.of("CUSTOMER")));
		create(this.admin, Map.of("name", "now"));
		assertThat(Ledger.nodes(Ledger.page(this.admin, Map.of("group", "oldest")))).hasSize(2);
		assertThat(Ledger.nodes(Ledger.page(this.admin, Map.of("group", "middle")))).hasSize(1);
		assertThat(Ledger.nodes(Ledger.page(this.admin, Map.of("group", "now")))).isEmpty();
		code(this.admin.document("{ events(group: \"now\", derived: true) { endCursor } }").execute(),
				"BAD_USER_INPUT");
	}

	@Test
	void isResetWhereTheLogHasForgotten() {
		create(this.pat, Map.of("name", "erp", "types", List.of("CUSTOMER")));
		this.ledger.customers("Acme", 3, this.patId);
		this.tenants.owner()
			.update("delete from event_log where tenant_id = ? and position <= ?", this.tenant.id().value(),
					EventCursor.parse(place()).position() + 2);
		assertThat(lag("erp")).containsEntry("expired", true);
		code(this.pat.document("{ events(group: \"erp\") { endCursor } }").execute(), "CURSOR_EXPIRED");
		code(reset(Map.of("group", "erp", "after", place())), "CURSOR_EXPIRED");
		assertThat(errors(reset(Map.of("group", "erp")))).containsExactly("INVALID_FORMAT");
		assertThat(errors(reset(Map.of("group", "erp", "from", "OLDEST", "version", 7))))
			.containsExactly("VERSION_CONFLICT");
		GraphQlTester.Response done = reset(Map.of("group", "erp", "from", "OLDEST", "version", 1));
		assertThat(errors(done)).isEmpty();
		done.path("made.consumerGroup.version").entity(Integer.class).isEqualTo(2);
		assertThat(lag("erp")).containsEntry("expired", false);
		assertThat(Ledger.nodes(Ledger.page(this.pat, Map.of("group", "erp")))).hasSize(2);
	}

	@Test
	void endsWithItsDeletion() {
		create(this.pat, Map.of("name", "erp"));
		StepVerifier.create(stream(this.pat, "erp").filter((kind) -> !kind.equals("HEARTBEAT")))
			.thenAwait(Duration.ofMillis(500))
			.then(() -> assertThat(errors(delete("erp"))).isEmpty())
			.expectErrorSatisfies((error) -> assertThat(error).hasMessageContaining("CONSUMER_REPLACED"))
			.verify(Ledger.PATIENCE);
		assertThat(errors(delete("erp"))).containsExactly("NOT_FOUND");
		this.pat.document("{ consumerGroup(name: \"erp\") { id } }").execute().path("consumerGroup").valueIsNull();
		assertThat(events()).containsExactly("ConsumerGroupCreated", "ConsumerGroupDeleted");
	}

	/** Whoever loses what the group follows learns it, and loses no event. */
	@Test
	void endsWhereItsTypesMayNoLongerBeRead() {
		UUID temp = this.tenant.hire("temp", null, "PARTNER");
		create(this.ledger.as(temp), Map.of("name", "products", "types", List.of("PRODUCT")));
		this.ledger.role("NARROW", "customers", "events");
		this.tenants.owner()
			.update("update member set roles = '{NARROW}' where tenant_id = ? and id = ?", this.tenant.id().value(),
					temp);
		await().atMost(Ledger.PATIENCE)
			.untilAsserted(
					() -> code(this.ledger.as(temp).document("{ events(group: \"products\") { endCursor } }").execute(),
							"FORBIDDEN"));
	}

	@Test
	void tellsTheLagOfAllGroupsInOneStatement() {
		for (int i = 0; i < 5; i++) {
			create(this.admin, Map.of("name", "g" + i));
		}
		StatementLog.clear();
		this.admin.document("{ consumerGroups { nodes { name lag { events } } totalCount } }")
			.execute()
			.path("consumerGroups.nodes[*].lag.events")
			.entityList(Integer.class)
			.containsExactly(5, 4, 3, 2, 1);
		assertThat(StatementLog.statements(this.tenant.id())).hasSizeLessThanOrEqualTo(5);
	}

	private GraphQlTester.Response create(GraphQlTester caller, Map<String, Object> input) {
		return mutate(caller, "createConsumerGroup", "CreateConsumerGroupInput", input);
	}

	private GraphQlTester.Response acknowledge(GraphQlTester caller, String group, String cursor) {
		return mutate(caller, "acknowledgeEvents", "AcknowledgeEventsInput", Map.of("group", group, "cursor", cursor));
	}

	private GraphQlTester.Response reset(Map<String, Object> input) {
		Map<String, Object> versioned = new HashMap<>(input);
		versioned.putIfAbsent("version", null);
		return mutate(this.pat, "resetConsumerGroup", "ResetConsumerGroupInput", versioned);
	}

	private GraphQlTester.Response delete(String group) {
		Map<String, Object> input = new HashMap<>(Map.of("group", group));
		input.put("version", null);
		return mutate(this.pat, "deleteConsumerGroup", "DeleteConsumerGroupInput", input);
	}

	private static GraphQlTester.Response mutate(GraphQlTester caller, String name, String type,
			Map<String, Object> input) {
		return caller.document("mutation ($input: %s!) { made: %s(input: $input) { %s } }".formatted(type, name, GROUP))
			.variable("input", input)
			.execute();
	}

	private static List<String> errors(GraphQlTester.Response response) {
		return response.path("made.errors[*].code").entityList(String.class).get();
	}

	private static void code(GraphQlTester.Response response, String code) {
		response.errors()
			.satisfy((errors) -> assertThat(errors).first()
				.satisfies((error) -> assertThat(error.getExtensions()).containsEntry("code", code)));
	}

	private static Flux<String> stream(WebGraphQlTester caller, String group) {
		return caller.document("subscription ($group: String!) { groupEvents(group: $group) { kind cursor } }")
			.variable("group", group)
			.executeSubscription()
			.toFlux()
			.map((change) -> change.path("groupEvents.kind").entity(String.class).get());
	}

	private List<String> names(GraphQlTester caller) {
		return caller.document("{ consumerGroups { nodes { name } } }")
			.execute()
			.path("consumerGroups.nodes[*].name")
			.entityList(String.class)
			.get();
	}

	private String place() {
		return this.pat.document("{ consumerGroup(name: \"erp\") { acknowledged } }")
			.execute()
			.path("consumerGroup.acknowledged")
			.entity(String.class)
			.get();
	}

	@SuppressWarnings("unchecked")
	private Map<String, Object> lag(String group) {
		return this.pat
			.document("query ($name: String!) { consumerGroup(name: $name) { lag { events oldestAt age expired } } }")
			.variable("name", group)
			.execute()
			.path("consumerGroup.lag")
			.entity(Map.class)
			.get();
	}

	private List<String> events() {
		return this.tenants.owner().queryForList("""
				select type from event_log where tenant_id = ? and aggregate_type = 'ConsumerGroup' order by position
				""", String.class, this.tenant.id().value());
	}

}
