package dev.rapport.ticket;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.GraphQlTester;

import dev.rapport.RapportTest;
import dev.rapport.StatementLog;
import dev.rapport.Tenants;
import dev.rapport.kernel.Stamp;
import dev.rapport.tenancy.Actors;

import static org.assertj.core.api.Assertions.assertThat;

@RapportTest
class TicketListTests {

	@Autowired
	Tenants tenants;

	@Autowired
	Tickets tickets;

	private Desk desk;

	@BeforeEach
	void openTheDesk() {
		this.desk = Desk.of(this.tenants.found());
	}

	@Test
	void pagesBothWays() {
		List.of("a", "b", "c", "d", "e", "f", "g").forEach(this.desk::create);
		GraphQlTester.Response first = list(Map.of("first", 3));
		subjects(first).containsExactly("g", "f", "e");
		first.path("tickets.totalCount").entity(Integer.class).isEqualTo(7);
		info(first, true, false);
		GraphQlTester.Response second = list(Map.of("first", 3, "after", cursor(first, "end")));
		subjects(second).containsExactly("d", "c", "b");
		info(second, true, true);
		GraphQlTester.Response third = list(Map.of("first", 3, "after", cursor(second, "end")));
		subjects(third).containsExactly("a");
		info(third, false, true);
		GraphQlTester.Response back = list(Map.of("last", 3, "before", cursor(third, "start")));
		subjects(back).containsExactly("d", "c", "b");
		info(back, true, true);
		subjects(list(Map.of("last", 2))).containsExactly("b", "a");
	}

	@Test
	void filtersByEachField() {
		String customer = this.desk.customer("华信科技");
		String printer = this.desk.create("打印机无法连接", "priority", "URGENT", "type", "INCIDENT", "channel", "WECHAT",
				"customerId", customer, "assigneeId", this.desk.bo());
		this.desk.create("Invoice is wrong", "type", "COMPLAINT");
		filtered(Map.of("subject", Map.of("contains", "印机"))).containsExactly("打印机无法连接");
		filtered(Map.of("subject", Map.of("contains", "INVOICE"))).containsExactly("Invoice is wrong");
		filtered(Map.of("subject", Map.of("contains", "000002"))).hasSize(0);
		filtered(Map.of("subject", Map.of("startsWith", "invoice"))).containsExactly("Invoice is wrong");
		filtered(Map.of("id", Map.of("eq", printer))).containsExactly("打印机无法连接");
		filtered(Map.of("number", Map.of("eq", "T-000002"))).containsExactly("Invoice is wrong");
		filtered(Map.of("status", Map.of("eq", "OPEN"))).containsExactly("打印机无法连接");
		filtered(Map.of("priority", Map.of("in", List.of("HIGH", "URGENT")))).containsExactly("打印机无法连接");
		filtered(Map.of("type", Map.of("eq", "COMPLAINT"))).containsExactly("Invoice is wrong");
		filtered(Map.of("channel", Map.of("ne", "WECHAT"))).containsExactly("Invoice is wrong");
		filtered(Map.of("customerId", Map.of("eq", customer))).containsExactly("打印机无法连接");
		filtered(Map.of("assigneeId", Map.of("isNull", true))).containsExactly("Invoice is wrong");
		filtered(Map.of("createdAt", Map.of("lt", "2020-01-01T00:00:00Z"))).containsExactly();
		filtered(Map.of("updatedAt", Map.of("gt", "2020-01-01T00:00:00Z"))).hasSize(2);
		filtered(Map.of("not", Map.of("status", Map.of("eq", "NEW")))).containsExactly("打印机无法连接");
		filtered(Map.of("and", List.of(Map.of("status", Map.of("eq", "NEW")), Map.of("type", Map.of("eq", "TASK")))))
			.containsExactly();
		filtered(Map.of("or", List.of(Map.of("status", Map.of("eq", "NEW")), Map.of("type", Map.of("eq", "INCIDENT")))))
			.hasSize(2);
	}

	@Test
	void sortsByEachKey() {
		String low = this.desk.create("low", "priority", "LOW");
		this.desk.create("urgent", "priority", "URGENT");
		this.desk.create("normal");
		this.desk.create("high", "priority", "HIGH");
		this.desk.change("updateTicket", low, "description", "changed last");
		sorted("PRIORITY", "DESC").containsExactly("urgent", "high", "normal", "low");
		sorted("PRIORITY", "ASC").containsExactly("low", "normal", "high", "urgent");
		sorted("CREATED_AT", "ASC").containsExactly("low", "urgent", "normal", "high");
		sorted("NUMBER", "DESC").containsExactly("high", "normal", "urgent", "low");
		sorted("UPDATED_AT", "DESC").containsExactly("low", "high", "normal", "urgent");
		Map<String, @Nullable Object> byPriority = Map.of("orderBy",
				List.of(Map.of("field", "PRIORITY", "direction", "DESC")));
		GraphQlTester.Response first = list(with(byPriority, "first", 3));
		subjects(list(with(with(byPriority, "first", 3), "after", cursor(first, "end")))).containsExactly("low");
	}

	@Test
	void readsRelationsWithAStatementForEachLevel() {
		for (int i = 1; i <= 4; i++) {
			String customer = this.desk.customer("Customer " + i);
			String original = this.desk.create("First " + i, "customerId", customer, "assigneeId", this.desk.ann());
			String other = this.desk.create("Second " + i, "customerId", customer);
			this.desk.create("Third " + i, "customerId", customer);
			this.desk.change("addTicketComment", original, "body", "Hello " + i);
			this.desk.change("markTicketDuplicate", other, "duplicateOfId", original);
		}
		StatementLog.clear();
		GraphQlTester.Response response = this.desk.graphQl().documentName("ticket/relations").execute();
		assertThat(StatementLog.statements()).hasSizeLessThanOrEqualTo(16);
		response.path("viewer.assignedTickets.totalCount").entity(Integer.class).isEqualTo(4);
		response.path("customers.nodes[*].tickets.totalCount").entityList(Integer.class).containsExactly(3, 3, 3, 3);
		response.path("customers.nodes[0].tickets.nodes[*].subject")
			.entityList(String.class)
			.containsExactly("First 4", "Second 4");
		response.path("customers.nodes[0].tickets.nodes[1].duplicateOf.number")
			.entity(String.class)
			.isEqualTo("T-000010");
		response.path("customers.nodes[*].tickets.nodes[*].comments.nodes[*].body")
			.entityList(String.class)
			.containsExactly("Hello 4", "Hello 3", "Hello 2", "Hello 1");
		response.path("customers.nodes[3].tickets.nodes[1].statusHistory[*].to")
			.entityList(String.class)
			.containsExactly("NEW", "DUPLICATE");
	}

	@Test
	void takesInHistoryWithItsTimes() {
		Instant opened = Instant.parse("2024-05-01T09:00:00Z");
		Instant solved = Instant.parse("2024-05-03T09:00:00Z");
		Course course = new Course(TicketStatus.SOLVED, solved, "Sent by post", opened.plusSeconds(60), solved, null, 2,
				null);
		Stamp stamp = Stamp.created(opened, this.desk.tenant().ann()).updated(solved, this.desk.tenant().bo());
		Concern concern = new Concern("发票", null, TicketPriority.LOW, TicketType.TASK, Channel.IMPORT, null, null,
				List.of());
		List<Ticket> tickets = Objects.requireNonNull(this.tickets
			.createAll(List.of(new Tickets.Draft(concern, null, course, stamp),
					Tickets.Draft.fresh(concern, null, Stamp.created(opened, this.desk.tenant().ann()))))
			.contextWrite(Actors.with(this.desk.tenant().actor()))
			.block());
		assertThat(tickets).extracting(Ticket::number).containsExactly("T-000001", "T-000002");
		assertThat(this.tickets.byIds(List.of(tickets.getFirst().id().value()))
			.contextWrite(Actors.with(this.desk.tenant().actor()))
			.block()).containsValue(tickets.getFirst());
		this.desk.change("closeTicket", tickets.getFirst().id().text());
		GraphQlTester.Response history = this.desk.graphQl()
			.documentName("ticket/history")
			.variable("id", tickets.getFirst().id().text())
			.execute();
		history.path("ticket.statusHistory[*].to").entityList(String.class).containsExactly("SOLVED", "CLOSED");
		history.path("ticket.statusHistory[0].at").entity(String.class).isEqualTo("2024-05-03T09:00:00.000Z");
		history.path("ticket.statusHistory[0].by.name").entity(String.class).isEqualTo("Bo 博");
	}

	private GraphQlTester.EntityList<String> filtered(Map<String, Object> filter) {
		return subjects(list(Map.of("filter", filter)));
	}

	private GraphQlTester.EntityList<String> sorted(String field, String direction) {
		return subjects(list(Map.of("orderBy", List.of(Map.of("field", field, "direction", direction)))));
	}

	private GraphQlTester.Response list(Map<String, @Nullable Object> variables) {
		return this.desk.graphQl().documentName("ticket/tickets").variables(variables).execute();
	}

	private static Map<String, @Nullable Object> with(Map<String, @Nullable Object> variables, String name,
			Object value) {
		Map<String, @Nullable Object> more = new HashMap<>(variables);
		more.put(name, value);
		return more;
	}

	private static GraphQlTester.EntityList<String> subjects(GraphQlTester.Response response) {
		return response.path("tickets.nodes[*].subject").entityList(String.class);
	}

	private static String cursor(GraphQlTester.Response response, String end) {
		return response.path("tickets.pageInfo." + end + "Cursor").entity(String.class).get();
	}

	private static void info(GraphQlTester.Response response, boolean next, boolean previous) {
		response.path("tickets.pageInfo.hasNextPage")
			.entity(Boolean.class)
			.isEqualTo(next)
			.path("tickets.pageInfo.hasPreviousPage")
			.entity(Boolean.class)
			.isEqualTo(previous);
	}

}
