package dev.rapport.graphql;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLTypeUtil;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.graphql.execution.GraphQlSource;

import dev.rapport.RapportTest;
import dev.rapport.StatementLog;
import dev.rapport.Tenants;
import dev.rapport.activity.Activity;
import dev.rapport.member.MemberId;
import dev.rapport.persistence.NodeSource;
import dev.rapport.ticket.Ticket;

import static org.assertj.core.api.Assertions.assertThat;

/** What sketches show is right, and nobody is shown one who asks for more. */
@RapportTest
@NullUnmarked
final class SketchTests {

	private static final ParameterizedTypeReference<Map<String, Object>> OBJECT = new ParameterizedTypeReference<>() {
	};

	@Autowired
	Tenants tenants;

	@Autowired
	GraphQlSource source;

	@Autowired
	List<NodeSource<?>> nodes;

	private Tenants.Tenant tenant;

	private Map<String, String> ids;

	@BeforeEach
	void records() {
		this.tenant = this.tenants.found();
		String customer = this.tenant.graphQl()
			.document("""
					mutation { createCustomer(input: {kind: PERSON, name: "Jo", tags: ["key"], industry: "Optics",
					  contactPoints: [{kind: EMAIL, value: "jo@example.com"}]}) { customer { id } } }""")
			.execute()
			.path("createCustomer.customer.id")
			.entity(String.class)
			.get();
		String pipeline = this.tenant.graphQl()
			.document("mutation { createPipeline(input: {name: \"Sales\"}) { pipeline { id } } }")
			.execute()
			.path("createPipeline.pipeline.id")
			.entity(String.class)
			.get();
		String deal = this.tenant.graphQl()
			.document("""
					mutation ($pipeline: ID!, $customer: ID!) { createOpportunity(input: {pipelineId: $pipeline,
					  customerId: $customer, name: "Press", amount: {amount: "12.50", currency: "CNY"},
					  expectedCloseDate: "2026-12-01", nextStep: "Call"}) { opportunity { id } } }""")
			.variable("pipeline", pipeline)
			.variable("customer", customer)
			.execute()
			.path("createOpportunity.opportunity.id")
			.entity(String.class)
			.get();
		String ticket = this.tenant.graphQl()
			.document("""
					mutation ($customer: ID!, $assignee: ID!) { createTicket(input: {subject: "It creaks",
					  description: "When it rains", priority: HIGH, customerId: $customer, assigneeId: $assignee,
					  tags: ["door"]}) { ticket { id } } }""")
			.variable("customer", customer)
			.variable("assignee", new MemberId(this.tenant.ann()).text())
			.execute()
			.path("createTicket.ticket.id")
			.entity(String.class)
			.get();
		this.ids = Map.of("Customer", customer, "Member", new MemberId(this.tenant.ann()).text(), "Opportunity", deal,
				"Pipeline", pipeline, "Ticket", ticket);
	}

	@Test
	void listsSketchesToWhoWantsNoMore() {
		String few = """
				id number name customer { id } amount { amount } weightedAmount { amount } expectedCloseDate
				owner { id } pipeline { id } stage { id } category probability""";
		for (String list : List.of("opportunities(first: 5) { nodes { %s } }",
				"opportunities(first: 5) { edges { cursor node { %s } } }",
				"customers { nodes { opportunities(first: 5) { totalCount nodes { %s } } } }",
				"pipelineBoard(pipelineId: $pipeline, first: 5) { columns { count opportunities { nodes { %s } } } }")) {
			StatementLog.clear();
			String sketches = list(list.formatted(few));
			assertThat(StatementLog.statements(this.tenant.id())).as(list)
				.noneMatch((sql) -> sql.contains("o.next_step") || sql.contains("c.addresses"));
			assertThat(list(list.formatted(few + " nextStep")).replace(", nextStep=Call", "")).as(list)
				.isEqualTo(sketches)
				.contains("Press", "12.50");
		}
	}

	/** A foreign key says all that is asked; with a name, the record is looked up. */
	@Test
	void refersToRecordsOfWhichOnlyTheIdIsWanted() {
		create("createTask(input: {subject: \"Bid\"");
		contact();
		for (String list : List.of(
				"opportunities(first: 5) { nodes { customer { id } stage { %1$s } pipeline { %1$s } owner { %1$s } } }",
				"pipelineBoard(pipelineId: $pipeline, first: 5, orderBy: { field: AMOUNT, direction: DESC }) { columns { opportunities { nodes { id name amount { amount } customer { id } owner { %s } } } } }",
				"tickets(first: 5) { nodes { subject assignee { %s } } }", "customers { nodes { owner { %s } } }",
				"activities(first: 5) { nodes { owner { %s } } }", "contacts(first: 5) { nodes { owner { %s } } }",
				"forecast(from: \"2026-12-01\", to: \"2026-12-31\", by: [OWNER]) { owner { %s } amount { amount } }")) {
			StatementLog.clear();
			String references = list(list.formatted("__typename key: id"));
			assertThat(StatementLog.statements(this.tenant.id())).as(list)
				.noneMatch((sql) -> sql.contains("from member m") || sql.contains("s.id = any("));
			assertThat(list(list.formatted("__typename key: id name")).replaceAll(", name=[^,}]*}", "}")).as(list)
				.isEqualTo(references)
				.contains("__typename=Member, key=" + this.ids.get("Member"));
		}
	}

	@Test
	void listsSketchesOfTickets() {
		String few = shown(Ticket.class) + " comments(last: 1) { nodes { body } }";
		String list = "tickets(first: 5, filter: {status: {eq: OPEN}}) { nodes { %s } }";
		StatementLog.clear();
		String sketches = list(list.formatted(few));
		assertThat(StatementLog.statements(this.tenant.id())).noneMatch((sql) -> sql.contains("t.description"));
		assertThat(list(list.formatted(few + " description")).replace(", description=When it rains", ""))
			.isEqualTo(sketches)
			.contains("It creaks", "HIGH");
	}

	/** Of each type, with a time of its own, or none. */
	@Test
	void listsSketchesOfActivities() {
		for (String activity : List.of(
				"createTask(input: {subject: \"Bid\", dueAt: \"2025-03-01T09:00:00Z\", priority: HIGH, body: \"long\"",
				"createTask(input: {subject: \"Call back\", body: \"long\"",
				"createCall(input: {subject: \"Rang\", direction: INBOUND, body: \"long\"",
				"createEmail(input: {subject: \"Wrote\", direction: INBOUND, body: \"long\"",
				"createMeeting(input: {subject: \"Meet\", plannedAt: \"2030-03-01T09:00:00Z\", body: \"long\"",
				"addNote(input: {body: \"long\"")) {
			create(activity);
		}
		String few = "__typename " + shown(Activity.class).replace("dueAt", "... on Task { dueAt priority }")
			.replace("plannedAt priority", "plannedAt");
		for (String list : List.of("activities(first: 9) { nodes { %s } }",
				"customers { nodes { activities(first: 9) { nodes { %s } } } }")) {
			StatementLog.clear();
			String sketches = list(list.formatted(few));
			assertThat(StatementLog.statements(this.tenant.id())).as(list)
				.noneMatch((sql) -> sql.contains("a.related_to"));
			assertThat(list(list.formatted(few + " version")).replace(", version=1", "")).as(list)
				.isEqualTo(sketches)
				.contains("Bid", "2025-03-01", "overdue=true", "Meet", "Rang", "Wrote");
		}
	}

	private void contact() {
		this.tenant.graphQl()
			.document(
					"mutation { it: createContact(input: {name: \"Lin Mei\"}) { contact { id } errors { message } } }")
			.execute()
			.path("it.errors")
			.entityList(Object.class)
			.hasSize(0);
	}

	private void create(String activity) {
		this.tenant.graphQl()
			.document("mutation ($customer: ID!) { it: " + activity
					+ ", relatedTo: [$customer]}) { errors { message } } }")
			.variable("customer", this.ids.get("Customer"))
			.execute()
			.path("it.errors")
			.entityList(Object.class)
			.hasSize(0);
	}

	/** All that sketches show. */
	private String shown(Class<?> type) {
		return this.nodes.stream()
			.filter((source) -> source.type() == type)
			.flatMap((source) -> source.sketched().stream().sorted())
			.map((field) -> Set.of("customer", "contact", "assignee", "owner").contains(field) ? field + " { id }"
					: field)
			.collect(Collectors.joining(" "));
	}

	private String list(String selection) {
		return this.tenant.graphQl()
			.document((selection.contains("$pipeline") ? "query ($pipeline: ID!) { " : "{ ") + selection + " }")
			.variable("pipeline", this.ids.get("Pipeline"))
			.execute()
			.path("")
			.entity(OBJECT)
			.get()
			.toString();
	}

	@Test
	void showsWhatTheWholeRecordShows() {
		for (NodeSource<?> node : this.nodes) {
			String type = node.type().getSimpleName();
			if (!(this.source.schema().getType(type) instanceof GraphQLObjectType)) {
				continue;
			}
			for (String field : node.sketched()) {
				StatementLog.clear();
				Map<String, Object> sketch = read(type, selected(type, field));
				assertThat(StatementLog.statements(this.tenant.id())).as("%s.%s", type, field)
					.noneMatch((sql) -> sql.contains("updated_by") && sql.contains(" " + type.toLowerCase() + " "));
				assertThat(read(type, selected(type, field) + " updatedAt")).as("%s.%s", type, field)
					.containsAllEntriesOf(sketch);
			}
		}
	}

	@Test
	void showsAllToWhoAsksForMoreInWhicheverWay() {
		for (String selection : List.of("name kind", "name ... on Customer { kind }", "name ...Kind", "name ...Kinds",
				"name ... { ...Kind }")) {
			assertThat(read("Customer", selection)).as(selection).containsEntry("kind", "PERSON");
		}
		assertThat(read("Customer", "name ...Name ... @include(if: true) { number }")).containsKeys("name", "number");
	}

	@Test
	void showsBothAtOnce() {
		String id = this.ids.get("Customer");
		Map<String, Object> both = this.tenant.graphQl()
			.document("query ($id: ID!) { few: customer(id: $id) { name } all: customer(id: $id) { name tags } }")
			.variable("id", id)
			.execute()
			.path("")
			.entity(OBJECT)
			.get();
		assertThat(both)
			.isEqualTo(Map.of("few", Map.of("name", "Jo"), "all", Map.of("name", "Jo", "tags", List.of("key"))));
	}

	private Map<String, Object> read(String type, String selection) {
		Set<String> fragments = Set.of("fragment Kind on Customer { kind }", "fragment Kinds on Customer { ...Kind }",
				"fragment Name on Customer { name }");
		StringBuilder document = new StringBuilder(
				"query ($id: ID!) { it: " + type.toLowerCase() + "(id: $id) { " + selection + " } }");
		fragments.stream()
			.filter((fragment) -> selection.contains("..." + fragment.split(" ")[1])
					|| selection.contains("...Kinds") && fragment.contains("Kind on"))
			.forEach(document::append);
		return this.tenant.graphQl()
			.document(document.toString())
			.variable("id", this.ids.get(type))
			.execute()
			.path("it")
			.entity(OBJECT)
			.get();
	}

	/** The field, or of what it leads to the id or the amount. */
	private String selected(String type, String field) {
		GraphQLFieldDefinition definition = Objects
			.requireNonNull((GraphQLObjectType) this.source.schema().getType(type))
			.getFieldDefinition(field);
		return (GraphQLTypeUtil.unwrapAll(definition.getType()) instanceof GraphQLObjectType object)
				? field + ((object.getFieldDefinition("id") != null) ? " { id }" : " { amount }") : field;
	}

}
