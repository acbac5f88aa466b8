package dev.rapport.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.GraphQlTester;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;
import dev.rapport.customer.CustomerKind;
import dev.rapport.customer.CustomerStatus;
import dev.rapport.customer.Customers;
import dev.rapport.customer.Profile;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.NodeId;
import dev.rapport.kernel.Stamp;
import dev.rapport.member.MemberId;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Actors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What is sent is what the owner may see by then, and never another tenant's. */
@RapportTest
@NullUnmarked
class WebhookRightsTests {

	private static final Duration SOON = Duration.ofSeconds(20);

	@Autowired
	private Tenants tenants;

	@Autowired
	private Dispatcher dispatcher;

	@Autowired
	private Customers customers;

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

	private Hooks.Made of(UUID owner, String... fields) {
		return new Hooks(this.tenant, this.tenant.graphQl(this.tenant.actor(owner))).subscribe(this.receiver.url(),
				List.of("Customer"), List.of(fields));
	}

	private void become(UUID member, String... roles) {
		this.tenants.owner()
			.update("update member set roles = ? where tenant_id = ? and id = ?", roles, this.tenant.id().value(),
					member);
	}

	private String customer() {
		return this.hooks.graphQl()
			.document(
					"mutation { createCustomer(input: {name: \"Acme\", taxId: \"DE123456789\"}) { customer { id } } }")
			.execute()
			.path("createCustomer.customer.id")
			.entity(String.class)
			.get();
	}

	@Test
	void hidesWhatTheOwnerNoLongerSees() {
		UUID eve = this.tenant.hire("eve", null, "ADMIN");
		of(eve, "name", "taxId");
		String customer = customer();
		await().atMost(SOON).until(() -> this.receiver.received().size() == 1);
		Receiver.Received before = this.receiver.received().getFirst();
		assertThat(before.json().path("data").path("taxId").asString()).isEqualTo("DE123456789");
		assertThat(before.json().path("changedFields").toString()).contains("taxId");
		become(eve, "MARKETER");
		Instant since = Instant.now();
		await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofSeconds(1)).until(() -> {
			this.hooks.rename(customer, "Acme " + System.nanoTime());
			return this.receiver.received().getLast().json().path("data").path("taxId").isNull();
		});
		System.out.println("a demoted owner loses a field after " + Duration.between(since, Instant.now()));
		assertThat(this.receiver.received().getLast().json().path("data").path("name").asString()).startsWith("Acme ");
	}

	@Test
	void tellsOfSharesAsOfRecordsThatComeAndGo() {
		UUID eve = this.tenant.hire("eve", null, "ADMIN");
		Hooks.Made made = of(eve, "name");
		String before = customer();
		await().atMost(SOON).until(() -> this.receiver.about(before).size() == 1);
		become(eve, "PARTNER");
		await().pollDelay(Tenants.RIGHTS).atMost(SOON).until(() -> true);
		String customer = customer();
		await().atMost(SOON).until(() -> ((Map<?, ?>) this.hooks.state(made).get("backlog")).get("lag").equals(0));
		share("shareRecord", customer, eve, ", level: READ");
		await().atMost(SOON).until(() -> this.receiver.about(customer).size() == 1);
		assertThat(this.receiver.about(customer).getFirst().json().path("kind").asString()).isEqualTo("ENTERED_FILTER");
		assertThat(this.receiver.about(customer).getFirst().json().path("data").path("name").asString())
			.isEqualTo("Acme");
		this.hooks.rename(customer, "Acme 2");
		await().atMost(SOON).until(() -> this.receiver.about(customer).size() == 2);
		share("unshareRecord", customer, eve, "");
		await().atMost(SOON).until(() -> this.receiver.about(customer).size() == 3);
		Receiver.Received removed = this.receiver.about(customer).getLast();
		assertThat(removed.json().path("kind").asString()).isEqualTo("ACCESS_REMOVED");
		assertThat(removed.json().path("data").isNull()).isTrue();
		assertThat(removed.json().path("changedFields")).isEmpty();
		assertThat(removed.body()).doesNotContain("Acme");
		this.hooks.rename(customer, "Acme 3");
		this.hooks.rename(before, "Before 2");
		await().during(Duration.ofSeconds(1))
			.atMost(SOON)
			.until(() -> this.receiver.about(customer).size() == 3 && this.receiver.about(before).size() == 1);
	}

	private void share(String mutation, String record, UUID grantee, String more) {
		this.hooks.graphQl()
			.document("mutation { %s(input: {recordId: \"%s\", granteeId: \"%s\"%s}) { errors { code } } }"
				.formatted(mutation, record, NodeId.encode("mem", grantee), more))
			.execute()
			.path(mutation + ".errors")
			.entityList(Object.class)
			.hasSize(0);
	}

	@Test
	void withholdsWhatTheOwnerMayNoLongerSeeWhenItsTurnComes() {
		UUID eve = this.tenant.hire("eve", null, "ADMIN");
		this.receiver.behaving((message) -> Receiver.Reply.status(500));
		Hooks.Made made = of(eve, "name");
		customer();
		await().atMost(SOON).until(() -> this.receiver.received().size() == 1);
		become(eve, "PARTNER");
		await().pollDelay(Tenants.RIGHTS).atMost(SOON).until(() -> true);
		int sent = this.receiver.received().size();
		this.hooks.passTime();
		await().atMost(SOON).until(() -> "WITHHELD".equals(this.hooks.deliveries(made).getFirst().get("status")));
		assertThat(this.receiver.received()).hasSize(sent);
	}

	@Test
	void pausesWhenItsOwnerIsGone() {
		UUID eve = this.tenant.hire("eve", null, "ADMIN");
		Hooks.Made made = of(eve, "name");
		this.tenants.owner()
			.update("update member set active = false where tenant_id = ? and id = ?", this.tenant.id().value(), eve);
		await().pollDelay(Tenants.RIGHTS).atMost(SOON).until(() -> true);
		String customer = customer();
		await().atMost(SOON).until(() -> "PAUSED".equals(this.hooks.state(made).get("status")));
		assertThat(this.hooks.state(made).get("reason")).isEqualTo("OWNER_INACTIVE");
		assertThat(this.receiver.received()).isEmpty();
		new Hooks(this.tenant, this.tenant.graphQl(this.tenant.actor(this.tenant.ann())))
			.change("updateWebhookSubscription", "", Map.of("id", made.id(), "fields", List.of("name")))
			.path("made.webhookSubscription.owner.id")
			.entity(String.class)
			.isEqualTo(NodeId.encode("mem", this.tenant.ann()));
		this.hooks.resume(made);
		await().atMost(SOON).until(() -> this.receiver.about(customer).size() == 1);
	}

	@Test
	void sendsNoMoreThanTheCredentialOfItsOwnerAllowed() {
		Actor ann = this.tenant.actor(this.tenant.ann());
		Actor narrow = ann.with(ann.rights().narrowedTo(Set.of("webhooks:read", "webhooks:write", "members:read")));
		Hooks.Made made = new Hooks(this.tenant, this.tenant.graphQl(narrow)).subscribe(this.receiver.url(),
				List.of("Customer"), List.of("name"));
		customer();
		await().atMost(SOON).until(() -> ((Map<?, ?>) this.hooks.state(made).get("backlog")).get("lag").equals(0));
		await().during(Duration.ofMillis(500)).atMost(SOON).until(() -> this.receiver.received().isEmpty());
		assertThat(this.hooks.deliveries(made)).isEmpty();
	}

	@Test
	void isNothingToAnotherTenant() {
		Hooks.Made made = this.hooks.subscribe(this.receiver.url(), List.of("Customer"), List.of("name"));
		customer();
		await().atMost(SOON).until(() -> this.hooks.deliveries(made).size() == 1);
		String delivery = String.valueOf(this.hooks.deliveries(made).getFirst().get("id"));
		Hooks other = Hooks.of(this.tenants.found());
		other.graphQl()
			.document(
					"query($id: ID!, $d: ID!) { a: webhookSubscription(id: $id) { id } b: node(id: $d) { id } c: webhookSubscriptions { nodes { id } } }")
			.variable("id", made.id())
			.variable("d", delivery)
			.execute()
			.path("a")
			.valueIsNull()
			.path("b")
			.valueIsNull()
			.path("c.nodes")
			.entityList(Object.class)
			.hasSize(0);
		for (String mutation : List.of("updateWebhookSubscription", "pauseWebhookSubscription",
				"resumeWebhookSubscription", "deleteWebhookSubscription", "rotateWebhookSecret")) {
			code(other.change(mutation, "", Map.of("id", made.id())), "NOT_FOUND");
		}
		code(other.change("sendTestWebhook", "errors { code }", Map.of("subscriptionId", made.id())), "NOT_FOUND");
		code(other.change("redeliverDeadWebhooks", "errors { code }", Map.of("subscriptionId", made.id())),
				"NOT_FOUND");
		code(other.change("redeliverWebhook", "errors { code }", Map.of("deliveryId", delivery)), "NOT_FOUND");
	}

	private static void code(GraphQlTester.Response response, String code) {
		response.path("made.errors[0].code").entity(String.class).isEqualTo(code);
	}

	@Test
	void keepsNoUsableSecretInTheDatabase() {
		String secret = this.hooks.graphQl()
			.document("""
					mutation { createWebhookSubscription(input: {url: "%s", types: ["Customer"]}) { secret } }"""
				.formatted(this.receiver.url()))
			.extension("idempotencyKey", "once-" + UUID.randomUUID())
			.execute()
			.path("createWebhookSubscription.secret")
			.entity(String.class)
			.get();
		List<String> tables = this.tenants.owner()
			.queryForList("select tablename from pg_tables where schemaname = 'public'", String.class);
		assertThat(tables).contains("webhook_subscription", "idempotency_key", "event_log");
		for (String table : tables) {
			assertThat(this.tenants.owner()
				.queryForObject("select count(*) from " + table + " t where t::text like ?", Integer.class,
						"%" + secret.substring(6, 40) + "%"))
				.as(table)
				.isZero();
		}
	}

	@Test
	void sendsNothingOfAnotherTenant() {
		int each = 500;
		Hooks other = Hooks.of(this.tenants.found());
		Hooks.Made mine = this.hooks.subscribe(this.receiver.url() + "/mine", List.of("Customer"), List.of("name"));
		Hooks.Made theirs = other.subscribe(this.receiver.url() + "/theirs", List.of("Customer"), List.of("name"));
		long begin = System.nanoTime();
		create(this.hooks, "mine", each);
		create(other, "theirs", each);
		await().atMost(Duration.ofSeconds(120))
			.pollInterval(Duration.ofMillis(500))
			.until(() -> this.receiver.received().size() >= 2 * each);
		System.out.println(2 * each + " events of two tenants were sent in "
				+ Duration.ofNanos(System.nanoTime() - begin).toMillis() + " ms");
		List<Receiver.Received> received = this.receiver.received();
		assertThat(received).allSatisfy((message) -> {
			boolean isMine = message.path().endsWith("mine");
			assertThat(message.json().path("data").path("name").asString()).isEqualTo(isMine ? "mine" : "theirs");
			assertThat(message.isSignedBy((isMine ? mine : theirs).secret())).isTrue();
		});
		assertThat(received.stream().map(Receiver.Received::id).distinct()).hasSize(2 * each);
		assertThat(received.stream().filter((message) -> message.path().endsWith("mine"))).hasSize(each);
	}

	private void create(Hooks hooks, String name, int count) {
		Actor actor = hooks.tenant().actor();
		Profile profile = Profile.read(Input.of(Map.of("name", name)), new MemberId(actor.member()));
		Customers.Draft draft = new Customers.Draft(CustomerKind.ORGANIZATION, CustomerStatus.PROSPECT, profile,
				Stamp.created(Instant.now(), actor.member()));
		List<Customers.Draft> drafts = IntStream.range(0, count).mapToObj((i) -> draft).toList();
		assertThat(this.customers.createAll(drafts).contextWrite(Actors.with(actor)).block()).hasSize(count);
	}

}
