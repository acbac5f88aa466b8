package dev.rapport.sharing;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.GraphQlTester;
import org.springframework.graphql.test.tester.WebGraphQlTester;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;
import dev.rapport.kernel.NodeId;

import static org.assertj.core.api.Assertions.assertThat;

/** Why somebody sees a record, or may change it, or not. */
@RapportTest
class ExplainAccessGraphQlTests {

	@Autowired
	Tenants tenants;

	private Office office;

	@BeforeEach
	void open() {
		this.office = new Office(this.tenants.found());
	}

	/** A record of nora's, and somebody of her team with one of the built-in roles. */
	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					ADMIN    | ROLE ADMIN WRITE                        | ROLE ADMIN WRITE                 | ROLE ADMIN WRITE
					MANAGER  | ROLE MANAGER READ, TEAM MANAGER WRITE   | TEAM MANAGER WRITE               | ROLE MANAGER READ, TEAM MANAGER WRITE
					REP      | ROLE REP READ, NONE null WRITE           | TEAM REP READ, NONE null WRITE   | ROLE REP READ, NONE null WRITE
					AGENT    | ROLE AGENT READ, NONE null WRITE         | NONE null READ                   | ROLE AGENT WRITE
					MARKETER | ROLE MARKETER READ, NONE null WRITE      | ROLE MARKETER READ, NONE null WRITE | NONE null READ
					ANALYST  | ROLE ANALYST READ, NONE null WRITE       | ROLE ANALYST READ, NONE null WRITE  | ROLE ANALYST READ, NONE null WRITE
					PARTNER  | NONE null READ                          | NONE null READ                   | NONE null READ
					""")
	void explainsEachRole(String role, String customer, String deal, String ticket) {
		UUID member = this.office.tenant.hire("x", this.office.north, role);
		assertThat(reasons(this.office.customer(this.office.nora), member)).isEqualTo(customer);
		assertThat(reasons(this.office.deal(this.office.nora), member)).isEqualTo(deal);
		assertThat(reasons(this.office.ticket(this.office.nora), member)).isEqualTo(ticket);
	}

	@Test
	void explainsOwnershipWithItsRoleAndTeam() {
		String deal = this.office.deal(this.office.nora);
		assertThat(reasons(deal, this.office.nora)).isEqualTo("OWNER REP WRITE");
		explain(this.office.admin, deal, this.office.nils).path("explainAccess.reasons[0].via")
			.entity(String.class)
			.isEqualTo(Office.team(this.office.north));
		assertThat(reasons(deal, this.office.sue)).isEqualTo("NONE null READ");
	}

	@Test
	void explainsShares() {
		String deal = this.office.deal(this.office.nora);
		this.office.share(this.office.nora, deal, Office.member(this.office.pat), "WRITE");
		this.office.share(this.office.nora, deal, Office.team(this.office.south), "READ");
		assertThat(reasons(deal, this.office.pat)).isEqualTo("SHARE PARTNER WRITE");
		assertThat(reasons(deal, this.office.sue)).isEqualTo("SHARE REP READ, NONE null WRITE");
		explain(this.office.admin, deal, this.office.pat).path("explainAccess.reasons[0].via")
			.entity(String.class)
			.satisfies((via) -> assertThat(via).startsWith("shr_"));
	}

	@Test
	void explainsWhatIsInherited() {
		String deal = this.office.deal(this.office.sue);
		String task = this.office.task(this.office.sue, deal);
		assertThat(reasons(task, this.office.sue)).isEqualTo("OWNER REP WRITE, INHERITED REP WRITE");
		assertThat(reasons(task, this.office.nora)).isEqualTo("NONE null READ");
		this.office.share(this.office.sue, deal, Office.member(this.office.nora), "WRITE");
		assertThat(reasons(task, this.office.nora)).isEqualTo("INHERITED REP WRITE");
		explain(this.office.admin, task, this.office.nora).path("explainAccess.reasons[0].via")
			.entity(String.class)
			.isEqualTo(deal);
		String contact = this.office.contact(this.office.sue, this.office.customer(this.office.nora));
		assertThat(reasons(contact, this.office.nora)).isEqualTo("ROLE REP READ, INHERITED REP WRITE");
	}

	@Test
	void explainsWhyWhoIsGoneSeesNothing() {
		String deal = this.office.deal(this.office.nora);
		this.tenants.owner().update("update member set active = false where id = ?", this.office.nora);
		assertThat(reasons(deal, this.office.nora)).isEqualTo("NONE null READ");
	}

	@Test
	void agreesWithWhatHappens() {
		List<String> records = List.of(this.office.customer(this.office.sue), this.office.deal(this.office.sue),
				this.office.deal(this.office.nora), this.office.ticket(this.office.nora));
		for (UUID member : List.of(this.office.boss, this.office.nora, this.office.nils, this.office.sue,
				this.office.pat)) {
			for (String record : records) {
				boolean seen = this.office.as(member)
					.document("query ($id: ID!) { node(id: $id) { id } }")
					.variable("id", record)
					.execute()
					.returnResponse()
					.field("node")
					.getValue() != null;
				explain(this.office.admin, record, member).path("explainAccess.canRead")
					.entity(Boolean.class)
					.isEqualTo(seen);
			}
		}
	}

	@Test
	void answersOnlyToWhoMayAsk() {
		String deal = this.office.deal(this.office.nora);
		explain(this.office.as(this.office.nora), deal, this.office.nora).path("explainAccess.canChange")
			.entity(Boolean.class)
			.isEqualTo(true);
		explain(this.office.as(this.office.boss), deal, this.office.nils).path("explainAccess").hasValue();
		explain(this.office.as(this.office.nora), deal, this.office.nils).path("explainAccess").valueIsNull();
		explain(this.office.as(this.office.sue), deal, this.office.sue).path("explainAccess").valueIsNull();
		explain(this.office.as(this.office.boss), this.office.deal(this.office.pat), this.office.nils)
			.path("explainAccess")
			.valueIsNull();
	}

	@Test
	void knowsNothingOfOthers() {
		Office other = new Office(this.tenants.found());
		String deal = this.office.deal(this.office.nora);
		String unknown = NodeId.encode("opp", UUID.randomUUID());
		for (String record : List.of(unknown, other.deal(other.nora))) {
			explain(this.office.admin, record, this.office.nora).path("explainAccess").valueIsNull();
		}
		explain(this.office.admin, deal, other.nora).path("explainAccess").valueIsNull();
		explain(this.office.admin, deal, UUID.randomUUID()).path("explainAccess").valueIsNull();
		assertThat(explain(this.office.admin, this.office.pipeline(), this.office.nora).returnResponse().getErrors())
			.extracting((error) -> error.getExtensions().get("code"))
			.containsExactly("BAD_USER_INPUT");
	}

	@Test
	void putsRulesIntoWords() {
		explain(this.office.tenant.graphQl(Locale.CHINESE), this.office.deal(this.office.nora), this.office.nora)
			.path("explainAccess.reasons[0].ruleLabel")
			.entity(String.class)
			.isEqualTo("本人的记录");
	}

	private String reasons(String record, UUID member) {
		List<Reason> reasons = explain(this.office.admin, record, member).path("explainAccess.reasons")
			.entityList(Reason.class)
			.get();
		return String.join(", ", reasons.stream().map(Reason::text).toList());
	}

	private static GraphQlTester.Response explain(WebGraphQlTester caller, String record, UUID member) {
		return Office.ask(caller, "explain", Map.of("record", record, "member", Office.member(member)));
	}

	private record Reason(String rule, String role, String level) {

		String text() {
			return this.rule + " " + this.role + " " + this.level;
		}

	}

}
