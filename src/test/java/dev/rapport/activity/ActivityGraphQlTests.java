package dev.rapport.activity;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import graphql.ExecutionResult;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.execution.SubscriptionPublisherException;
import org.springframework.graphql.server.WebGraphQlHandler;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.test.tester.GraphQlTester;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import reactor.test.StepVerifier;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;

import static org.assertj.core.api.Assertions.assertThat;

@RapportTest
final class ActivityGraphQlTests {

	@Autowired
	Tenants tenants;

	@Autowired
	WebGraphQlHandler handler;

	Tenants.Tenant tenant;

	ActivityClient client;

	@BeforeEach
	void found() {
		this.tenant = this.tenants.found();
		this.client = new ActivityClient(this.tenant.graphQl());
	}

	@Test
	void createsEachTypeAndReadsItBack() {
		String customer = this.client.customer("华信科技");
		List<String> about = List.of(customer);
		List<String> ids = List.of(
				this.client.create("createTask",
						Map.of("subject", "Offer", "dueAt", "2031-01-05T08:00:00Z", "priority", "HIGH", "relatedTo",
								about)),
				this.client.create("createCall",
						Map.of("subject", "Call back", "direction", "INBOUND", "phone", "+8613800000000", "duration",
								"PT5M", "occurredAt", "2026-01-02T08:00:00Z", "outcome", "Interested")),
				this.client.create("createEmail", Map.of("subject", "Hello", "address", "a@b.example")),
				this.client.create("createMeeting",
						Map.of("subject", "Kick-off", "plannedAt", "2031-01-06T08:00:00Z", "duration", "PT1H30M",
								"location", "上海", "participantIds",
								List.of(ActivityClient.memberId(this.tenant.bo())))),
				this.client.create("createVisit",
						Map.of("subject", "Demo", "location", "Lab", "tags", List.of("b", "a"))),
				this.client.create("addNote", Map.of("body", "第一行\nmore")));
		GraphQlTester.Response answer = this.client.graphQl()
			.document(
					"""
							query($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Activity { version type
							    typeLabel(locale: "zh") status statusLabel subject body owner { name } relatedTo { id __typename }
							    customers { name } plannedAt occurredAt happensAt overdue outcome tags createdBy { name } updatedBy { name } }
							  ... on Task { dueAt priority priorityLabel(locale: "zh") reminderAt completedAt }
							  ... on Call { direction directionLabel phone duration } ... on Email { direction address }
							  ... on Meeting { location duration endsAt participants { name } } ... on Visit { location duration } } }
							""")
			.variable("ids", ids)
			.execute();
		answer.path("nodes[*].__typename")
			.entityList(String.class)
			.containsExactly("Task", "Call", "Email", "Meeting", "Visit", "Note");
		answer.path("nodes[*].typeLabel")
			.entityList(String.class)
			.containsExactly("任务", "客户电话", "客户邮件", "会议", "客户拜访", "记录");
		answer.path("nodes[*].status")
			.entityList(String.class)
			.containsExactly("OPEN", "COMPLETED", "COMPLETED", "OPEN", "COMPLETED", "COMPLETED");
		assertThat(answer.path("nodes[0].relatedTo[0].id").entity(String.class).get()).isEqualTo(customer);
		assertThat(answer.path("nodes[0].customers[0].name").entity(String.class).get()).isEqualTo("华信科技");
		assertThat(answer.path("nodes[0].priorityLabel").entity(String.class).get()).isEqualTo("高");
		assertThat(answer.path("nodes[0].happensAt").entity(String.class).get()).isEqualTo("2031-01-05T08:00:00.000Z");
		assertThat(answer.path("nodes[1].duration").entity(String.class).get()).isEqualTo("PT5M");
		assertThat(answer.path("nodes[1].outcome").entity(String.class).get()).isEqualTo("Interested");
		assertThat(answer.path("nodes[1].directionLabel").entity(String.class).get()).isEqualTo("Inbound");
		assertThat(answer.path("nodes[3].endsAt").entity(String.class).get()).isEqualTo("2031-01-06T09:30:00.000Z");
		assertThat(answer.path("nodes[3].participants[0].name").entity(String.class).get()).isEqualTo("Bo 博");
		answer.path("nodes[4].tags").entityList(String.class).containsExactly("a", "b");
		assertThat(answer.path("nodes[5].subject").entity(String.class).get()).isEqualTo("第一行");
		assertThat(answer.path("nodes[5].owner.name").entity(String.class).get()).isEqualTo("Ann Able");
	}

	@Test
	void keepsWhatIsNotSentAndClearsWhatIsNull() {
		String task = this.client.create("createTask",
				Map.of("subject", "Offer", "body", "Long", "dueAt", "2031-01-05T08:00:00Z"));
		Map<String, Object> patch = new HashMap<>(Map.of("id", task, "version", 1, "subject", "Better offer"));
		patch.put("ownerId", null);
		GraphQlTester.Response updated = this.client.run("updateActivity", patch,
				"version subject body owner { name } ... on Task { dueAt priority }");
		updated.path("updateActivity.activity.version").entity(Integer.class).isEqualTo(2);
		updated.path("updateActivity.activity.subject").entity(String.class).isEqualTo("Better offer");
		updated.path("updateActivity.activity.body").entity(String.class).isEqualTo("Long");
		updated.path("updateActivity.activity.owner").valueIsNull();
		updated.path("updateActivity.activity.priority").entity(String.class).isEqualTo("NORMAL");
		updated.path("updateActivity.activity.dueAt").entity(String.class).isEqualTo("2031-01-05T08:00:00.000Z");
	}

	@Test
	void answersAStaleVersionWithTheCurrentState() {
		String task = this.client.create("createTask", Map.of("subject", "Offer"));
		this.client.run("completeActivity", Map.of("id", task, "version", 1), "id");
		GraphQlTester.Response stale = this.client.run("cancelActivity", Map.of("id", task, "version", 1), "id");
		stale.path("cancelActivity.errors[0].__typename").entity(String.class).isEqualTo("ConflictError");
		stale.path("cancelActivity.errors[0].current.id").entity(String.class).isEqualTo(task);
		GraphQlTester.Response unsaid = this.client.run("cancelActivity", Map.of("id", task), "id");
		unsaid.path("cancelActivity.errors[0].code").entity(String.class).isEqualTo("REQUIRED");
	}

	@Test
	void goesThroughItsStates() {
		String task = this.client.create("createTask", Map.of("subject", "Offer"));
		step("rescheduleActivity", Map.of("id", task, "version", 1, "at", "2031-02-01T00:00:00Z"), "OPEN");
		step("completeActivity", Map.of("id", task, "version", 2, "outcome", "Sent"), "COMPLETED");
		step("reopenActivity", Map.of("id", task, "version", 3), "OPEN");
		step("cancelActivity", Map.of("id", task, "version", 4, "reason", "No need"), "CANCELLED");
		GraphQlTester.Response refused = this.client.run("reopenActivity",
				Collections.unmodifiableMap(anyVersion(task)), "id");
		refused.path("reopenActivity.errors[0].__typename").entity(String.class).isEqualTo("TransitionError");
		refused.path("reopenActivity.errors[0].from").entity(String.class).isEqualTo("CANCELLED");
	}

	@Test
	void refusesToChangeANote() {
		String note = this.client.create("addNote", Map.of("body", "Remember"));
		Map<String, Object> input = anyVersion(note);
		input.put("body", "Forget");
		GraphQlTester.Response refused = this.client.run("updateActivity", input, "id");
		refused.path("updateActivity.errors[0].__typename").entity(String.class).isEqualTo("ForbiddenError");
		refused.path("updateActivity.errors[0].message")
			.entity(String.class)
			.isEqualTo("Notes are never changed; add another one.");
	}

	@Test
	void tellsWhatIsWrongInChinese() {
		String document = "mutation { createTask(input: {subject: \" \"}) { errors { message } } }";
		String answer = chinese(document, "createTask");
		assertThat(answer).contains("message=").doesNotContain("required").containsPattern("\\p{IsHan}");
		String note = this.client.create("addNote", Map.of("body", "Remember"));
		assertThat(chinese("mutation { updateActivity(input: {id: \"" + note
				+ "\", version: 1, subject: \"x\"}) { errors { message } } }", "updateActivity"))
			.contains("记录不可修改，请另加一条。");
	}

	@Test
	void refusesWhatDoesNotExist() {
		GraphQlTester.Response unknown = this.client.run("createTask",
				Map.of("subject", "Offer", "relatedTo", List.of(ActivityClient.customerId())), "id");
		unknown.path("createTask.errors[0].__typename").entity(String.class).isEqualTo("NotFoundError");
		GraphQlTester.Response nobody = this.client.run("createMeeting",
				Map.of("subject", "Talk", "participantIds", List.of(ActivityClient.memberId(UUID.randomUUID()))), "id");
		nobody.path("createMeeting.errors[0].message").entity(String.class).isEqualTo("A participant does not exist.");
	}

	@Test
	void refusesIdsOfOtherTypes() {
		refusesAsBadInput("query { activity(id: \"" + ActivityClient.customerId() + "\") { id } }");
		refusesAsBadInput("mutation { createTask(input: {subject: \"x\", relatedTo: [\""
				+ ActivityClient.memberId(this.tenant.bo()) + "\"]}) { errors { code } } }");
		String document = "subscription { timelineAppended(customerId: \"%s\") { cursor } }";
		StepVerifier
			.create(this.client.graphQl()
				.document(document.formatted(ActivityClient.memberId(this.tenant.bo())))
				.executeSubscription()
				.toFlux())
			.verifyErrorSatisfies((failure) -> assertThat(((SubscriptionPublisherException) failure).getErrors())
				.singleElement()
				.satisfies((error) -> assertThat(error.getExtensions()).containsEntry("code", "BAD_USER_INPUT")));
	}

	@Test
	void showsNothingToAnotherTenant() {
		String customer = this.client.customer("Acme");
		String task = this.client.create("createTask", Map.of("subject", "Secret", "relatedTo", List.of(customer)));
		ActivityClient stranger = new ActivityClient(this.tenants.found().graphQl());
		GraphQlTester.Response seen = stranger.graphQl()
			.document(
					"query($id: ID!) { activity(id: $id) { id } node(id: $id) { id } activities { totalCount nodes { id } } }")
			.variable("id", task)
			.execute();
		seen.path("activity").valueIsNull();
		seen.path("node").valueIsNull();
		seen.path("activities.totalCount").entity(Integer.class).isEqualTo(0);
		stranger.run("cancelActivity", anyVersion(task), "id")
			.path("cancelActivity.errors[0].__typename")
			.entity(String.class)
			.isEqualTo("NotFoundError");
		stranger.run("createTask", Map.of("subject", "Spy", "relatedTo", List.of(customer)), "id")
			.path("createTask.errors[0].__typename")
			.entity(String.class)
			.isEqualTo("NotFoundError");
	}

	@Test
	void filtersAndOrders() {
		this.client.create("createTask", Map.of("subject", "给华信报价", "dueAt", "2031-01-02T00:00:00Z"));
		this.client.create("createTask", Map.of("subject", "Ｏffer two", "dueAt", "2031-01-01T00:00:00Z"));
		this.client.create("createTask", Map.of("subject", "Someday"));
		this.client.create("createCall", Map.of("subject", "Called", "occurredAt", "2026-01-01T00:00:00Z"));
		String bo = ActivityClient.memberId(this.tenant.bo());
		this.client.create("createVisit",
				Map.of("subject", "Demo", "plannedAt", "2031-03-01T00:00:00Z", "ownerId", bo));
		assertThat(subjects("filter: {subject: {contains: \"信报\"}}")).containsExactly("给华信报价");
		assertThat(subjects("filter: {subject: {startsWith: \"OFFER\"}}")).containsExactly("Ｏffer two");
		assertThat(subjects("filter: {type: {in: [CALL, VISIT]}}")).containsExactly("Demo", "Called");
		assertThat(subjects("filter: {status: {eq: COMPLETED}}")).containsExactly("Called");
		assertThat(subjects("filter: {ownerId: {eq: \"" + bo + "\"}}")).containsExactly("Demo");
		assertThat(subjects("filter: {dueAt: {lt: \"2031-01-02T00:00:00Z\"}}")).containsExactly("Ｏffer two");
		assertThat(subjects("filter: {plannedAt: {isNull: false}}")).containsExactly("Demo");
		assertThat(subjects("filter: {occurredAt: {lte: \"2026-01-01T00:00:00Z\"}}")).containsExactly("Called");
		assertThat(subjects("filter: {createdAt: {lt: \"2020-01-01T00:00:00Z\"}}")).isEmpty();
		assertThat(subjects("filter: {type: {eq: TASK}}, orderBy: [{field: DUE_AT}]")).containsExactly("Ｏffer two",
				"给华信报价", "Someday");
		assertThat(subjects("orderBy: [{field: OCCURRED_AT, direction: DESC, nulls: LAST}], first: 1"))
			.containsExactly("Called");
		assertThat(subjects("orderBy: [{field: CREATED_AT}]")).containsExactly("给华信报价", "Ｏffer two", "Someday",
				"Called", "Demo");
	}

	@Test
	void pagesBothWays() {
		for (int i = 1; i <= 6; i++) {
			this.client.create("createTask", Map.of("subject", "T" + i, "dueAt", "2031-01-0" + i + "T00:00:00Z"));
		}
		String order = "orderBy: [{field: DUE_AT}]";
		assertThat(walk(order, "first: 4", "after", "endCursor")).containsExactly("T1", "T2", "T3", "T4", "T5", "T6");
		assertThat(walk(order, "last: 4", "before", "startCursor")).containsExactly("T3", "T4", "T5", "T6", "T1", "T2");
		this.client.graphQl()
			.document("{ activities(first: 101) { nodes { id } } }")
			.execute()
			.errors()
			.satisfy((errors) -> assertThat(errors.getFirst().getExtensions()).containsEntry("code",
					"PAGE_SIZE_EXCEEDED"));
	}

	@Test
	void tellsSubscribersWhatChanges() {
		var changes = this.client.graphQl()
			.document(
					"""
							subscription { activityChanged(filter: {type: {eq: CALL}}) { kind type version changedFields actor { name }
							  cursor eventId activity { id status } } }""")
			.executeSubscription()
			.toFlux();
		StepVerifier.create(changes.filter((change) -> !kind(change, "activityChanged").equals("HEARTBEAT")))
			.expectSubscription()
			.thenAwait(Duration.ofMillis(500))
			.then(() -> {
				this.client.create("createTask", Map.of("subject", "Not this"));
				String call = this.client.create("createCall",
						Map.of("subject", "This", "plannedAt", "2031-01-01T00:00:00Z"));
				this.client.run("completeActivity", anyVersion(call), "id");
			})
			.assertNext((change) -> assertThat(kind(change, "activityChanged")).isEqualTo("CREATED"))
			.assertNext((change) -> {
				change.path("activityChanged.type").entity(String.class).isEqualTo("ActivityCompleted");
				change.path("activityChanged.actor.name").entity(String.class).isEqualTo("Ann Able");
				change.path("activityChanged.activity.status").entity(String.class).isEqualTo("COMPLETED");
				change.path("activityChanged.changedFields")
					.entityList(String.class)
					.containsExactly("happensAt", "occurredAt", "status", "updatedAt");
			})
			.thenCancel()
			.verify(Duration.ofSeconds(20));
	}

	private static String kind(GraphQlTester.Response change, String field) {
		return change.path(field + ".kind").entity(String.class).get();
	}

	private void step(String mutation, Map<String, Object> input, String status) {
		GraphQlTester.Response response = this.client.run(mutation, input, "status");
		response.path(mutation + ".activity.status").entity(String.class).isEqualTo(status);
	}

	private static Map<String, Object> anyVersion(String id) {
		Map<String, Object> input = new HashMap<>();
		input.put("id", id);
		input.put("version", null);
		return input;
	}

	private void refusesAsBadInput(String document) {
		assertThat(ask(document).getErrors()).singleElement()
			.satisfies((error) -> assertThat(error.getExtensions()).containsEntry("code", "BAD_USER_INPUT"));
	}

	private String chinese(String document, String field) {
		Map<String, Object> data = ask(document).getData();
		return String.valueOf(data.get(field));
	}

	/** Asks in Chinese. */
	private ExecutionResult ask(String document) {
		return Objects
			.requireNonNull(this.handler.handleRequest(request(document))
				.contextWrite(ReactiveSecurityContextHolder
					.withAuthentication(new TestingAuthenticationToken(this.tenant.actor(), "", List.of())))
				.block(Duration.ofSeconds(10)))
			.getExecutionResult();
	}

	private static WebGraphQlRequest request(String document) {
		return new WebGraphQlRequest(URI.create("http://test/graphql"), new HttpHeaders(), null, null, Map.of(),
				Map.of("query", document), UUID.randomUUID().toString(), Locale.SIMPLIFIED_CHINESE);
	}

	private List<String> subjects(String arguments) {
		return this.client.graphQl()
			.document("{ activities(" + arguments + ") { nodes { subject } } }")
			.execute()
			.path("activities.nodes[*].subject")
			.entityList(String.class)
			.get();
	}

	/** All pages, as they come. */
	private List<String> walk(String order, String size, String from, String cursor) {
		List<String> subjects = new ArrayList<>();
		String arguments = order + ", " + size;
		for (boolean more = true; more;) {
			GraphQlTester.Response page = this.client.graphQl()
				.document("{ activities(" + arguments
						+ ") { nodes { subject } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }")
				.execute();
			subjects.addAll(page.path("activities.nodes[*].subject").entityList(String.class).get());
			more = page.path("activities.pageInfo." + (from.equals("after") ? "hasNextPage" : "hasPreviousPage"))
				.entity(Boolean.class)
				.get();
			arguments = order + ", " + size + ", " + from + ": \""
					+ page.path("activities.pageInfo." + cursor).entity(String.class).get() + "\"";
		}
		return subjects;
	}

}
