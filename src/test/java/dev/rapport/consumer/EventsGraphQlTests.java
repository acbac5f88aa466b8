package dev.rapport.consumer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.graphql.test.tester.GraphQlTester;
import org.springframework.graphql.test.tester.WebGraphQlTester;

import dev.rapport.RapportTest;
import dev.rapport.StatementLog;
import dev.rapport.Tenants;
import dev.rapport.customer.Customer;
import dev.rapport.events.EventCursor;
import dev.rapport.kernel.NodeId;
import dev.rapport.tenancy.TenantId;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The event log as a query, over the whole application and with real rights. */
@RapportTest
@NullUnmarked
class EventsGraphQlTests {

	private static final Map<String, Object> BY_HUNDRED = Map.of("first", 100);

	@Autowired
	Tenants tenants;

	@Autowired
	ApplicationContext context;

	private Tenants.Tenant tenant;

	private Ledger ledger;

	private WebGraphQlTester admin;

	private UUID rita;

	private String origin;

	@BeforeEach
	void found() {
		this.tenant = this.tenants.found();
		this.ledger = new Ledger(this.tenant, this.context);
		this.ledger.role("SOLO", "customers", "opportunities");
		this.rita = this.tenant.hire("rita", null, "SOLO");
		this.admin = this.ledger.as(this.tenant.ann());
		this.origin = this.ledger.cursor();
	}

	@Test
	void tellsWhatHappened() {
		Customer customer = this.ledger.customers("Acme", 1, this.rita).getFirst();
		Map<String, Object> page = Ledger.page(this.admin, Map.of("after", this.origin));
		assertThat(page).containsEntry("hasNextPage", false).containsEntry("endCursor", this.ledger.cursor());
		assertThat(Ledger.nodes(page)).singleElement().satisfies((change) -> {
			assertThat(change).containsEntry("cursor", this.ledger.cursor())
				.containsEntry("recordType", "CUSTOMER")
				.containsEntry("recordId", customer.id().text())
				.containsEntry("kind", "CREATED")
				.containsEntry("type", "CustomerCreated")
				.containsEntry("derived", false)
				.containsEntry("version", 1)
				.containsEntry("actor", Map.of("name", "Ann Able"));
			assertThat(String.valueOf(change.get("node"))).contains("name=Acme 0");
			assertThat(String.valueOf(change.get("changedFields"))).contains("name", "taxId");
		});
	}

	/** What a sync gets page by page is what a subscription gets from the same place. */
	@Test
	void pagesThroughWhatASubscriptionDelivers() {
		UUID sue = this.tenant.hire("sue", null, "REP");
		for (int i = 0; i < 3; i++) {
			this.ledger.customers("Mine " + i, 150, this.rita);
			this.ledger.customers("Hers " + i, 250, sue);
		}
		WebGraphQlTester rita = this.ledger.as(this.rita);
		List<Map<String, Object>> all = Ledger.nodes(Ledger.pages(this.admin, this.origin, BY_HUNDRED));
		List<Map<String, Object>> own = Ledger.nodes(Ledger.pages(rita, this.origin, BY_HUNDRED));
		assertThat(all).hasSize(1_200);
		assertThat(own).hasSize(450).allSatisfy((change) -> assertThat(change.get("node")).isNotNull());
		assertThat(Ledger.all(all, "eventId")).isEqualTo(followed(this.admin, 1_200)).doesNotHaveDuplicates();
		assertThat(Ledger.all(own, "eventId")).isEqualTo(followed(rita, 450));
	}

	@Test
	void passesOverWhatOneDoesNotSeeInBoundedSteps() {
		for (int i = 0; i < 3; i++) {
			this.ledger.customers("Not hers " + i, 500, this.tenant.ann());
		}
		this.ledger.customers("Hers", 1, this.rita);
		WebGraphQlTester rita = this.ledger.as(this.rita);
		StatementLog.clear();
		Map<String, Object> first = Ledger.page(rita, Map.of("after", this.origin, "first", 5));
		// the log's head twice, ten batches and whom they concern, and the caller's
		// rights
		assertThat(StatementLog.statements(this.tenant.id())).hasSizeBetween(22, 25);
		assertThat(first).containsEntry("hasNextPage", true).containsEntry("nodes", List.of());
		assertThat(position(first)).isEqualTo(EventCursor.parse(this.origin).position() + 1_000);
		Map<String, Object> second = Ledger.page(rita, Map.of("after", first.get("endCursor"), "first", 5));
		assertThat(second).containsEntry("hasNextPage", false);
		assertThat(Ledger.nodes(second)).hasSize(1);
	}

	@Test
	void aPageCostsTheSameHoweverManyRecords() {
		UUID sue = this.tenant.hire("sue", null, "SOLO");
		this.ledger.customers("Mixed", 30, this.rita);
		this.ledger.customers("Mixed", 30, sue);
		WebGraphQlTester rita = this.ledger.as(this.rita);
		Ledger.page(rita, Map.of("after", this.origin, "first", 2));
		for (int size : new int[] { 5, 30 }) {
			StatementLog.clear();
			assertThat(Ledger.nodes(Ledger.page(rita, Map.of("after", this.origin, "first", size)))).hasSize(size);
			// head, one batch, whom it concerns; then records; members are not read by
			// her
			assertThat(StatementLog.statements(this.tenant.id())).hasSizeLessThanOrEqualTo(6);
		}
	}

	@Test
	void saysGoodbyeAndHello() {
		UUID sue = this.tenant.hire("sue", null, "SOLO");
		String customer = this.ledger.customers("Shared", 1, this.rita).getFirst().id().text();
		give(customer, sue);
		mutate("shareRecord(input: {recordId: \"" + customer + "\", granteeId: \"" + Ledger.text(this.rita)
				+ "\", level: READ}) { errors { code } }");
		give(customer, this.tenant.ann());
		Map<String, Object> solo = Ledger.page(this.ledger.as(sue), Map.of("after", this.origin));
		assertThat(Ledger.all(Ledger.nodes(solo), "kind")).containsExactly("ENTERED_FILTER", "ACCESS_REMOVED");
		assertThat(Ledger.nodes(solo).getLast()).containsEntry("recordId", customer).containsEntry("node", null);
		// as it is now shared with her, all of it is hers to see
		Map<String, Object> shared = Ledger.page(this.ledger.as(this.rita), Map.of("after", this.origin));
		assertThat(Ledger.all(Ledger.nodes(shared), "kind")).containsExactly("CREATED", "UPDATED", "ENTERED_FILTER",
				"UPDATED");
		mutate("unshareRecord(input: {recordId: \"" + customer + "\", granteeId: \"" + Ledger.text(this.rita)
				+ "\"}) { errors { code } }");
		Map<String, Object> gone = Ledger.page(this.ledger.as(this.rita), Map.of("after", this.origin));
		// the share came and went since, so neither its beginning nor its end is told
		assertThat(Ledger.all(Ledger.nodes(gone), "kind")).containsExactly("CREATED", "ACCESS_REMOVED");
	}

	/** Each share costs statements, so a page takes only some. */
	@Test
	void looksIntoAFewSharesAPage() {
		UUID sue = this.tenant.hire("sue", null, "SOLO");
		List<Customer> customers = this.ledger.customers("Shared", 13, this.rita);
		String origin = this.ledger.cursor();
		customers.forEach((customer) -> mutate("shareRecord(input: {recordId: \"" + customer.id() + "\", granteeId: \""
				+ Ledger.text(sue) + "\", level: READ}) { errors { code } }"));
		List<Map<String, Object>> pages = Ledger.pages(this.ledger.as(sue), origin, BY_HUNDRED);
		assertThat(pages).extracting((page) -> Ledger.nodes(page).size()).containsExactly(10, 3);
		assertThat(Ledger.all(Ledger.nodes(pages), "recordId"))
			.containsExactlyElementsOf(customers.stream().map((customer) -> (Object) customer.id().text()).toList());
	}

	@Test
	void leavesOutDerivedChangesAndOtherTypes() {
		Customer customer = this.ledger.customers("Counted", 1, this.rita).getFirst();
		this.ledger.derive(customer);
		mutate("createPipeline(input: {name: \"Sales\"}) { errors { code } }");
		assertThat(types(Map.of())).containsExactly("CustomerCreated", "CustomerRecounted", "PipelineCreated");
		assertThat(types(Map.of("derived", false))).containsExactly("CustomerCreated", "PipelineCreated");
		assertThat(types(Map.of("derived", true))).containsExactly("CustomerRecounted");
		assertThat(types(Map.of("types", List.of("PIPELINE", "PRODUCT")))).containsExactly("PipelineCreated");
		this.admin
			.document("subscription ($after: EventCursor) { customerChanged(after: $after, derived: true) "
					+ "{ kind type derived } }")
			.variable("after", this.origin)
			.executeSubscription()
			.toFlux()
			.blockFirst(Ledger.PATIENCE)
			.path("customerChanged")
			.matchesJson("{\"kind\": \"UPDATED\", \"type\": \"CustomerRecounted\", \"derived\": true}");
	}

	/** Not even that it changed is told of a field that is hidden. */
	@Test
	void hidesWhatIsHidden() {
		UUID pat = this.tenant.hire("pat", null, "PARTNER");
		String customer = this.ledger.customers("Secretive", 1, this.rita).getFirst().id().text();
		mutate("shareRecord(input: {recordId: \"" + customer + "\", granteeId: \"" + Ledger.text(pat)
				+ "\", level: READ}) { errors { code } }");
		mutate("updateCustomer(input: {id: \"" + customer
				+ "\", version: null, taxId: \"T2\", industry: \"Pumps\"}) { errors { code } }");
		Map<String, Object> change = Ledger.nodes(Ledger.page(this.ledger.as(pat), Map.of("after", this.origin)))
			.getLast();
		assertThat(change).containsEntry("changedFields", List.of("industry", "updatedAt"));
		assertThat(String.valueOf(change.get("node"))).contains("taxId=null");
		assertThat(Ledger.nodes(Ledger.page(this.admin, Map.of("after", this.origin))).getLast())
			.containsEntry("changedFields", List.of("industry", "taxId", "updatedAt"));
	}

	@Test
	void asksForTheScopeOfEachType() {
		WebGraphQlTester rita = this.ledger.as(this.rita);
		mutate("createProduct(input: {sku: \"P\", name: \"Pump\"}) { errors { code } }");
		this.ledger.customers("Hers", 1, this.rita);
		assertThat(Ledger.all(Ledger.nodes(Ledger.page(rita, Map.of("after", this.origin))), "type"))
			.containsExactly("CustomerCreated");
		refused(rita, Map.of("types", List.of("CUSTOMER", "PRODUCT")), "FORBIDDEN");
	}

	@Test
	void followsADemotion() {
		UUID temp = this.tenant.hire("temp", null, "REP");
		this.ledger.customers("Theirs", 2, this.rita);
		assertThat(Ledger.nodes(Ledger.page(this.ledger.as(temp), Map.of("after", this.origin)))).hasSize(2);
		this.tenants.owner()
			.update("update member set roles = '{PARTNER}' where tenant_id = ? and id = ?", this.tenant.id().value(),
					temp);
		await().atMost(Ledger.PATIENCE).untilAsserted(() -> {
			Map<String, Object> page = Ledger.page(this.ledger.as(temp), Map.of("after", this.origin));
			assertThat(page).containsEntry("nodes", List.of()).containsEntry("endCursor", this.ledger.cursor());
		});
	}

	@Test
	void beginsAtTheOldestEventThatIsKept() {
		this.ledger.customers("Early", 2, this.rita);
		Map<String, Object> page = Ledger.page(this.admin, Map.of("first", 100));
		assertThat(Ledger.all(Ledger.nodes(page), "type")).containsExactly("CustomerCreated", "CustomerCreated");
		forget(EventCursor.parse(this.origin).position() + 1);
		Map<String, Object> kept = Ledger.page(this.admin, Map.of("first", 100));
		assertThat(Ledger.nodes(kept)).hasSize(1);
		refused(this.admin, Map.of("after", this.origin), "CURSOR_EXPIRED");
	}

	@Test
	void namesWhatIsWrongWithACursor() {
		EventCursor now = EventCursor.parse(this.ledger.cursor());
		refused(this.admin, Map.of("after", "bm90IGEgY3Vyc29y"), "INVALID_CURSOR");
		refused(this.admin,
				Map.of("after", new EventCursor(now.epoch(), new TenantId(UUID.randomUUID()), 0).toString()),
				"INVALID_CURSOR");
		refused(this.admin, Map.of("after", new EventCursor(UUID.randomUUID(), now.tenant(), 0).toString()),
				"CURSOR_EPOCH_CHANGED");
		refused(this.admin, Map.of("after", new EventCursor(now.epoch(), now.tenant(), now.position() + 1).toString()),
				"CURSOR_EPOCH_CHANGED");
		refused(this.admin, Map.of("first", 101), "PAGE_SIZE_EXCEEDED");
	}

	@Test
	void tellsOtherTenantsNothing() {
		this.ledger.customers("Ours", 3, this.rita);
		Tenants.Tenant other = this.tenants.found();
		assertThat(Ledger.page(other.graphQl(other.actor(other.ann())), Map.of())).containsEntry("nodes", List.of());
	}

	private void refused(GraphQlTester reader, Map<String, Object> arguments, String code) {
		GraphQlTester.Request<?> request = reader.document(Ledger.PAGE);
		for (Map.Entry<String, Object> argument : arguments.entrySet()) {
			request = request.variable(argument.getKey(), argument.getValue());
		}
		request.execute()
			.errors()
			.satisfy((errors) -> assertThat(errors).first()
				.satisfies((error) -> assertThat(error.getExtensions()).containsEntry("code", code)));
	}

	private List<Object> types(Map<String, Object> arguments) {
		Map<String, Object> asked = new HashMap<>(arguments);
		asked.put("after", this.origin);
		return Ledger.all(Ledger.nodes(Ledger.page(this.admin, asked)), "type");
	}

	private List<Object> followed(WebGraphQlTester reader, int count) {
		return reader.document("subscription ($after: EventCursor) { customerChanged(after: $after) { eventId } }")
			.variable("after", this.origin)
			.executeSubscription()
			.toFlux()
			.map((change) -> change.path("customerChanged.eventId").entity(Object.class).get())
			.take(count)
			.collectList()
			.block(Ledger.PATIENCE);
	}

	private void give(String customer, UUID owner) {
		mutate("updateCustomer(input: {id: \"" + customer + "\", version: null, ownerId: \""
				+ NodeId.encode("mem", owner) + "\"}) { errors { code } }");
	}

	private void mutate(String mutation) {
		this.admin.document("mutation { made: " + mutation + " }")
			.execute()
			.path("made.errors")
			.entityList(Object.class)
			.hasSize(0);
	}

	/** As retention does, by whole days. */
	private void forget(long position) {
		this.tenants.owner()
			.update("delete from event_log where tenant_id = ? and position <= ?", this.tenant.id().value(), position);
	}

	private static long position(Map<String, Object> page) {
		return EventCursor.parse((String) page.get("endCursor")).position();
	}

}
