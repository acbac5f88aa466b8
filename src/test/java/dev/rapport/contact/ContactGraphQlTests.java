package dev.rapport.contact;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.GraphQlTester;
import org.springframework.graphql.test.tester.WebGraphQlTester;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;
import dev.rapport.kernel.Input;
import dev.rapport.tenancy.Actors;

import static org.assertj.core.api.Assertions.assertThat;

@RapportTest
class ContactGraphQlTests {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	@Autowired
	Tenants tenants;

	@Autowired
	Contacts contacts;

	private Tenants.Tenant tenant;

	private WebGraphQlTester graphQl;

	private String acme;

	private String bolt;

	@BeforeEach
	void found() {
		this.tenant = this.tenants.found();
		this.graphQl = this.tenant.graphQl();
		this.acme = customer("Acme");
		this.bolt = customer("Bolt");
	}

	@Test
	void createsWithLinks() {
		GraphQlTester.Response answer = mutate("create", Map.of("name", " 王美 ", "title", "采购经理", "tags",
				List.of("b", "a"), "contactPoints", List.of(Map.of("kind", "PHONE", "value", "+86 138 0000 0000")),
				"links",
				List.of(link(this.acme, "Buyer", "2026-01-01", null), link(this.bolt, "Adviser", null, "2025-12-31"))));
		is(answer, "createContact.errors", List.of());
		is(answer, "createContact.contact.number", "P-000001");
		is(answer, "createContact.contact.version", 1);
		is(answer, "createContact.contact.name", "王美");
		is(answer, "createContact.contact.tags", List.of("a", "b"));
		is(answer, "createContact.contact.owner.name", "Ann Able");
		is(answer, "createContact.contact.createdBy.name", "Ann Able");
		is(answer, "createContact.contact.contactPoints[0].value", "+8613800000000");
		is(answer, "createContact.contact.links[*].role", List.of("Adviser", "Buyer"));
		is(answer, "createContact.contact.links[*].current", List.of(false, true));
		is(answer, "createContact.contact.links[*].primary", List.of(false, true));
		is(answer, "createContact.contact.links[1].customer.name", "Acme");
		is(answer, "createContact.contact.links[1].validFrom", "2026-01-01");
		is(answer, "createContact.contact.links[1].contact.id", id(answer, "createContact"));
		GraphQlTester.Response read = this.graphQl.documentName("contact/read")
			.variable("id", id(answer, "createContact"))
			.execute();
		is(read, "contact.links[0].validTo", "2025-12-31");
		is(read, "node.number", "P-000001");
	}

	@Test
	void keepsWhatIsAbsentAndClearsWhatIsNull() {
		String id = create("Old", this.acme);
		mutate("update", change(id, "title", "Buyer"));
		Map<String, @Nullable Object> patch = new HashMap<>(Map.of("id", id, "version", 2, "name", "New"));
		patch.put("ownerId", null);
		GraphQlTester.Response answer = mutate("update", patch);
		is(answer, "updateContact.contact.version", 3);
		is(answer, "updateContact.contact.name", "New");
		is(answer, "updateContact.contact.title", "Buyer");
		is(answer, "updateContact.contact.links[*].role", List.of("Buyer"));
		answer.path("updateContact.contact.owner").valueIsNull();
	}

	@Test
	void answersAStaleVersionWithTheCurrentState() {
		String id = create("Old", this.acme);
		mutate("update", change(id, "name", "Theirs"));
		GraphQlTester.Response answer = mutate("archive", Map.of("id", id, "version", 1));
		is(answer, "archiveContact.errors[0].__typename", "ConflictError");
		is(answer, "archiveContact.errors[0].current.name", "Theirs");
		is(mutate("archive", Map.of("id", id)), "archiveContact.errors[0].path", List.of("input", "version"));
	}

	@Test
	void movesFromOneCustomerToAnother() {
		String id = create("Mei", this.acme);
		GraphQlTester.Response ended = mutate("endLink",
				Map.of("id", id, "version", 1, "customerId", this.acme, "validTo", "2026-06-30"));
		is(ended, "endContactLink.contact.links[0].validTo", "2026-06-30");
		is(ended, "endContactLink.contact.links[0].current", false);
		Map<String, @Nullable Object> link = link(this.bolt, "Director", "2026-07-01", null);
		link.putAll(Map.of("id", id, "version", 2, "primary", true));
		GraphQlTester.Response linked = mutate("link", link);
		is(linked, "linkContact.contact.version", 3);
		is(linked, "linkContact.contact.links[*].role", List.of("Buyer", "Director"));
		is(linked, "linkContact.contact.links[*].primary", List.of(false, true));
	}

	@Test
	void endsALinkTodayAndTakesItUpAgain() {
		String id = create("Mei", this.acme);
		is(mutate("endLink", change(id, "customerId", this.acme)), "endContactLink.contact.links[0].validTo",
				LocalDate.now(ZoneOffset.UTC).toString());
		Map<String, @Nullable Object> link = change(id, "customerId", this.acme);
		link.put("role", "Director");
		GraphQlTester.Response answer = mutate("link", link);
		is(answer, "linkContact.contact.links[*].role", List.of("Director"));
		answer.path("linkContact.contact.links[0].validTo").valueIsNull();
	}

	@ParameterizedTest
	@CsvSource({ "2026-06-02, 2026-06-01, OUT_OF_RANGE, input.links.0.validTo" })
	void refusesALinkThatEndsBeforeItBegins(String from, String to, String code, String path) {
		GraphQlTester.Response answer = mutate("create",
				Map.of("name", "Mei", "links", List.of(link(this.acme, "Buyer", from, to))));
		is(answer, "createContact.errors[0].code", code);
		is(answer, "createContact.errors[0].message", "A link can't end before it begins.");
		is(answer, "createContact.errors[0].path", List.of(path.split("\\.")));
	}

	@Test
	void answersOtherBrokenRulesInThePayload() {
		String id = create("Mei", this.acme);
		is(mutate("endLink", change(id, "customerId", this.bolt)), "endContactLink.errors[0].constraint",
				"contact.link.none");
		Map<String, @Nullable Object> link = change(id, "customerId", "cus_00000000000000000000000001");
		link.put("role", "Buyer");
		is(mutate("link", link), "linkContact.errors[0].message", "There is no such customer.");
		is(mutate("create", Map.of("name", "x", "links", List.of(primary(this.acme), primary(this.bolt)))),
				"createContact.errors[0].code", "TOO_MANY");
		is(mutate("create", Map.of("name", " ")), "createContact.errors[0].code", "REQUIRED");
		is(mutate("create", Map.of("name", "x", "ownerId", "mem_00000000000000000000000001")),
				"createContact.errors[0].message", "There is no such member.");
	}

	@Test
	void archivesAndRestores() {
		String id = create("Mei", this.acme);
		mutate("archive", Map.of("id", id, "version", 1)).path("archiveContact.contact.archivedAt").hasValue();
		is(this.graphQl.documentName("contact/list").execute(), "contacts.totalCount", 0);
		is(mutate("update", change(id, "name", "New")), "updateContact.errors[0].code", "ARCHIVED");
		mutate("restore", Map.of("id", id, "version", 2)).path("restoreContact.contact.archivedAt").valueIsNull();
		is(mutate("restore", Map.of("id", id, "version", 3)), "restoreContact.errors[0].__typename", "TransitionError");
	}

	@Test
	void followsTheListSoThatArchivedOnesLeaveAndRestoredOnesEnter() {
		String id = create("Mei", this.acme);
		String cursor = this.graphQl.document("{ eventCursor }")
			.execute()
			.path("eventCursor")
			.entity(String.class)
			.get();
		mutate("archive", Map.of("id", id, "version", 1));
		mutate("restore", Map.of("id", id, "version", 2));
		StepVerifier.create(
				this.graphQl.documentName("contact/changed").variable("after", cursor).executeSubscription().toFlux())
			.assertNext((change) -> is(change, "contactChanged.kind", "LEFT_FILTER"))
			.assertNext((change) -> is(change, "contactChanged.kind", "ENTERED_FILTER"))
			.thenCancel()
			.verify(Duration.ofSeconds(20));
	}

	@Test
	void showsNothingToAnotherTenant() {
		String id = create("Mei", this.acme);
		WebGraphQlTester foreign = this.tenants.found().graphQl();
		GraphQlTester.Response read = foreign.documentName("contact/read").variable("id", id).execute();
		read.path("contact").valueIsNull();
		read.path("node").valueIsNull();
		is(foreign.documentName("contact/list").execute(), "contacts.nodes", List.of());
		is(foreign.documentName("contact/archive").variable("input", Map.of("id", id, "version", 1)).execute(),
				"archiveContact.errors[0].__typename", "NotFoundError");
		is(foreign.documentName("contact/create")
			.variable("input", Map.of("name", "Spy", "links", List.of(link(this.acme, "Spy", null, null))))
			.execute(), "createContact.errors[0].code", "NOT_FOUND");
	}

	@Test
	void refusesAnIdOfAnotherTypeAtTheTop() {
		this.graphQl.documentName("contact/read")
			.variable("id", this.acme)
			.execute()
			.errors()
			.satisfy((errors) -> assertThat(errors)
				.anySatisfy((error) -> assertThat(error.getExtensions()).containsEntry("code", "BAD_USER_INPUT")));
	}

	@Test
	void speaksChinese() {
		is(this.tenant.graphQl(Locale.CHINA)
			.documentName("contact/endLink")
			.variable("input", change(create("Mei", this.acme), "customerId", this.bolt))
			.execute(), "endContactLink.errors[0].message", "联系人与该客户没有关联。");
	}

	@Test
	void losesNoLinkWhenManyAreMadeAtOnce() {
		String id = create("Mei", this.acme);
		List<String> customers = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			customers.add(customer("Customer " + i));
		}
		assertThat(Flux.fromIterable(customers)
			.map((customer) -> new HashMap<>(link(customer, "Buyer", null, null)))
			.doOnNext((link) -> link.putAll(change(id, "role", "Buyer")))
			.flatMap((link) -> this.contacts.link(new Input(link, "input")), customers.size())
			.contextWrite(Actors.with(this.tenant.actor()))
			.collectList()
			.block(PATIENCE)).hasSize(8);
		GraphQlTester.Response read = this.graphQl.documentName("contact/read").variable("id", id).execute();
		is(read, "contact.version", 9);
		read.path("contact.links").entityList(Object.class).hasSize(9);
	}

	@Test
	void tellsEachChangeToThoseWhoFollowACustomer() {
		String cursor = this.graphQl.document("{ eventCursor }")
			.execute()
			.path("eventCursor")
			.entity(String.class)
			.get();
		String id = create("Mei", this.acme);
		Map<String, @Nullable Object> link = link(this.bolt, "Adviser", null, null);
		link.putAll(Map.of("id", id, "version", 1));
		mutate("link", link);
		mutate("endLink", change(id, "customerId", this.bolt));
		StepVerifier
			.create(this.graphQl.documentName("contact/changed")
				.variable("after", cursor)
				.variable("filter", Map.of("customerId", Map.of("eq", this.bolt)))
				.executeSubscription()
				.toFlux())
			.assertNext((change) -> {
				is(change, "contactChanged.kind", "ENTERED_FILTER");
				is(change, "contactChanged.type", "ContactLinked");
				is(change, "contactChanged.version", 2);
				is(change, "contactChanged.changedFields", List.of("customerId", "links", "updatedAt"));
			})
			.assertNext((change) -> {
				is(change, "contactChanged.kind", "UPDATED");
				is(change, "contactChanged.type", "ContactLinkEnded");
				is(change, "contactChanged.contact.name", "Mei");
			})
			.thenCancel()
			.verify(PATIENCE);
	}

	private String customer(String name) {
		return id(this.graphQl.documentName("customer/create").variable("input", Map.of("name", name)).execute(),
				"createCustomer");
	}

	private String create(String name, String customer) {
		return id(mutate("create", Map.of("name", name, "links", List.of(link(customer, "Buyer", null, null)))),
				"createContact");
	}

	private static String id(GraphQlTester.Response answer, String field) {
		String node = field.endsWith("Customer") ? "customer" : "contact";
		return answer.path(field + "." + node + ".id").entity(String.class).get();
	}

	private GraphQlTester.Response mutate(String document, Map<String, ? extends @Nullable Object> input) {
		return this.graphQl.documentName("contact/" + document).variable("input", input).execute();
	}

	private static Map<String, @Nullable Object> link(String customer, String role, @Nullable String from,
			@Nullable String to) {
		Map<String, @Nullable Object> link = new HashMap<>(Map.of("customerId", customer, "role", role));
		link.put("validFrom", from);
		link.put("validTo", to);
		return link;
	}

	private static Map<String, Object> primary(String customer) {
		return Map.of("customerId", customer, "role", "Buyer", "primary", true);
	}

	/** A change that overwrites whatever others did. */
	private static Map<String, @Nullable Object> change(String id, String field, @Nullable Object value) {
		Map<String, @Nullable Object> input = new HashMap<>();
		input.put("id", id);
		input.put("version", null);
		input.put(field, value);
		return input;
	}

	private static void is(GraphQlTester.Traversable answer, String path, Object value) {
		answer.path(path).entity(Object.class).isEqualTo(value);
	}

}
