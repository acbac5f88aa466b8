package dev.rapport.sharing;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.GraphQlTester;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;
import dev.rapport.customer.CustomerKind;
import dev.rapport.customer.CustomerStatus;
import dev.rapport.customer.Customers;
import dev.rapport.customer.Profile;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.NodeId;
import dev.rapport.kernel.Stamp;
import dev.rapport.member.MemberId;
import dev.rapport.tenancy.Actors;

import static org.assertj.core.api.Assertions.assertThat;

/** What becomes of the records of somebody who leaves. */
@RapportTest
@NullUnmarked
class TransferGraphQlTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	@Autowired
	Tenants tenants;

	@Autowired
	Customers customers;

	private Office office;

	@BeforeEach
	void open() {
		this.office = new Office(this.tenants.found());
	}

	@Test
	void handsOverEverythingThatIsStillToBeLookedAfter() {
		Map<String, String> owned = furnish(this.office.nora);
		GraphQlTester.Response answer = transfer(this.office.tenant.ann(), this.office.nora, this.office.sue, Map.of());
		assertThat(Office.codes(answer, "transferOwnership")).isEmpty();
		assertThat(counts(answer))
			.isEqualTo(Map.of("CUSTOMERS", 1, "CONTACTS", 1, "OPPORTUNITIES", 1, "ACTIVITIES", 1, "TICKETS", 1));
		answer.path("transferOwnership.remaining").entity(Integer.class).isEqualTo(0);
		owned.forEach((record, owner) -> assertThat(owner(record)).as(record).isEqualTo("sue"));
		assertThat(events(owned, 2)).containsExactlyInAnyOrder("CustomerUpdated", "ContactUpdated",
				"OpportunityUpdated", "ActivityUpdated", "TicketAssigned");
		assertThat(agenda(this.office.sue)).hasSize(1);
		assertThat(agenda(this.office.nora)).isEmpty();
	}

	@Test
	void leavesWhatIsDoneUnlessAsked() {
		String won = this.office.deal(this.office.nora);
		this.office.admin
			.document("mutation { winOpportunity(input: {id: \"" + won + "\", version: null}) { errors { code } } }")
			.execute()
			.path("winOpportunity.errors")
			.entityList(Object.class)
			.hasSize(0);
		String archived = this.office.customer(this.office.nora);
		this.office.admin
			.document("mutation { archiveCustomer(input: {id: \"" + archived
					+ "\", version: null}) { errors { code } } }")
			.executeAndVerify();
		assertThat(counts(transfer(this.office.tenant.ann(), this.office.nora, this.office.sue, Map.of())).values())
			.containsOnly(0);
		GraphQlTester.Response closed = transfer(this.office.tenant.ann(), this.office.nora, this.office.sue,
				Map.of("closed", true, "kinds", List.of("OPPORTUNITIES")));
		assertThat(counts(closed)).isEqualTo(Map.of("OPPORTUNITIES", 1));
		assertThat(owner(won)).isEqualTo("sue");
	}

	@Test
	void rehearsesWithoutATrace() {
		Map<String, String> owned = furnish(this.office.nora);
		GraphQlTester.Response answer = Office.ask(this.office.admin, "rehearse",
				Map.of("from", Office.member(this.office.nora), "to", Office.member(this.office.sue)));
		assertThat(counts(answer).values()).containsOnly(1);
		assertThat((Map<?, ?>) answer.returnResponse().getExtensions().get("dryRun"))
			.satisfies((run) -> assertThat((List<?>) run.get("events")).hasSize(5));
		owned.forEach((record, owner) -> assertThat(owner(record)).as(record).isEqualTo("nora"));
		assertThat(events(owned, 2)).isEmpty();
	}

	@Test
	void handsOverAtMostFiveHundredAtOnce() {
		record(500);
		record(120);
		this.office.deal(this.office.nora);
		GraphQlTester.Response first = transfer(this.office.tenant.ann(), this.office.nora, this.office.sue, Map.of());
		assertThat(counts(first)).containsEntry("CUSTOMERS", 500).containsEntry("OPPORTUNITIES", 0);
		first.path("transferOwnership.remaining").entity(Integer.class).isEqualTo(121);
		GraphQlTester.Response second = transfer(this.office.tenant.ann(), this.office.nora, this.office.sue, Map.of());
		assertThat(counts(second)).containsEntry("CUSTOMERS", 120).containsEntry("OPPORTUNITIES", 1);
		second.path("transferOwnership.remaining").entity(Integer.class).isEqualTo(0);
		assertThat(this.tenants.owner()
			.queryForObject("select count(*) from customer where tenant_id = ? and owner_id = ? and version = 2",
					Integer.class, this.office.tenant.id().value(), this.office.sue))
			.isEqualTo(620);
	}

	@Test
	void managersHandOverWhatTheirPeopleHave() {
		Map<String, String> owned = furnish(this.office.nora);
		String elsewhere = this.office.deal(this.office.pat);
		GraphQlTester.Response answer = transfer(this.office.boss, this.office.nora, this.office.nils, Map.of());
		assertThat(counts(answer).values()).containsOnly(1);
		owned.forEach((record, owner) -> assertThat(owner(record)).as(record).isEqualTo("nils"));
		assertThat(Office.codes(transfer(this.office.boss, this.office.pat, this.office.nils, Map.of()),
				"transferOwnership"))
			.containsExactly("FORBIDDEN");
		assertThat(owner(elsewhere)).isEqualTo("pat");
	}

	@Test
	void nobodyElseHandsOver() {
		furnish(this.office.nora);
		UUID agent = this.office.tenant.hire("agnes", this.office.north, "AGENT");
		for (UUID caller : List.of(this.office.nora, this.office.nils, this.office.pat, agent)) {
			assertThat(
					Office.codes(transfer(caller, this.office.nora, this.office.nils, Map.of()), "transferOwnership"))
				.containsExactly("FORBIDDEN");
		}
	}

	@Test
	void knowsNoMembersOfOthers() {
		Office other = new Office(this.tenants.found());
		UUID nobody = UUID.randomUUID();
		assertThat(text(transfer(this.office.tenant.ann(), other.nora, this.office.sue, Map.of()), other.nora))
			.isEqualTo(text(transfer(this.office.tenant.ann(), nobody, this.office.sue, Map.of()), nobody))
			.contains("fromId");
		assertThat(text(transfer(this.office.tenant.ann(), this.office.nora, other.sue, Map.of()), other.sue))
			.isEqualTo(text(transfer(this.office.tenant.ann(), this.office.nora, nobody, Map.of()), nobody))
			.contains("toId");
	}

	@Test
	void needsSomebodyElseWhoIsThere() {
		assertThat(Office.codes(transfer(this.office.tenant.ann(), this.office.nora, this.office.nora, Map.of()),
				"transferOwnership"))
			.containsExactly("OUT_OF_RANGE");
		this.tenants.owner().update("update member set active = false where id = ?", this.office.sue);
		assertThat(Office.codes(transfer(this.office.tenant.ann(), this.office.nora, this.office.sue, Map.of()),
				"transferOwnership"))
			.containsExactly("OUT_OF_RANGE");
		furnish(this.office.nora);
		this.tenants.owner().update("update member set active = false where id = ?", this.office.nora);
		assertThat(counts(transfer(this.office.tenant.ann(), this.office.nora, this.office.nils, Map.of())).values())
			.containsOnly(1);
	}

	/** One record of each kind, with the name of its owner. */
	private Map<String, String> furnish(UUID owner) {
		String customer = this.office.customer(owner);
		return List
			.of(customer, this.office.contact(owner, customer), this.office.deal(owner),
					this.office.task(owner, customer), this.office.ticket(owner))
			.stream()
			.collect(Collectors.toMap((record) -> record, (record) -> "nora"));
	}

	private void record(int count) {
		Stamp stamp = Stamp.created(Instant.parse("2026-01-01T08:00:00Z"), this.office.nora);
		Profile profile = Profile.read(Input.of(Map.of("name", "One of many")), new MemberId(this.office.nora));
		List<Customers.Draft> drafts = IntStream.range(0, count)
			.mapToObj((i) -> new Customers.Draft(CustomerKind.ORGANIZATION, CustomerStatus.PROSPECT, profile, stamp))
			.toList();
		assertThat(
				this.customers.createAll(drafts).contextWrite(Actors.with(this.office.tenant.actor())).block(PATIENCE))
			.hasSize(count);
	}

	private GraphQlTester.Response transfer(UUID caller, UUID from, UUID to, Map<String, Object> more) {
		Map<String, Object> variables = new HashMap<>(more);
		variables.put("from", Office.member(from));
		variables.put("to", Office.member(to));
		return Office.ask(this.office.as(caller), "transfer", variables);
	}

	private static Map<String, Integer> counts(GraphQlTester.Response answer) {
		return answer.path("transferOwnership.transferred")
			.entityList(Count.class)
			.get()
			.stream()
			.collect(Collectors.toMap(Count::kind, Count::count));
	}

	private String owner(String record) {
		return this.office.admin
			.document(
					"""
							query ($id: ID!) { node(id: $id) {
							  ... on Customer { owner { name } } ... on Contact { owner { name } } ... on Opportunity { owner { name } }
							  ... on Task { owner { name } } ... on Ticket { owner: assignee { name } } } }""")
			.variable("id", record)
			.execute()
			.path("node.owner.name")
			.entity(String.class)
			.get();
	}

	private List<String> events(Map<String, String> records, int version) {
		return records.keySet()
			.stream()
			.map((record) -> NodeId.decode(NodeId.prefixOf(record), record))
			.map(this.office::events)
			.filter((types) -> types.size() >= version)
			.map((types) -> types.get(version - 1))
			.toList();
	}

	private List<String> agenda(UUID member) {
		return this.tenants.owner()
			.queryForList("select activity_id::text from activity_attendee where tenant_id = ? and member_id = ?",
					String.class, this.office.tenant.id().value(), member);
	}

	private static String text(GraphQlTester.Response response, UUID member) {
		Map<String, Object> answer = new HashMap<>(response.returnResponse().toMap());
		// says what is left of the budget
		answer.remove("extensions");
		return answer.toString().replace(Office.member(member), "ID");
	}

	private record Count(String kind, int count) {
	}

}
