package dev.rapport.ticket;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;

import static org.assertj.core.api.Assertions.assertThat;

@RapportTest
class TicketChangedTests {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	@Autowired
	Tenants tenants;

	@Test
	void tellsWhatHappenedBehindACursorAndFromThenOn() {
		Desk desk = Desk.of(this.tenants.found());
		String cursor = cursor(desk);
		desk.create("Other");
		String id = desk.create("打印机", "priority", "HIGH");
		StepVerifier.create(changes(desk, cursor))
			.assertNext((change) -> assertThat(change).containsEntry("kind", "CREATED")
				.containsEntry("type", "TicketCreated")
				.containsEntry("version", 1)
				.containsEntry("actorKind", "USER")
				.containsEntry("actor", Map.of("name", "Ann Able"))
				.containsEntry("ticket", Map.of("subject", "打印机", "status", "NEW")))
			.then(() -> desk.change("assignTicket", id, "assigneeId", desk.bo()))
			.assertNext((change) -> assertThat(change).containsEntry("kind", "UPDATED")
				.containsEntry("type", "TicketAssigned")
				.containsEntry("changedFields", List.of("assigneeId", "status", "statusSince", "updatedAt")))
			.then(() -> desk.change("addTicketComment", id, "body", "Hello"))
			.assertNext((change) -> assertThat(change).containsEntry("type", "TicketCommented")
				.containsEntry("version", 3)
				.containsEntry("changedFields", List.of("firstResponseAt", "updatedAt")))
			.then(() -> desk.change("updateTicket", id, "priority", "LOW"))
			.assertNext((change) -> assertThat(change).containsEntry("kind", "LEFT_FILTER"))
			.then(() -> desk.change("updateTicket", id, "priority", "URGENT"))
			.assertNext((change) -> assertThat(change).containsEntry("kind", "ENTERED_FILTER"))
			.thenCancel()
			.verify(PATIENCE);
	}

	private static String cursor(Desk desk) {
		return desk.graphQl().document("{ eventCursor }").execute().path("eventCursor").entity(String.class).get();
	}

	@SuppressWarnings("unchecked")
	private static Flux<Map<String, Object>> changes(Desk desk, String cursor) {
		return desk.graphQl()
			.documentName("ticket/changed")
			.variable("after", cursor)
			.variable("filter", Map.of("priority", Map.of("in", List.of("HIGH", "URGENT"))))
			.executeSubscription()
			.toFlux("ticketChanged", Map.class)
			.map((change) -> (Map<String, Object>) change);
	}

}
