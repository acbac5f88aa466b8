package dev.rapport.activity;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.GraphQlTester;
import reactor.test.StepVerifier;

import dev.rapport.RapportTest;
import dev.rapport.StatementLog;
import dev.rapport.Tenants;
import dev.rapport.customer.CustomerId;
import dev.rapport.kernel.NodeId;
import dev.rapport.kernel.Problem;
import dev.rapport.kernel.Stamp;
import dev.rapport.tenancy.Actors;

import static org.assertj.core.api.Assertions.assertThat;

@RapportTest
final class TimelineGraphQlTests {

	private static final String AGENDA = """
			query($member: ID) { agenda(memberId: $member, from: "2020-01-01T00:00:00Z", to: "2031-02-01T00:00:00Z", first: 100) {
			  nodes { subject overdue owner { name } relatedTo { id ... on Customer { name } } customers { name } }
			  pageInfo { hasNextPage } } }""";

	private static final String TIMELINES = """
			{ customers(first: 20) { nodes { name timeline(first: 10) { totalCount nodes { subject type happensAt owner { name }
			  relatedTo { id ... on Customer { name } } } pageInfo { hasNextPage hasPreviousPage } } } } }""";

	@Autowired
	Tenants tenants;

	@Autowired
	Activities activities;

	Tenants.Tenant tenant;

	ActivityClient client;

	@BeforeEach
	void found() {
		this.tenant = this.tenants.found();
		this.client = new ActivityClient(this.tenant.graphQl());
	}

	@Test
	void listsWhatAMemberHasToDo() {
		String bo = ActivityClient.memberId(this.tenant.bo());
		this.client.create("createTask", Map.of("subject", "Late", "dueAt", "2020-06-01T00:00:00Z"));
		this.client.create("createVisit", Map.of("subject", "Demo", "plannedAt", "2031-01-03T00:00:00Z"));
		String meeting = this.client.create("createMeeting",
				Map.of("subject", "Talk", "plannedAt", "2031-01-02T00:00:00Z", "participantIds", List.of(bo)));
		this.client.create("createTask", Map.of("subject", "Someday"));
		this.client.create("createTask", Map.of("subject", "Beyond", "dueAt", "2031-02-01T00:00:00Z"));
		this.client.create("createTask", Map.of("subject", "Other's", "dueAt", "2031-01-01T00:00:00Z", "ownerId", bo));
		String done = this.client.create("createTask", Map.of("subject", "Done", "dueAt", "2031-01-01T00:00:00Z"));
		this.client.run("completeActivity", Map.of("id", done, "version", 1), "id");
		assertThat(agenda(null, "subject")).containsExactly("Late", "Talk", "Demo");
		assertThat(agenda(null, "overdue")).containsExactly("true", "false", "false");
		assertThat(agenda(bo, "subject")).containsExactly("Other's", "Talk");
		this.client.run("rescheduleActivity", Map.of("id", meeting, "version", 1, "at", "2031-01-04T00:00:00Z"), "id");
		assertThat(agenda(null, "subject")).containsExactly("Late", "Demo", "Talk");
		this.client.run("cancelActivity", Map.of("id", meeting, "version", 2), "id");
		assertThat(agenda(bo, "subject")).containsExactly("Other's");
	}

	@Test
	void refusesAnAgendaThatEndsBeforeItBegins() {
		this.client.graphQl()
			.document("{ agenda(from: \"2031-01-02T00:00:00Z\", to: \"2031-01-01T00:00:00Z\") { nodes { id } } }")
			.execute()
			.errors()
			.satisfy((errors) -> assertThat(errors.getFirst().getExtensions()).containsEntry("code", "BAD_USER_INPUT"));
	}

	@Test
	void tellsACustomersStoryNewestFirst() {
		String customer = this.client.customer("Acme");
		List<String> about = List.of(customer);
		this.client.create("createCall",
				Map.of("subject", "First call", "occurredAt", "2026-01-01T00:00:00Z", "relatedTo", about));
		this.client.create("createEmail",
				Map.of("subject", "Offer", "occurredAt", "2026-01-02T00:00:00Z", "relatedTo", about));
		String visit = this.client.create("createVisit",
				Map.of("subject", "Demo", "plannedAt", "2031-01-01T00:00:00Z", "relatedTo", about));
		this.client.create("createTask", Map.of("subject", "Elsewhere"));
		assertThat(timeline(customer, "")).containsExactly("Demo", "Offer", "First call");
		assertThat(timeline(customer, "(types: [CALL, VISIT])")).containsExactly("Demo", "First call");
		assertThat(timeline(customer, "(filter: {status: {eq: COMPLETED}}, last: 1)")).containsExactly("First call");
		this.client.run("completeActivity",
				Map.of("id", visit, "version", 1, "occurredAt", "2026-01-01T12:00:00Z", "outcome", "好"), "id");
		assertThat(timeline(customer, "")).containsExactly("Offer", "Demo", "First call");
		Map<String, Object> unrelated = new HashMap<>(Map.of("id", visit, "version", 2));
		unrelated.put("relatedTo", null);
		this.client.run("updateActivity", unrelated, "id");
		assertThat(timeline(customer, "")).containsExactly("Offer", "First call");
		assertThat(activities(customer, "(orderBy: [{field: CREATED_AT}])")).containsExactly("First call", "Offer");
		assertThat(activities(customer, "(filter: {type: {eq: EMAIL}})")).containsExactly("Offer");
	}

	@Test
	void asksAFixedNumberOfTimesHoweverMuchThereIs() {
		seed(2, 2);
		int few = statements(TIMELINES);
		int fewer = statements(AGENDA);
		seed(6, 8);
		assertThat(statements(TIMELINES)).isLessThanOrEqualTo(few).isLessThanOrEqualTo(6);
		assertThat(statements(AGENDA)).isLessThanOrEqualTo(fewer).isLessThanOrEqualTo(4);
	}

	@Test
	void recordsHistoryInOneTransaction() {
		CustomerId customer = new CustomerId(NodeId.decode(CustomerId.PREFIX, this.client.customer("Acme")));
		Stamp longAgo = Stamp.created(Instant.parse("2020-05-05T05:05:05Z"), this.tenant.bo());
		List<Note> notes = IntStream.range(0, 500)
			.mapToObj(
					(i) -> new Note(ActivityCore.first(Course.happened(null, longAgo.createdAt().plusSeconds(i), null),
							new Matter("Note " + i, null, null, List.of()), List.of(customer), longAgo)))
			.toList();
		StepVerifier.create(this.activities.createAll(notes).contextWrite(Actors.with(this.tenant.actor())))
			.assertNext((recorded) -> assertThat(recorded).hasSize(500))
			.verifyComplete();
		GraphQlTester.Response answer = this.client.graphQl()
			.document(
					"query($id: ID!) { customer(id: $id) { timeline(first: 1) { totalCount nodes { subject createdAt createdBy { name } } } } }")
			.variable("id", customer.text())
			.execute();
		answer.path("customer.timeline.totalCount").entity(Integer.class).isEqualTo(500);
		answer.path("customer.timeline.nodes[0].subject").entity(String.class).isEqualTo("Note 499");
		answer.path("customer.timeline.nodes[0].createdAt").entity(String.class).isEqualTo("2020-05-05T05:05:05.000Z");
		answer.path("customer.timeline.nodes[0].createdBy.name").entity(String.class).isEqualTo("Bo 博");
		Note lost = new Note(ActivityCore.first(Course.happened(null, Instant.EPOCH, null),
				new Matter("Lost", null, null, List.of()), List.of(new CustomerId(UUID.randomUUID())), longAgo));
		StepVerifier.create(this.activities.createAll(List.of(lost)).contextWrite(Actors.with(this.tenant.actor())))
			.verifyError(Problem.NotFound.class);
	}

	@Test
	void tellsSubscribersWhatATimelineGains() {
		String customer = this.client.customer("Acme");
		String other = this.client.customer("Umbrella");
		String cursor = this.client.graphQl()
			.document("{ eventCursor }")
			.execute()
			.path("eventCursor")
			.entity(String.class)
			.get();
		String visit = this.client.create("createVisit",
				Map.of("subject", "Demo", "plannedAt", "2031-01-01T00:00:00Z", "relatedTo", List.of(customer)));
		this.client.create("addNote", Map.of("body", "Not this", "relatedTo", List.of(other)));
		this.client.run("completeActivity", Map.of("id", visit, "version", 1), "id");
		this.client.run("updateActivity", Map.of("id", visit, "version", 2, "relatedTo", List.of(other)), "id");
		this.client.run("updateActivity", Map.of("id", visit, "version", 3, "relatedTo", List.of(customer, other)),
				"id");
		var changes = this.client.graphQl()
			.document(
					"""
							subscription($customer: ID!, $after: EventCursor) { timelineAppended(customerId: $customer, after: $after) {
							  kind type activity { id subject } } }""")
			.variable("customer", customer)
			.variable("after", cursor)
			.executeSubscription()
			.toFlux("timelineAppended.kind", String.class);
		StepVerifier.create(changes.filter((kind) -> !kind.equals("HEARTBEAT")))
			.expectNext("CREATED", "UPDATED", "LEFT_FILTER", "ENTERED_FILTER")
			.thenCancel()
			.verify(Duration.ofSeconds(20));
	}

	private void seed(int customers, int each) {
		for (int i = 0; i < customers; i++) {
			String customer = this.client.customer("Customer " + i);
			for (int j = 0; j < each; j++) {
				this.client.create("createTask", Map.of("subject", "Task " + j, "dueAt",
						"2031-01-0" + (j + 1) + "T00:00:00Z", "relatedTo", List.of(customer)));
			}
		}
	}

	private int statements(String document) {
		StatementLog.clear();
		this.client.graphQl().document(document).execute().errors().verify();
		return StatementLog.statements().size();
	}

	private List<String> agenda(@Nullable String member, String field) {
		return this.client.graphQl()
			.document(AGENDA)
			.variable("member", member)
			.execute()
			.path("agenda.nodes[*]." + field)
			.entityList(String.class)
			.get();
	}

	private List<String> timeline(String customer, String arguments) {
		return ofCustomer(customer, "timeline", arguments);
	}

	private List<String> activities(String customer, String arguments) {
		return ofCustomer(customer, "activities", arguments);
	}

	private List<String> ofCustomer(String customer, String field, String arguments) {
		return this.client.graphQl()
			.document("query($id: ID!) { customer(id: $id) { " + field + arguments + " { nodes { subject } } } }")
			.variable("id", customer)
			.execute()
			.path("customer." + field + ".nodes[*].subject")
			.entityList(String.class)
			.get();
	}

}
