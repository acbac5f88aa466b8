package dev.rapport.activity;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.graphql.test.tester.GraphQlTester;
import reactor.test.StepVerifier;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;

import static org.assertj.core.api.Assertions.assertThat;

/** When something was last done about customers and opportunities, and what says so. */
@RapportTest
final class LastActivityTests {

	@Autowired
	Tenants tenants;

	Tenants.Tenant tenant;

	ActivityClient client;

	@BeforeEach
	void found() {
		this.tenant = this.tenants.found();
		this.client = new ActivityClient(this.tenant.graphQl());
	}

	private String call(String at, String... about) {
		return this.client.create("createCall",
				Map.of("subject", "Call", "occurredAt", at, "relatedTo", List.of(about)));
	}

	private Map<String, Object> state(String id) {
		return Objects.requireNonNull(this.client.graphQl()
			.document("query($id: ID!) { node(id: $id) { ... on Customer { version lastActivityAt updatedAt } "
					+ "... on Opportunity { version lastActivityAt updatedAt } } }")
			.variable("id", id)
			.execute()
			.path("node")
			.entity(new ParameterizedTypeReference<Map<String, Object>>() {
			})
			.get());
	}

	private @Nullable Object last(String id) {
		return state(id).get("lastActivityAt");
	}

	private GraphQlTester.Response rename(String customer, int version) {
		return this.client.graphQl()
			.document("mutation($id: ID!, $version: Int) { u: updateCustomer(input: {id: $id, version: $version, "
					+ "name: \"Renamed\"}) { customer { version name lastActivityAt } errors { code } } }")
			.variable("id", customer)
			.variable("version", version)
			.execute();
	}

	private List<Map<String, Object>> events(String id, @Nullable Boolean derived) {
		return this.client.graphQl()
			.document(
					"query($derived: Boolean) { events(first: 100, derived: $derived) { nodes { type recordId version "
							+ "derived changedFields actor { name } } } }")
			.variable("derived", derived)
			.execute()
			.path("events.nodes")
			.entityList(new ParameterizedTypeReference<Map<String, Object>>() {
			})
			.get()
			.stream()
			.filter((event) -> id.equals(event.get("recordId")))
			.toList();
	}

	@Test
	void knowsTheLatestOfWhatWasDone() {
		String customer = this.client.customer("Acme");
		assertThat(last(customer)).isNull();
		this.client.create("createTask", Map.of("subject", "Later", "relatedTo", List.of(customer)));
		assertThat(last(customer)).isNull();
		call("2026-01-02T00:00:00Z", customer);
		call("2026-01-01T00:00:00Z", customer);
		assertThat(last(customer)).isEqualTo("2026-01-02T00:00:00.000Z");
		assertThat(events(customer, true)).singleElement()
			.satisfies((event) -> assertThat(event).containsEntry("type", "CustomerTouched")
				.containsEntry("derived", true)
				.containsEntry("version", 2)
				.containsEntry("changedFields", List.of("lastActivityAt")));
		assertThat(events(customer, false)).extracting((event) -> event.get("type")).containsExactly("CustomerCreated");
	}

	@Test
	void forgetsWhatTurnsOutNotToHaveBeenDone() {
		String customer = this.client.customer("Acme");
		call("2026-01-01T00:00:00Z", customer);
		String task = this.client.create("createTask", Map.of("subject", "Offer", "relatedTo", List.of(customer)));
		this.client.run("completeActivity", Map.of("id", task, "version", 1, "occurredAt", "2026-01-05T00:00:00Z"),
				"id");
		assertThat(last(customer)).isEqualTo("2026-01-05T00:00:00.000Z");
		this.client.run("reopenActivity", Map.of("id", task, "version", 2), "id");
		assertThat(last(customer)).isEqualTo("2026-01-01T00:00:00.000Z");
		String second = call("2026-01-03T00:00:00Z", customer);
		Map<String, Object> unrelated = new HashMap<>(Map.of("id", second, "version", 1));
		unrelated.put("relatedTo", null);
		this.client.run("updateActivity", unrelated, "id");
		assertThat(last(customer)).isEqualTo("2026-01-01T00:00:00.000Z");
	}

	@Test
	void tellsOpportunitiesAndTheCustomersBehindThem() {
		String customer = this.client.customer("Acme");
		String deal = this.client.opportunity(customer);
		Object updated = state(deal).get("updatedAt");
		call("2026-02-01T00:00:00Z", deal);
		assertThat(last(deal)).isEqualTo("2026-02-01T00:00:00.000Z");
		assertThat(last(customer)).isEqualTo("2026-02-01T00:00:00.000Z");
		assertThat(state(deal)).containsEntry("updatedAt", updated);
		assertThat(events(deal, true)).extracting((event) -> event.get("type")).containsExactly("OpportunityTouched");
	}

	@Test
	void standsInNobodysWay() {
		String customer = this.client.customer("Acme");
		call("2026-01-01T00:00:00Z", customer);
		call("2026-01-02T00:00:00Z", customer);
		assertThat(state(customer)).containsEntry("version", 3);
		rename(customer, 1).path("u.errors")
			.entityList(Object.class)
			.hasSize(0)
			.path("u.customer")
			.matchesJson("{\"version\": 4, \"name\": \"Renamed\", \"lastActivityAt\": \"2026-01-02T00:00:00.000Z\"}");
		call("2026-01-03T00:00:00Z", customer);
		for (int stale : List.of(1, 2, 3, 6)) {
			rename(customer, stale).path("u.errors[0].code").entity(String.class).isEqualTo("VERSION_CONFLICT");
		}
		rename(customer, 4).path("u.errors").entityList(Object.class).hasSize(0);
	}

	@Test
	void canBeLeftOutOfASubscription() {
		String customer = this.client.customer("Acme");
		String before = this.client.graphQl()
			.document("{ eventCursor }")
			.execute()
			.path("eventCursor")
			.entity(String.class)
			.get();
		call("2026-01-01T00:00:00Z", customer);
		rename(customer, 1);
		for (Boolean derived : new Boolean[] { false, true }) {
			StepVerifier
				.create(this.client.graphQl()
					.document("subscription ($after: EventCursor, $derived: Boolean) { customerChanged(after: $after, "
							+ "derived: $derived) { type derived } }")
					.variable("after", before)
					.variable("derived", derived)
					.executeSubscription()
					.toFlux("customerChanged", Fact.class)
					.take(1))
				.assertNext((change) -> assertThat(change)
					.isEqualTo(new Fact(derived ? "CustomerTouched" : "CustomerUpdated", derived)))
				.expectComplete()
				.verify(Duration.ofSeconds(20));
		}
	}

	@Test
	void keepsTheLatestWhenManyCallAtOnce() {
		String customer = this.client.customer("Acme");
		String deal = this.client.opportunity(customer);
		List<CompletableFuture<Void>> calls = new ArrayList<>();
		for (int i : IntStream.rangeClosed(1, 20).toArray()) {
			String about = (i % 2 == 0) ? customer : deal;
			calls.add(CompletableFuture
				.runAsync(() -> call("2026-03-%02dT00:00:00Z".formatted(1 + (i * 7) % 20), customer, about)));
		}
		CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)).join();
		assertThat(last(customer)).isEqualTo("2026-03-20T00:00:00.000Z");
		List<Object> versions = new ArrayList<>();
		events(customer, null).forEach((event) -> versions.add(event.get("version")));
		assertThat(versions).isEqualTo(IntStream.rangeClosed(1, versions.size()).boxed().toList());
	}

	record Fact(String type, boolean derived) {
	}

}
