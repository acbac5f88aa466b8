package dev.rapport.ticket;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.GraphQlTester;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Rights;

import static org.assertj.core.api.Assertions.assertThat;

@RapportTest
class TicketCommentTests {

	@Autowired
	Tenants tenants;

	private Desk desk;

	private String ticket;

	@BeforeEach
	void openATicket() {
		this.desk = Desk.of(this.tenants.found());
		this.ticket = this.desk.create("Printer");
	}

	@Test
	void answersTheCustomer() {
		assertThat(this.desk.change("addTicketComment", this.ticket, "body", "内部备注", "visibility", "INTERNAL"))
			.containsEntry("version", 2)
			.containsEntry("firstResponseAt", null);
		Object first = this.desk.change("addTicketComment", this.ticket, "body", "您好").get("firstResponseAt");
		assertThat(first).isNotNull();
		assertThat(this.desk.change("addTicketComment", this.ticket, "body", "再见")).containsEntry("firstResponseAt",
				first);
	}

	@Test
	void doesNotTakeAProgramForAMember() {
		Tenants.Tenant tenant = this.desk.tenant();
		Actor program = new Actor(tenant.id(), Actor.Kind.CLIENT, tenant.ann(), "bot", "request", Rights.UNLIMITED);
		tenant.graphQl(program)
			.document(
					"mutation ($id: ID!) { addTicketComment(input: {id: $id, body: \"Received\"}) { ticket { firstResponseAt } comment { createdBy { name } ticket { id } } } }")
			.variable("id", this.ticket)
			.execute()
			.path("addTicketComment.ticket.firstResponseAt")
			.valueIsNull()
			.path("addTicketComment.comment.ticket.id")
			.entity(String.class)
			.isEqualTo(this.ticket);
	}

	@Test
	void needsAVersionOnlyIfOneIsSent() {
		assertThat(this.desk.ticket("addTicketComment", Desk.input("id", this.ticket, "body", "Hello")))
			.containsEntry("version", 2);
		assertThat(this.desk.refused("addTicketComment", this.ticket, "version", 1, "body", "Hello"))
			.containsEntry("code", "VERSION_CONFLICT");
		assertThat(this.desk.refused("addTicketComment", this.ticket, "body", " ")).containsEntry("code", "REQUIRED")
			.containsEntry("path", List.of("input", "body"));
		this.desk.change("markTicketSpam", this.ticket);
		assertThat(this.desk.refused("addTicketComment", this.ticket, "body", "Hello")).containsEntry("constraint",
				"ticket.last");
	}

	@Test
	void readsInTheOrderOfTheConversation() {
		for (int i = 1; i <= 6; i++) {
			this.desk.change("addTicketComment", this.ticket, "body", "c" + i, "visibility",
					(i % 2 == 0) ? "INTERNAL" : "PUBLIC");
		}
		GraphQlTester.Response page = comments(Map.of("first", 4));
		bodies(page).containsExactly("c1", "c2", "c3", "c4");
		page.path("ticket.comments.totalCount").entity(Integer.class).isEqualTo(6);
		GraphQlTester.Response rest = comments(Map.of("first", 4, "after", cursor(page, "end")));
		bodies(rest).containsExactly("c5", "c6");
		rest.path("ticket.comments.pageInfo.hasPreviousPage").entity(Boolean.class).isEqualTo(true);
		bodies(comments(Map.of("last", 3, "before", cursor(rest, "start")))).containsExactly("c2", "c3", "c4");
		bodies(comments(Map.of("visibility", "PUBLIC"))).containsExactly("c1", "c3", "c5");
		String id = page.path("ticket.comments.nodes[0].id").entity(String.class).get();
		this.desk.graphQl()
			.document(
					"query ($id: ID!) { node(id: $id) { ... on TicketComment { body visibilityLabel(locale: \"zh\") createdBy { name } } } }")
			.variable("id", id)
			.execute()
			.path("node.visibilityLabel")
			.entity(String.class)
			.isEqualTo("公开");
	}

	private GraphQlTester.Response comments(Map<String, @Nullable Object> variables) {
		return this.desk.graphQl()
			.documentName("ticket/comments")
			.variable("id", this.ticket)
			.variables(variables)
			.execute();
	}

	private static GraphQlTester.EntityList<String> bodies(GraphQlTester.Response response) {
		return response.path("ticket.comments.nodes[*].body").entityList(String.class);
	}

	private static String cursor(GraphQlTester.Response response, String end) {
		return response.path("ticket.comments.pageInfo." + end + "Cursor").entity(String.class).get();
	}

}
