package dev.rapport.ticket;

import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.ResponseError;
import org.springframework.graphql.server.WebGraphQlHandler;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.support.DefaultGraphQlRequest;
import org.springframework.graphql.test.tester.GraphQlTester;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.util.LinkedMultiValueMap;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.NodeId;
import dev.rapport.kernel.Problem;
import dev.rapport.tenancy.Actors;

import static org.assertj.core.api.Assertions.assertThat;

@RapportTest
class TicketGraphQlTests {

	@Autowired
	Tenants tenants;

	@Autowired
	Tickets tickets;

	@Autowired
	WebGraphQlHandler handler;

	private Desk desk;

	@BeforeEach
	void openTheDesk() {
		this.desk = Desk.of(this.tenants.found());
	}

	@Test
	void recordsATicket() {
		String customer = this.desk.customer("华信科技");
		String contact = this.desk.contact("陈静");
		Map<String, @Nullable Object> ticket = this.desk.ticket("createTicket",
				Desk.input("subject", " 打印机无法连接 ", "description", "一楼", "priority", "URGENT", "type", "COMPLAINT",
						"channel", "WECHAT", "customerId", customer, "contactId", contact, "tags",
						List.of("vip", "printer", "vip")));
		assertThat(ticket).containsEntry("number", "T-000001")
			.containsEntry("version", 1)
			.containsEntry("status", "NEW")
			.containsEntry("subject", "打印机无法连接")
			.containsEntry("priorityLabel", "紧急")
			.containsEntry("typeLabel", "客户投诉")
			.containsEntry("channelLabel", "微信")
			.containsEntry("contact", Map.of("id", contact))
			.containsEntry("customer", Map.of("id", customer))
			.containsEntry("tags", List.of("printer", "vip"))
			.containsEntry("assignee", null);
		this.desk.graphQl()
			.document("query ($id: ID!) { node(id: $id) { ... on Ticket { subject createdBy { name } } } }")
			.variable("id", ticket.get("id"))
			.execute()
			.path("node.createdBy.name")
			.entity(String.class)
			.isEqualTo("Ann Able");
	}

	@Test
	void opensATicketThatSomebodyHas() {
		Map<String, @Nullable Object> ticket = this.desk.ticket("createTicket",
				Desk.input("subject", "Invoice", "assigneeId", this.desk.bo()));
		assertThat(ticket).containsEntry("status", "OPEN")
			.containsEntry("priority", "NORMAL")
			.containsEntry("type", "QUESTION")
			.containsEntry("channel", "API")
			.containsEntry("assignee", Map.of("id", this.desk.bo(), "name", "Bo 博"));
	}

	@Test
	void keepsWhatIsNotSentAndClearsWhatIsNull() {
		String id = this.desk.create("Invoice", "description", "Wrong sum", "tags", List.of("money"));
		assertThat(this.desk.change("updateTicket", id, "priority", "LOW")).containsEntry("description", "Wrong sum")
			.containsEntry("priority", "LOW")
			.containsEntry("tags", List.of("money"));
		Map<String, @Nullable Object> clear = Desk.input("id", id, "version", 2, "description", null, "tags", null);
		assertThat(this.desk.ticket("updateTicket", clear)).containsEntry("description", null)
			.containsEntry("tags", List.of())
			.containsEntry("subject", "Invoice")
			.containsEntry("version", 3);
		assertThat(this.desk.error("updateTicket", Desk.input("id", id, "version", null, "priority", null)))
			.containsEntry("code", "REQUIRED")
			.containsEntry("path", List.of("input", "priority"));
	}

	@Test
	void refusesAStaleVersionWithTheTicketAsItIs() {
		String id = this.desk.create("Invoice");
		this.desk.change("updateTicket", id, "subject", "Bill");
		assertThat(this.desk.refused("updateTicket", id, "version", 1, "subject", "Receipt"))
			.containsEntry("__typename", "ConflictError")
			.containsEntry("code", "VERSION_CONFLICT")
			.containsEntry("current", Map.of("subject", "Bill", "version", 2));
		assertThat(this.desk.error("closeTicket", Desk.input("id", id))).containsEntry("code", "REQUIRED")
			.containsEntry("path", List.of("input", "version"));
	}

	@Test
	void goesThroughItsWholeLife() {
		String id = this.desk.create("Printer");
		assertThat(this.desk.change("assignTicket", id, "assigneeId", this.desk.bo())).containsEntry("status", "OPEN");
		assertThat(this.desk.change("pendTicket", id)).containsEntry("status", "PENDING");
		assertThat(this.desk.change("resumeTicket", id)).containsEntry("status", "OPEN");
		assertThat(this.desk.change("holdTicket", id)).containsEntry("status", "ON_HOLD");
		assertThat(this.desk.change("resumeTicket", id)).containsEntry("status", "OPEN");
		assertThat(this.desk.change("solveTicket", id, "resolution", "更换网线")).containsEntry("resolution", "更换网线")
			.hasEntrySatisfying("solvedAt", (time) -> assertThat(time).isNotNull());
		assertThat(this.desk.change("reopenTicket", id, "reason", "Again")).containsEntry("reopenCount", 1)
			.containsEntry("solvedAt", null);
		this.desk.change("solveTicket", id, "resolution", "New printer");
		assertThat(this.desk.change("closeTicket", id)).containsEntry("status", "CLOSED")
			.containsEntry("version", 10)
			.hasEntrySatisfying("closedAt", (time) -> assertThat(time).isNotNull());
		var history = this.desk.graphQl().documentName("ticket/history").variable("id", id).execute();
		history.path("ticket.statusHistory[*].to")
			.entityList(String.class)
			.containsExactly("NEW", "OPEN", "PENDING", "OPEN", "ON_HOLD", "OPEN", "SOLVED", "OPEN", "SOLVED", "CLOSED");
		history.path("ticket.statusHistory[*].reason")
			.entity(List.class)
			.satisfies((reasons) -> assertThat(reasons.toString())
				.isEqualTo("[null, null, null, null, null, null, 更换网线, Again, New printer, null]"));
		history.path("ticket.statusHistory[0]")
			.entity(Map.class)
			.satisfies((step) -> assertThat(step.get("from")).isNull())
			.path("ticket.statusHistory[1]")
			.entity(Map.class)
			.satisfies((step) -> assertThat(step.get("fromLabel")).isEqualTo("新建"))
			.path("ticket.statusHistory[1].spent")
			.entity(String.class)
			.satisfies((spent) -> assertThat(spent).startsWith("PT"));
	}

	@Test
	void refusesAStepWithTheStatesThatArePossible() {
		String id = this.desk.create("Printer");
		assertThat(this.desk.refused("solveTicket", id, "resolution", "done"))
			.containsEntry("__typename", "TransitionError")
			.containsEntry("from", "NEW")
			.containsEntry("allowed", List.of("OPEN", "DUPLICATE", "SPAM"));
		assertThat(this.desk.change("markTicketSpam", id)).containsEntry("status", "SPAM");
		assertThat(this.desk.refused("assignTicket", id, "assigneeId", this.desk.bo())).containsEntry("from", "SPAM")
			.containsEntry("allowed", List.of());
		assertThat(this.desk.refused("updateTicket", id, "subject", "Win")).containsEntry("code", "TRANSITION_REFUSED")
			.containsEntry("constraint", "ticket.last");
	}

	@Test
	void setsADuplicateAside() {
		String original = this.desk.create("Printer");
		String id = this.desk.create("Printer again");
		assertThat(this.desk.refused("markTicketDuplicate", id, "duplicateOfId", id)).containsEntry("code", "CYCLE");
		assertThat(this.desk.change("markTicketDuplicate", id, "duplicateOfId", original))
			.containsEntry("status", "DUPLICATE")
			.containsEntry("duplicateOf", Map.of("id", original));
		assertThat(this.desk.refused("markTicketDuplicate", original, "duplicateOfId", id)).containsEntry("code",
				"CYCLE");
		assertThat(this.desk.refused("markTicketDuplicate", original, "duplicateOfId",
				NodeId.encode("tic", UUID.randomUUID())))
			.containsEntry("code", "NOT_FOUND")
			.containsEntry("path", List.of("input", "duplicateOfId"));
		assertThat(this.desk.change("closeTicket", id)).containsEntry("status", "CLOSED");
	}

	@Test
	void keepsWhatOthersAreDuplicatesOf() {
		String one = this.desk.create("One");
		String original = this.desk.create("Original");
		String third = this.desk.create("Third");
		this.desk.change("markTicketDuplicate", one, "duplicateOfId", original);
		assertThat(this.desk.refused("markTicketDuplicate", original, "duplicateOfId", third))
			.containsEntry("code", "IN_USE")
			.containsEntry("constraint", "ticket.original")
			.containsEntry("path", List.of("input", "id"));
		this.desk.change("markTicketDuplicate", third, "duplicateOfId", original);
	}

	@Test
	void letsOnlyOneOfTwoBecomeADuplicateOfTheOther() {
		String one = this.desk.create("One");
		String two = this.desk.create("Two");
		assertThat(Flux.merge(marked(one, two), marked(two, one)).collectList().block()).hasSize(1);
		this.desk.graphQl()
			.document("{ tickets(filter: {status: {eq: DUPLICATE}}) { totalCount } }")
			.execute()
			.path("tickets.totalCount")
			.entity(Integer.class)
			.isEqualTo(1);
	}

	@Test
	void givesATicketToNobodyOnlyIfThatIsSaid() {
		String id = this.desk.create("Printer", "assigneeId", this.desk.ann());
		assertThat(this.desk.refused("assignTicket", id)).containsEntry("code", "REQUIRED")
			.containsEntry("path", List.of("input", "assigneeId"));
		Map<String, @Nullable Object> nobody = Desk.input("id", id, "version", 1, "assigneeId", null);
		assertThat(this.desk.ticket("assignTicket", nobody)).containsEntry("assignee", null)
			.containsEntry("status", "OPEN");
	}

	@Test
	void assignsManyTicketsEachOnItsOwn() {
		String first = this.desk.create("One");
		String spam = this.desk.create("Two");
		this.desk.change("markTicketSpam", spam);
		String unknown = NodeId.encode("tic", UUID.randomUUID());
		List<Object> items = List.of(Map.of("id", first, "version", 1), Map.of("id", spam, "version", 2),
				Map.of("id", first, "version", 1), Map.of("id", unknown, "version", 1));
		var response = assign(items);
		response.path("assignTickets.errors").entityList(Object.class).hasSize(0);
		response.path("assignTickets.results[0].ticket.status").entity(String.class).isEqualTo("OPEN");
		response.path("assignTickets.results[1:].errors[*].code")
			.entityList(String.class)
			.containsExactly("TRANSITION_REFUSED", "VERSION_CONFLICT", "NOT_FOUND");
		response.path("assignTickets.results[3].errors[0].path")
			.entityList(String.class)
			.containsExactly("input", "items", "3", "id");
	}

	@Test
	void assignsAtMostAHundredTicketsAtOnce() {
		String id = this.desk.create("One");
		var response = assign(Collections.nCopies(101, Map.of("id", id, "version", 1)));
		response.errors()
			.satisfy((errors) -> assertThat(errors.getFirst().getExtensions()).containsEntry("code", "BAD_USER_INPUT"));
	}

	@Test
	void refusesWhatDoesNotExist() {
		String stranger = NodeId.encode("mem", UUID.randomUUID());
		assertThat(this.desk.error("createTicket", Desk.input("subject", "Printer", "assigneeId", stranger)))
			.containsEntry("code", "NOT_FOUND")
			.containsEntry("message", "The assignee does not exist.");
		assertThat(this.desk.refused("closeTicket", NodeId.encode("tic", UUID.randomUUID())))
			.containsEntry("__typename", "NotFoundError");
		assertThat(this.desk.error("createTicket", Desk.input("subject", " "))).containsEntry("code", "REQUIRED")
			.containsEntry("path", List.of("input", "subject"));
	}

	@Test
	void keepsOtherTenantsOut() {
		String id = this.desk.create("Secret");
		Desk other = Desk.of(this.tenants.found());
		other.graphQl()
			.document(
					"query ($id: ID!) { node(id: $id) { id } ticket(id: $id) { id } tickets { totalCount nodes { id } } }")
			.variable("id", id)
			.execute()
			.path("node")
			.valueIsNull()
			.path("ticket")
			.valueIsNull()
			.path("tickets.nodes")
			.entityList(Object.class)
			.hasSize(0);
		assertThat(other.refused("closeTicket", id)).containsEntry("code", "NOT_FOUND");
		String own = other.create("Own");
		assertThat(other.refused("markTicketDuplicate", own, "duplicateOfId", id)).containsEntry("code", "NOT_FOUND");
		assertThat(other.refused("updateTicket", own, "customerId", this.desk.customer("Foreign")))
			.containsEntry("code", "NOT_FOUND");
	}

	@Test
	void refusesIdsOfAnotherTypeAndPagesThatAreTooLarge() {
		refuses("query ($id: ID!) { ticket(id: $id) { id } }", this.desk.ann(), "BAD_USER_INPUT");
		refuses("query ($id: ID!) { tickets(first: 101, filter: {id: {eq: $id}}) { nodes { id } } }",
				this.desk.create("One"), "PAGE_SIZE_EXCEEDED");
	}

	@Test
	void speaksChinese() {
		String id = this.desk.create("Printer");
		WebGraphQlRequest request = new WebGraphQlRequest(URI.create("/graphql"), new HttpHeaders(),
				new LinkedMultiValueMap<>(), null, Map.of(),
				new DefaultGraphQlRequest(
						"mutation ($id: ID!) { markTicketDuplicate(input: {id: $id, version: 1, duplicateOfId: $id}) { errors { message } ticket { id } } }",
						null, Map.of("id", id), Map.of()),
				"zh", Locale.CHINA);
		var response = Objects.requireNonNull(this.handler.handleRequest(request)
			.contextWrite(ReactiveSecurityContextHolder
				.withAuthentication(new TestingAuthenticationToken(this.desk.tenant().actor(), "", List.of())))
			.block());
		assertThat(response.field("markTicketDuplicate.errors[0].message").<String>getValue())
			.isEqualTo("工单不能与自身重复，也不能标记为某个重复工单的重复项。");
	}

	private GraphQlTester.Response assign(List<?> items) {
		return this.desk.graphQl().document("""
				mutation ($input: AssignTicketsInput!) {
				  assignTickets(input: $input) {
				    results { ticket { status version } errors { code path } } errors { code } } }
				""").variable("input", Map.of("items", items, "assigneeId", this.desk.bo())).execute();
	}

	private Mono<Ticket> marked(String id, String original) {
		return this.tickets.markDuplicate(Input.of(Desk.input("id", id, "version", null, "duplicateOfId", original)))
			.onErrorComplete(Problem.class)
			.contextWrite(Actors.with(this.desk.tenant().actor()));
	}

	private void refuses(String document, String id, String code) {
		this.desk.graphQl()
			.document(document)
			.variable("id", id)
			.execute()
			.errors()
			.satisfy((errors) -> assertThat(errors).extracting(ResponseError::getExtensions)
				.singleElement()
				.satisfies((extensions) -> assertThat(extensions).containsEntry("code", code)));
	}

}
