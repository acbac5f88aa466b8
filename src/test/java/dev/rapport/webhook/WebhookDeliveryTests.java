package dev.rapport.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import reactor.core.publisher.Mono;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;
import dev.rapport.events.LogReader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@RapportTest
@NullUnmarked
class WebhookDeliveryTests {

	private static final Duration SOON = Duration.ofSeconds(10);

	@Autowired
	private Tenants tenants;

	@Autowired
	private Dispatcher dispatcher;

	@Autowired
	private WorkRepository work;

	@Autowired
	private Rounds rounds;

	@Autowired
	private LogReader log;

	@Autowired
	private WebhookSettings settings;

	private Hooks hooks;

	private final Receiver receiver = new Receiver();

	@BeforeEach
	void start() {
		this.hooks = Hooks.of(this.tenants.found());
		this.dispatcher.start();
	}

	@AfterEach
	void stop() {
		this.dispatcher.stop();
		this.receiver.close();
	}

	@Test
	void sendsWhatHappensSigned() {
		Hooks.Made made = this.hooks.subscribe(this.receiver.url(), List.of("Customer"), List.of("name", "owner"));
		String customer = this.hooks.customer("Acme 有限公司");
		await().atMost(SOON).until(() -> this.receiver.received().size() == 1);
		Receiver.Received message = this.receiver.received().getFirst();
		assertThat(message.isSignedBy(made.secret())).isTrue();
		assertThat(message.type()).isEqualTo("CustomerCreated");
		assertThat(message.json().path("recordId").asString()).isEqualTo(customer);
		assertThat(message.json().path("kind").asString()).isEqualTo("CREATED");
		assertThat(message.json().path("data").path("name").asString()).isEqualTo("Acme 有限公司");
		assertThat(message.json().path("id").asString()).isEqualTo(message.id());
		await().atMost(SOON)
			.untilAsserted(() -> assertThat(this.hooks.deliveries(made)).singleElement()
				.satisfies((delivery) -> assertThat(delivery.get("status")).isEqualTo("DELIVERED")));
	}

	@Test
	void sendsTheEventsOfARecordInOrderWhileOthersGoOn() {
		AtomicReference<String> broken = new AtomicReference<>("none");
		this.receiver.behaving((message) -> message.json().path("recordId").asString().equals(broken.get())
				? Receiver.Reply.status(503) : Receiver.Reply.status(200));
		Hooks.Made made = this.hooks.subscribe(this.receiver.url(), List.of("Customer"), List.of("name"));
		String one = this.hooks.customer("One");
		String other = this.hooks.customer("Other");
		await().atMost(SOON).until(() -> this.receiver.received().size() == 2);
		broken.set(one);
		IntStream.range(0, 5).forEach((i) -> {
			this.hooks.rename(one, "One " + i);
			this.hooks.rename(other, "Other " + i);
		});
		await().atMost(SOON).until(() -> versions(other).equals(List.of(1, 2, 3, 4, 5, 6)));
		assertThat(versions(one)).startsWith(1, 2).doesNotContain(3, 4, 5, 6);
		broken.set("none");
		this.hooks.passTime();
		await().atMost(SOON).until(() -> versions(one).contains(6));
		assertThat(versions(one).stream().distinct()).containsExactly(1, 2, 3, 4, 5, 6);
		assertThat(versions(one)).isSorted();
		assertThat(this.receiver.about(one)
			.stream()
			.filter((message) -> version(message) == 2)
			.map(Receiver.Received::id)
			.distinct()).hasSize(1);
		assertThat(this.receiver.received()).allMatch((message) -> message.isSignedBy(made.secret()));
	}

	@Test
	void givesUpAfterEightAttemptsAndSendsAgainWhenAsked() {
		this.receiver.behaving((message) -> Receiver.Reply.status(500));
		Hooks.Made made = this.hooks.subscribe(this.receiver.url(), List.of("Customer"), List.of("name"));
		this.hooks.customer("Acme");
		for (int i = 1; i <= RetrySchedule.ATTEMPTS; i++) {
			int attempt = i;
			await().atMost(SOON).until(() -> attempts(made) == attempt);
			this.hooks.passTime();
		}
		Map<?, ?> dead = this.hooks.deliveries(made).getFirst();
		assertThat(dead.get("status")).isEqualTo("DEAD");
		assertThat(dead.get("nextAttemptAt")).isNull();
		assertThat((List<?>) dead.get("attempts")).hasSize(8)
			.allSatisfy((attempt) -> assertThat(((Map<?, ?>) attempt).get("httpStatus")).isEqualTo(500));
		assertThat(this.receiver.received().stream().map(Receiver.Received::id).distinct()).hasSize(1);
		this.receiver.behaving((message) -> Receiver.Reply.status(200));
		this.hooks
			.change("redeliverWebhook", "webhookDelivery { status } errors { code }",
					Map.of("deliveryId", String.valueOf(dead.get("id"))))
			.path("made.webhookDelivery.status")
			.entity(String.class)
			.isEqualTo("WAITING");
		await().atMost(SOON).until(() -> "DELIVERED".equals(this.hooks.deliveries(made).getFirst().get("status")));
		assertThat(this.receiver.received()).hasSize(9);
	}

	@Test
	void sendsAllDeadOnesAgain() {
		Hooks.Made made = this.hooks.subscribe(this.receiver.url(), List.of("Customer"), List.of());
		this.hooks.customer("Acme");
		await().atMost(SOON).until(() -> delivered(made) == 1);
		this.tenants.owner()
			.update("update webhook_delivery set status = 'DEAD' where tenant_id = ?",
					this.hooks.tenant().id().value());
		this.hooks.change("redeliverDeadWebhooks", "count errors { code }", Map.of("subscriptionId", made.id()))
			.path("made.count")
			.entity(Integer.class)
			.isEqualTo(1);
		await().atMost(SOON).until(() -> this.receiver.received().size() == 2);
	}

	@Test
	void losesNothingWhilePaused() {
		Hooks.Made made = this.hooks.subscribe(this.receiver.url(), List.of("Customer"), List.of("name"));
		String customer = this.hooks.customer("Acme");
		await().atMost(SOON).until(() -> this.receiver.received().size() == 1);
		this.hooks.pause(made);
		IntStream.range(0, 5).forEach((i) -> this.hooks.rename(customer, "Acme " + i));
		await().during(Duration.ofMillis(600)).atMost(SOON).until(() -> this.receiver.received().size() == 1);
		assertThat(backlog(made).get("lag")).isNotEqualTo(0);
		this.hooks.resume(made);
		await().atMost(SOON).until(() -> versions(customer).equals(List.of(1, 2, 3, 4, 5, 6)));
	}

	/** What a query showed and what a webhook tells has no gap between. */
	@Test
	void beginsBehindACursor() {
		this.hooks.customer("Before");
		String cursor = this.hooks.graphQl()
			.document("{ eventCursor customers { nodes { name } } }")
			.execute()
			.path("eventCursor")
			.entity(String.class)
			.get();
		String meanwhile = this.hooks.customer("Meanwhile");
		Hooks.Made made = this.hooks
			.subscribe(Map.of("url", this.receiver.url(), "types", List.of("Customer"), "after", cursor));
		await().atMost(SOON).until(() -> delivered(made) == 1);
		assertThat(this.receiver.about(meanwhile)).hasSize(1);
	}

	/** What is given up counts as acknowledged, what waits does not. */
	@Test
	void acknowledgesWhatWasTaken() {
		this.receiver.behaving((message) -> Receiver.Reply.status(500));
		Hooks.Made made = this.hooks.subscribe(this.receiver.url(), List.of("Customer"), List.of("name"));
		this.hooks.customer("Acme");
		this.hooks.customer("Bolt");
		await().atMost(SOON).until(() -> attempts(made) >= 1);
		assertThat(lag(made)).isEqualTo(2);
		this.receiver.behaving((message) -> Receiver.Reply.status(200));
		this.hooks.passTime();
		await().atMost(SOON).until(() -> lag(made) == 0);
	}

	private int lag(Hooks.Made made) {
		return this.hooks.graphQl()
			.document("query($id: ID!) { webhookSubscription(id: $id) { lag { events } } }")
			.variable("id", made.id())
			.execute()
			.path("webhookSubscription.lag.events")
			.entity(Integer.class)
			.get();
	}

	@Test
	void goesOnWhereAnotherInstanceStopped() {
		Hooks.Made made = this.hooks.subscribe(this.receiver.url(), List.of("Customer"), List.of("name"));
		String customer = this.hooks.customer("Acme");
		await().atMost(SOON).until(() -> this.receiver.received().size() == 1);
		this.dispatcher.stop();
		IntStream.range(0, 5).forEach((i) -> this.hooks.rename(customer, "Acme " + i));
		Dispatcher next = new Dispatcher(this.work, this.rounds, this.log, this.settings);
		Dispatcher beside = new Dispatcher(this.work, this.rounds, this.log, this.settings);
		next.start();
		beside.start();
		try {
			await().atMost(SOON).until(() -> delivered(made) == 6);
			assertThat(versions(customer)).containsExactly(1, 2, 3, 4, 5, 6);
		}
		finally {
			next.stop();
			beside.stop();
		}
	}

	@Test
	void takesOverFromAProcessThatDiedAfterItsLease() {
		Hooks.Made made = this.hooks.subscribe(this.receiver.url(), List.of("Customer"), List.of("name"));
		this.tenants.owner()
			.update("update webhook_progress set fence = fence + 1, held_until = now() + interval '2 s' where tenant_id = ?",
					this.hooks.tenant().id().value());
		this.hooks.customer("Acme");
		await().during(Duration.ofMillis(800)).atMost(SOON).until(() -> this.receiver.received().isEmpty());
		await().atMost(SOON).until(() -> delivered(made) == 1);
	}

	@Test
	void writesNothingForAClaimThatIsOver() {
		Hooks.Made made = this.hooks.subscribe(this.receiver.url(), List.of("Customer"), List.of("name"));
		this.receiver
			.behaving((message) -> (response) -> Mono.delay(Duration.ofSeconds(2)).then(response.status(200).send()));
		this.hooks.customer("Acme");
		await().atMost(SOON).until(() -> this.receiver.received().size() == 1);
		this.tenants.owner()
			.update("update webhook_progress set fence = fence + 1, held_until = now() + interval '4 s' where tenant_id = ?",
					this.hooks.tenant().id().value());
		await().during(Duration.ofSeconds(3)).atMost(SOON).until(() -> delivered(made) == 0);
		await().atMost(SOON).until(() -> delivered(made) == 1);
		assertThat(this.receiver.received()).hasSizeGreaterThanOrEqualTo(2);
		assertThat(this.receiver.received().stream().map(Receiver.Received::id).distinct()).hasSize(1);
	}

	@Test
	void keepsOthersGoingBesideOneThatHangs() {
		Receiver hanging = new Receiver().behaving((message) -> Receiver.Reply.never());
		try {
			Hooks.Made stuck = this.hooks.subscribe(hanging.url(), List.of("Customer"), List.of("name"));
			this.hooks.subscribe(this.receiver.url(), List.of("Customer"), List.of("name"));
			List<Long> latencies = new ArrayList<>();
			for (int i = 0; i < 20; i++) {
				int count = i + 1;
				long begin = System.nanoTime();
				this.hooks.customer("Acme " + i);
				await().pollInterval(Duration.ofMillis(20))
					.atMost(SOON)
					.until(() -> this.receiver.received().size() == count);
				latencies.add((System.nanoTime() - begin) / 1_000_000);
			}
			latencies.sort(null);
			System.out.println("beside a hanging receiver, ms from the change to the message: median "
					+ latencies.get(10) + ", worst " + latencies.get(19));
			assertThat(latencies.getLast()).isLessThan(2_000L);
			await().atMost(Duration.ofSeconds(15)).until(() -> attempts(stuck) >= 1);
			assertThat(hanging.connections()).isLessThanOrEqualTo(8);
		}
		finally {
			hanging.close();
		}
	}

	@Test
	void disablesWhatFailsForDaysAndSaysSoInTheLog() {
		this.receiver.behaving((message) -> Receiver.Reply.status(500));
		Hooks.Made made = this.hooks.subscribe(this.receiver.url(), List.of("Customer"), List.of("name"));
		String customer = this.hooks.customer("Acme");
		await().atMost(SOON).until(() -> backlog(made).get("failingSince") != null);
		assertThat(this.hooks.state(made).get("status")).isEqualTo("ACTIVE");
		this.tenants.owner()
			.update("update webhook_progress set failing_since = now() - interval '5 days 1 minute' where tenant_id = ?",
					this.hooks.tenant().id().value());
		this.hooks.passTime();
		await().atMost(SOON).until(() -> "DISABLED".equals(this.hooks.state(made).get("status")));
		assertThat(this.hooks.state(made).get("reason")).isEqualTo("FAILURES");
		assertThat(this.tenants.owner()
			.queryForObject(
					"select count(*) from event_log where tenant_id = ? and type = 'WebhookSubscriptionDisabled'",
					Integer.class, this.hooks.tenant().id().value()))
			.isEqualTo(1);
		this.receiver.behaving((message) -> Receiver.Reply.status(200));
		this.hooks.resume(made);
		await().atMost(SOON).until(() -> delivered(made) == 1);
		assertThat(backlog(made).get("failingSince")).isNull();
		assertThat(versions(customer)).contains(1);
	}

	@Test
	void believesAReceiverThatIsGone() {
		this.receiver.behaving((message) -> Receiver.Reply.status(410));
		Hooks.Made made = this.hooks.subscribe(this.receiver.url(), List.of("Customer"), List.of("name"));
		this.hooks.customer("Acme");
		await().atMost(SOON).until(() -> "DISABLED".equals(this.hooks.state(made).get("status")));
		assertThat(this.hooks.state(made).get("reason")).isEqualTo("GONE");
	}

	@Test
	void leavesAReceiverAloneThatAsksForIt() {
		this.receiver.behaving((message) -> (response) -> response.status(429).header("retry-after", "3600").send());
		Hooks.Made made = this.hooks.subscribe(this.receiver.url(), List.of("Customer"), List.of("name"));
		this.hooks.customer("Acme");
		await().atMost(SOON).until(() -> attempts(made) == 1);
		assertThat(Instant.parse(String.valueOf(this.hooks.deliveries(made).getFirst().get("nextAttemptAt"))))
			.isAfter(Instant.now().plus(Duration.ofMinutes(55)));
	}

	@Test
	void followsNoRedirect() {
		this.receiver
			.behaving((message) -> (response) -> response.status(302).header("location", this.receiver.url()).send());
		Hooks.Made made = this.hooks.subscribe(this.receiver.url(), List.of("Customer"), List.of("name"));
		this.hooks.customer("Acme");
		await().atMost(SOON).until(() -> attempts(made) == 1);
		Map<?, ?> attempt = (Map<?, ?>) ((List<?>) this.hooks.deliveries(made).getFirst().get("attempts")).getFirst();
		assertThat(attempt.get("error")).isEqualTo("REDIRECTED");
		assertThat(this.receiver.received()).hasSize(1);
	}

	@Test
	void missesNoDeliveryWhileASecretIsRotated() {
		Hooks.Made made = this.hooks.subscribe(this.receiver.url(), List.of("Customer"), List.of("name"));
		List<String> secrets = new ArrayList<>(List.of(made.secret()));
		String customer = this.hooks.customer("Acme");
		await().atMost(SOON).until(() -> this.receiver.received().size() == 1);
		secrets.add(this.hooks.change("rotateWebhookSecret", "secret errors { code }", Map.of("id", made.id()))
			.path("made.secret")
			.entity(String.class)
			.get());
		this.hooks.rename(customer, "Acme 2");
		await().atMost(SOON).until(() -> this.receiver.received().size() == 2);
		assertThat(this.receiver.received().getLast().headers().get("webhook-signature").split(" ")).hasSize(2);
		assertThat(secrets).allMatch((secret) -> this.receiver.received().getLast().isSignedBy(secret));
		this.tenants.owner()
			.update("update webhook_subscription set previous_until = now() where tenant_id = ?",
					this.hooks.tenant().id().value());
		this.hooks.rename(customer, "Acme 3");
		await().atMost(SOON).until(() -> this.receiver.received().size() == 3);
		assertThat(this.receiver.received().getLast().isSignedBy(secrets.getLast())).isTrue();
		assertThat(this.receiver.received().getLast().isSignedBy(secrets.getFirst())).isFalse();
	}

	@Test
	void signsSoThatNothingCanBeChangedOnTheWay() {
		Hooks.Made made = this.hooks.subscribe(this.receiver.url(), List.of("Customer"), List.of("name"));
		this.hooks.customer("Acme");
		await().atMost(SOON).until(() -> this.receiver.received().size() == 1);
		Receiver.Received message = this.receiver.received().getFirst();
		assertThat(message.isSignedBy(made.secret())).isTrue();
		assertThat(new Receiver.Received("", message.headers(), message.body() + " ").isSignedBy(made.secret()))
			.isFalse();
		for (String header : List.of("webhook-id", "webhook-timestamp", "webhook-signature")) {
			Map<String, String> changed = new HashMap<>(message.headers());
			changed.compute(header, (name, value) -> header.equals("webhook-timestamp")
					? Long.toString(Long.parseLong(String.valueOf(value)) + 1) : value + "x");
			assertThat(new Receiver.Received("", changed, message.body()).isSignedBy(made.secret())).as(header)
				.isFalse();
		}
	}

	@Test
	void sendsATestOnce() {
		this.receiver.behaving((message) -> Receiver.Reply.status(500));
		Hooks.Made made = this.hooks.subscribe(this.receiver.url(), List.of("Customer"), List.of("name"));
		this.hooks
			.change("sendTestWebhook", "webhookDelivery { id status type about } errors { code }",
					Map.of("subscriptionId", made.id()))
			.path("made.webhookDelivery.about")
			.entity(String.class)
			.isEqualTo(made.id());
		await().atMost(SOON).until(() -> "DEAD".equals(this.hooks.deliveries(made).getFirst().get("status")));
		assertThat(this.receiver.received()).singleElement()
			.satisfies((message) -> assertThat(message.type()).isEqualTo("WebhookTest"));
		assertThat(backlog(made).get("failingSince")).isNull();
	}

	@Test
	void sendsWhatIsTooLargeWithoutItsRecord() {
		Hooks.Made made = this.hooks.subscribe(this.receiver.url(), List.of("Customer"), List.of("name", "tags"));
		List<String> tags = IntStream.range(0, 100).mapToObj((i) -> i + "😀".repeat(190)).toList();
		this.hooks.graphQl()
			.document(
					"mutation($tags: [String!]) { createCustomer(input: {name: \"Large\", tags: $tags}) { customer { id } } }")
			.variable("tags", tags)
			.execute()
			.path("createCustomer.customer.id")
			.hasValue();
		await().atMost(SOON).until(() -> this.receiver.received().size() == 1);
		Receiver.Received message = this.receiver.received().getFirst();
		assertThat(message.body().length()).isLessThan(2_000);
		assertThat(message.json().path("oversized").asBoolean()).isTrue();
		assertThat(message.json().path("data").isNull()).isTrue();
		assertThat(message.isSignedBy(made.secret())).isTrue();
	}

	@Test
	void pausesWhenTheLogNoLongerHasWhatItNeeds() {
		Hooks.Made made = this.hooks.subscribe(this.receiver.url(), List.of("Customer"), List.of("name"));
		this.hooks.pause(made);
		this.hooks.customer("Lost");
		this.tenants.owner()
			.update("update webhook_progress set epoch = gen_random_uuid() where tenant_id = ?",
					this.hooks.tenant().id().value());
		this.tenants.owner()
			.update("update webhook_subscription set status = 'ACTIVE' where tenant_id = ?",
					this.hooks.tenant().id().value());
		await().atMost(SOON).until(() -> "EVENTS_LOST".equals(this.hooks.state(made).get("reason")));
		this.hooks.resume(made);
		String next = this.hooks.customer("Next");
		await().atMost(SOON).until(() -> this.receiver.about(next).size() == 1);
		assertThat(this.receiver.received()).hasSize(1);
	}

	private static int version(Receiver.Received message) {
		return message.json().path("version").asInt();
	}

	private List<Integer> versions(String record) {
		return this.receiver.about(record).stream().map(WebhookDeliveryTests::version).toList();
	}

	private int attempts(Hooks.Made made) {
		return this.hooks.deliveries(made)
			.stream()
			.mapToInt((delivery) -> ((List<?>) delivery.get("attempts")).size())
			.max()
			.orElse(0);
	}

	private long delivered(Hooks.Made made) {
		return this.hooks.deliveries(made)
			.stream()
			.filter((delivery) -> "DELIVERED".equals(delivery.get("status")))
			.count();
	}

	private Map<?, ?> backlog(Hooks.Made made) {
		return (Map<?, ?>) this.hooks.state(made).get("backlog");
	}

}
