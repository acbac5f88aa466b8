package dev.rapport.opportunity;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;
import dev.rapport.catalog.ProductId;

import static dev.rapport.opportunity.Deals.any;
import static dev.rapport.opportunity.Deals.money;
import static dev.rapport.opportunity.Deals.text;
import static org.assertj.core.api.Assertions.assertThat;

@RapportTest
@NullUnmarked
class OpportunityChangesGraphQlTests {

	private static final Duration SOON = Duration.ofSeconds(10);

	@Autowired
	Tenants tenants;

	Deals deals;

	String cursor;

	@BeforeEach
	void deals() {
		this.deals = Deals.of(this.tenants.found());
		this.cursor = cursor();
	}

	@Test
	void tellsWhatHappenedAndWhoDidIt() {
		String id = this.deals.open("Deal");
		this.deals.done("move", any(id, "stageId", this.deals.stages.get("DEMO")));
		StepVerifier.create(changes(Map.of("after", this.cursor)).take(2))
			.assertNext((change) -> assertThat(change).containsEntry("kind", "CREATED")
				.containsEntry("type", "OpportunityOpened")
				.containsEntry("version", 1)
				.containsEntry("actorKind", "USER")
				.containsEntry("actor", Map.of("name", "Ann Able")))
			.assertNext((change) -> assertThat(change).containsEntry("kind", "UPDATED")
				.containsEntry("type", "OpportunityMoved")
				.containsEntry("changedFields", List.of("probability", "stageEnteredAt", "stageId", "updatedAt"))
				.containsEntry("opportunity", Map.of("id", id, "name", "Deal", "stage", Map.of("key", "DEMO"))))
			.expectComplete()
			.verify(SOON);
	}

	@Test
	void deliversWhatHappensAfterItBegan() {
		StepVerifier.create(changes(Map.of("after", this.cursor)).map((change) -> change.get("type")).take(2))
			.then(() -> this.deals.open("One"))
			.expectNext("OpportunityOpened")
			.then(() -> this.deals.open("Two"))
			.expectNext("OpportunityOpened")
			.expectComplete()
			.verify(SOON);
	}

	@Test
	void saysWhetherARecordEntersOrLeavesTheFilter() {
		Map<String, Object> large = Map.of("amount", Map.of("currency", "CNY", "gte", "100"));
		String id = text(this.deals.open("Deal", Map.of("amount", money("5", "CNY"))), "id");
		this.deals.done("update", any(id, "amount", money("100", "CNY")));
		this.deals.done("update", any(id, "name", "Large"));
		this.deals.done("update", any(id, "amount", money("500", "USD")));
		this.deals.done("update", any(id, "amount", money("99.99", "CNY")));
		this.deals.open("Larger", Map.of("amount", money("101", "CNY")));
		StepVerifier
			.create(changes(Map.of("after", this.cursor, "filter", large)).map((change) -> change.get("kind")).take(4))
			.expectNext("ENTERED_FILTER", "UPDATED", "LEFT_FILTER", "CREATED")
			.expectComplete()
			.verify(SOON);
	}

	@Test
	void followsTheListSoThatArchivedOnesLeaveAndRestoredOnesEnter() {
		String id = this.deals.open("Deal");
		this.deals.done("archive", any(id));
		this.deals.done("restore", any(id));
		StepVerifier.create(changes(Map.of("after", this.cursor)).map((change) -> change.get("kind")).take(3))
			.expectNext("CREATED", "LEFT_FILTER", "ENTERED_FILTER")
			.expectComplete()
			.verify(SOON);
	}

	@Test
	void refusesToFollowARelationOnABoardAtOnce() {
		Map<String, Object> filter = Map.of("lines",
				Map.of("some", Map.of("productId", Map.of("eq", new ProductId(UUID.randomUUID()).text()))));
		StepVerifier
			.create(this.deals.follow("boardChanges", "pipelineChanged",
					Map.of("pipelineId", this.deals.pipeline, "filter", filter)))
			.expectErrorSatisfies((failure) -> assertThat(failure).hasMessageContaining("can't filter by relations"))
			.verify(SOON);
	}

	@Test
	void filtersAsTheListDoes() {
		String stage = this.deals.stages.get("DEMO");
		Map<String, Object> filter = Map.of("and",
				List.of(Map.of("stageId", Map.of("eq", stage)), Map.of("name", Map.of("contains", "信"))));
		this.deals.open("华信", Map.of());
		this.deals.open("华信 1", Map.of("stageId", stage));
		this.deals.open("Other", Map.of("stageId", stage));
		this.deals.open("华信 2", Map.of("stageId", stage));
		StepVerifier.create(changes(Map.of("after", this.cursor, "filter", filter)).take(2))
			.assertNext((change) -> assertThat(text(change.get("opportunity"), "name")).isEqualTo("华信 1"))
			.assertNext((change) -> assertThat(text(change.get("opportunity"), "name")).isEqualTo("华信 2"))
			.expectComplete()
			.verify(SOON);
		assertThat(this.deals.names(Map.of("filter", filter))).containsExactlyInAnyOrder("华信 1", "华信 2");
	}

	@Test
	void goesOnBehindAnyCursorWithoutALoss() {
		List<String> ids = new ArrayList<>();
		for (int i = 0; i < 6; i++) {
			ids.add(this.deals.open("Deal " + i));
		}
		List<Map<String, Object>> all = changes(Map.of("after", this.cursor)).take(6).collectList().block(SOON);
		assertThat(all).extracting((change) -> text(change.get("opportunity"), "id")).isEqualTo(ids);
		assertThat(all).extracting((change) -> change.get("eventId")).doesNotHaveDuplicates();
		for (int i = 0; i < 5; i++) {
			Object after = all.get(i).get("cursor");
			assertThat(changes(Map.of("after", after)).take(5 - i).collectList().block(SOON))
				.isEqualTo(all.subList(i + 1, 6));
		}
	}

	@Test
	void tellsNothingOfOtherTenants() {
		Deals other = Deals.of(this.tenants.found());
		other.open("Secret");
		this.deals.open("Mine");
		StepVerifier.create(changes(Map.of("after", this.cursor)).take(1))
			.assertNext((change) -> assertThat(change.get("opportunity")).asString().contains("Mine"))
			.expectComplete()
			.verify(SOON);
		this.deals.as(this.tenants.found().graphQl())
			.follow("changes", "opportunityChanged", Map.of("after", this.cursor))
			.as(StepVerifier::create)
			.expectError()
			.verify(SOON);
	}

	private Flux<Map<String, Object>> changes(Map<String, Object> variables) {
		return this.deals.follow("changes", "opportunityChanged", variables);
	}

	private String cursor() {
		return this.deals.graphQl.document("{ eventCursor }").execute().path("eventCursor").entity(String.class).get();
	}

}
