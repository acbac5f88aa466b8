package dev.rapport.contact;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.GraphQlTester;
import org.springframework.graphql.test.tester.WebGraphQlTester;

import dev.rapport.RapportTest;
import dev.rapport.StatementLog;
import dev.rapport.Tenants;
import dev.rapport.customer.ContactPoint;
import dev.rapport.customer.CustomerId;
import dev.rapport.kernel.NodeId;
import dev.rapport.kernel.Stamp;
import dev.rapport.member.MemberId;
import dev.rapport.persistence.Columns;
import dev.rapport.persistence.TenantDatabase;
import dev.rapport.tenancy.Actors;

import static org.assertj.core.api.Assertions.assertThat;

@RapportTest
class ContactListTests {

	private static final LocalDate TODAY = LocalDate.now(ZoneOffset.UTC);

	private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");

	/** Customers; contacts, their counts and other sides; owners; customers of links. */
	private static final int STATEMENTS = 5;

	@Autowired
	Tenants tenants;

	@Autowired
	Contacts contacts;

	@Autowired
	TenantDatabase database;

	private Tenants.Tenant tenant;

	private WebGraphQlTester graphQl;

	private CustomerId acme;

	private CustomerId bolt;

	private List<Contact> people = List.of();

	@BeforeEach
	void fill() {
		this.tenant = this.tenants.found();
		this.graphQl = this.tenant.graphQl();
		this.acme = customer("Acme");
		this.bolt = customer("Bolt");
		load(List.of(draft("Ann Able", this.acme, null, null), draft("ＢＯ 博", this.acme, TODAY, TODAY),
				draft("王小美", this.acme, TODAY.plusDays(1), null), draft("carl", this.acme, null, TODAY.minusDays(1)),
				draft("Dora 100%", this.bolt, null, null), draft("Emil", this.bolt, null, TODAY)));
	}

	@Test
	void loadsHistoryInOneTransaction() {
		assertThat(this.people).extracting(Contact::number)
			.containsExactly("P-000001", "P-000002", "P-000003", "P-000004", "P-000005", "P-000006");
		assertThat(this.people).allSatisfy((person) -> assertThat(person.createdAt()).isEqualTo(LONG_AGO));
		Map<UUID, Contact> read = Objects
			.requireNonNull(this.contacts.byIds(this.people.stream().map((person) -> person.id().value()).toList())
				.contextWrite(Actors.with(this.tenant.actor()))
				.block());
		assertThat(read.values()).containsExactlyInAnyOrderElementsOf(this.people);
	}

	@Test
	void filtersByEachField() {
		assertThat(names(Map.of("name", Map.of("eq", "bo 博")))).containsExactly("ＢＯ 博");
		assertThat(names(Map.of("name", Map.of("contains", "小美")))).containsExactly("王小美");
		assertThat(names(Map.of("name", Map.of("contains", "0%")))).containsExactly("Dora 100%");
		assertThat(names(Map.of("name", Map.of("contains", "example")))).isEmpty();
		assertThat(names(Map.of("name", Map.of("startsWith", "CA")))).containsExactly("carl");
		assertThat(names(Map.of("number", Map.of("eq", "P-000004")))).containsExactly("carl");
		assertThat(names(Map.of("id", Map.of("eq", this.people.getFirst().id().text())))).containsExactly("Ann Able");
		assertThat(names(Map.of("ownerId", Map.of("eq", NodeId.encode(MemberId.PREFIX, this.tenant.bo()))))).hasSize(6);
		assertThat(names(Map.of("ownerId", Map.of("isNull", true)))).isEmpty();
		assertThat(names(Map.of("createdAt", Map.of("lte", LONG_AGO.toString())))).hasSize(6);
		assertThat(names(Map.of("updatedAt", Map.of("gt", LONG_AGO.toString())))).isEmpty();
	}

	@Test
	void filtersByAnyCustomerEverLinked() {
		assertThat(names(Map.of("customerId", Map.of("eq", this.acme.text())))).hasSize(4);
		assertThat(names(Map.of("customerId", Map.of("ne", this.acme.text())))).hasSize(2);
		assertThat(names(Map.of("customerId", Map.of("in", List.of(this.acme.text(), this.bolt.text()))))).hasSize(6);
		assertThat(names(Map.of("customerId", Map.of("notIn", List.of(this.bolt.text()))))).hasSize(4);
		assertThat(names(Map.of("customerId", Map.of("isNull", true)))).isEmpty();
		assertThat(names(Map.of("not", Map.of("customerId", Map.of("eq", this.bolt.text()))))).hasSize(4);
	}

	@Test
	void findsByPartOfAnEMailAddressOrNumber() {
		for (String part : List.of("EMIL@exa", "P-000006", "il@")) {
			assertThat(this.database
				.list("select c.name from contact c where c.tenant_id = $1 and c.id in (select search_contact($2))",
						Columns::text, part)
				.contextWrite(Actors.with(this.tenant.actor()))
				.block()).containsExactly("Emil");
		}
	}

	@Test
	void sortsAndCutsPagesBothWays() {
		List<Map<String, @Nullable Object>> byName = List.of(order("NAME", "ASC"));
		assertThat(walk(byName, true)).containsExactly("Ann Able", "ＢＯ 博", "carl", "Dora 100%", "Emil", "王小美");
		assertThat(walk(byName, false)).isEqualTo(walk(byName, true));
		assertThat(walk(List.of(order("CREATED_AT", "DESC")), true))
			.isEqualTo(walk(List.of(order("UPDATED_AT", "DESC")), false))
			.first()
			.isEqualTo("Emil");
	}

	@Test
	void refusesPagesThatAreTooLarge() {
		this.graphQl.documentName("contact/list")
			.variable("first", 101)
			.execute()
			.errors()
			.satisfy((errors) -> assertThat(errors).singleElement()
				.satisfies((error) -> assertThat(error.getExtensions()).containsEntry("code", "PAGE_SIZE_EXCEEDED")));
	}

	@Test
	void listsThoseWhoAreLinkedToACustomerToday() {
		GraphQlTester.Response answer = ofCustomers(Map.of("orderBy", List.of(order("NAME", "ASC"))));
		is(answer, "customers.nodes[0].contacts.nodes[*].name", List.of("Ann Able", "ＢＯ 博"));
		is(answer, "customers.nodes[1].contacts.nodes[*].name", List.of("Dora 100%", "Emil"));
		is(answer, "customers.nodes[0].contacts.totalCount", 2);
		is(answer, "customers.nodes[0].contacts.nodes[0].links[0].customer.name", "Acme");
		is(answer, "customers.nodes[0].contacts.nodes[0].owner.name", "Bo 博");
		GraphQlTester.Response some = ofCustomers(Map.of("filter", Map.of("name", Map.of("startsWith", "emil"))));
		is(some, "customers.nodes[*].contacts.totalCount", List.of(0, 1));
	}

	@Test
	void pagesThroughTheContactsOfACustomer() {
		GraphQlTester.Response first = ofCustomers(Map.of("first", 1, "orderBy", List.of(order("NAME", "ASC"))));
		is(first, "customers.nodes[*].contacts.pageInfo.hasNextPage", List.of(true, true));
		is(first, "customers.nodes[*].contacts.pageInfo.hasPreviousPage", List.of(false, false));
		String end = first.path("customers.nodes[0].contacts.pageInfo.endCursor").entity(String.class).get();
		GraphQlTester.Response second = ofCustomers(
				Map.of("first", 1, "after", end, "orderBy", List.of(order("NAME", "ASC"))));
		is(second, "customers.nodes[0].contacts.nodes[*].name", List.of("ＢＯ 博"));
		is(second, "customers.nodes[0].contacts.pageInfo.hasNextPage", false);
		is(second, "customers.nodes[0].contacts.pageInfo.hasPreviousPage", true);
		GraphQlTester.Response last = ofCustomers(Map.of("last", 1, "orderBy", List.of(order("NAME", "ASC"))));
		is(last, "customers.nodes[*].contacts.nodes[*].name", List.of("ＢＯ 博", "Emil"));
	}

	@Test
	void readsTheContactsOfManyCustomersTogether() {
		List<Contacts.Draft> drafts = new ArrayList<>();
		for (int i = 0; i < 12; i++) {
			drafts.add(draft("Person " + i, customer("Customer " + i), null, null));
		}
		load(drafts);
		ofCustomers(Map.of("first", 3));
		StatementLog.clear();
		ofCustomers(Map.of("first", 3)).path("customers.nodes").entityList(Object.class).hasSize(14);
		assertThat(StatementLog.statements()).hasSizeLessThanOrEqualTo(STATEMENTS);
	}

	private void load(List<Contacts.Draft> drafts) {
		this.people = Objects
			.requireNonNull(this.contacts.createAll(drafts).contextWrite(Actors.with(this.tenant.actor())).block());
	}

	private Contacts.Draft draft(String name, CustomerId customer, @Nullable LocalDate from, @Nullable LocalDate to) {
		String email = NodeId.encode("x", UUID.randomUUID()) + "@example.com";
		ContactPoint point = new ContactPoint(ContactPoint.Kind.EMAIL, name.equals("Emil") ? "emil@example.com" : email,
				null, true);
		Details details = new Details(name, null, List.of(point), List.of(), new MemberId(this.tenant.bo()));
		return new Contacts.Draft(details, Links.of(List.of(new Link(customer, "Buyer", true, from, to)), "links"),
				Stamp.created(LONG_AGO, this.tenant.ann()));
	}

	private CustomerId customer(String name) {
		String id = this.graphQl.documentName("customer/create")
			.variable("input", Map.of("name", name))
			.execute()
			.path("createCustomer.customer.id")
			.entity(String.class)
			.get();
		return new CustomerId(NodeId.decode(CustomerId.PREFIX, id));
	}

	private List<String> names(Map<String, Object> filter) {
		return this.graphQl.documentName("contact/list")
			.variable("filter", filter)
			.execute()
			.path("contacts.nodes[*].name")
			.entityList(String.class)
			.get();
	}

	/** The whole list in pages of two. */
	private List<String> walk(List<Map<String, @Nullable Object>> orderBy, boolean forward) {
		List<String> names = new ArrayList<>();
		String cursor = null;
		boolean more = true;
		while (more) {
			GraphQlTester.Response page = this.graphQl.documentName("contact/list")
				.variable("orderBy", orderBy)
				.variable(forward ? "first" : "last", 2)
				.variable(forward ? "after" : "before", cursor)
				.execute();
			names.addAll(forward ? names.size() : 0,
					page.path("contacts.nodes[*].name").entityList(String.class).get());
			String side = "contacts.pageInfo." + (forward ? "hasNextPage" : "hasPreviousPage");
			more = page.path(side).entity(Boolean.class).get();
			cursor = page.path("contacts.pageInfo." + (forward ? "endCursor" : "startCursor"))
				.entity(String.class)
				.get();
		}
		return names;
	}

	private GraphQlTester.Response ofCustomers(Map<String, Object> variables) {
		WebGraphQlTester.Request<?> request = this.graphQl.documentName("contact/ofCustomers");
		variables.forEach(request::variable);
		return request.execute();
	}

	private static Map<String, @Nullable Object> order(String field, String direction) {
		return new HashMap<>(Map.of("field", field, "direction", direction));
	}

	private static void is(GraphQlTester.Traversable answer, String path, Object value) {
		answer.path(path).entity(Object.class).isEqualTo(value);
	}

}
