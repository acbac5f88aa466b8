package dev.rapport.sharing;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.GraphQlTester;
import reactor.test.StepVerifier;
import org.springframework.graphql.test.tester.WebGraphQlTester;

import dev.rapport.RapportTest;
import dev.rapport.StatementLog;
import dev.rapport.Tenants;
import dev.rapport.kernel.NodeId;

import static org.assertj.core.api.Assertions.assertThat;

/** Who is let into records by whom, and what becomes of it. */
@RapportTest
@NullUnmarked
class SharingGraphQlTests {

	private static final Duration PATIENCE = Duration.ofSeconds(15);

	/** What it takes at most until a subscription has begun. */
	private static final Duration HEAD_START = Duration.ofMillis(600);

	@Autowired
	Tenants tenants;

	private Office office;

	private String deal;

	@BeforeEach
	void open() {
		this.office = new Office(this.tenants.found());
		this.deal = this.office.deal(this.office.nora);
	}

	@Test
	void letsAMemberInAtBothLevels() {
		assertThat(this.office.change(this.office.sue, this.deal)).containsExactly("NOT_FOUND");
		GraphQlTester.Response shared = share(this.office.sue, "READ");
		assertThat(Office.codes(shared, "shareRecord")).isEmpty();
		shared.path("shareRecord.share.record.id").entity(String.class).isEqualTo(this.deal);
		shared.path("shareRecord.share.grantee.id").entity(String.class).isEqualTo(Office.member(this.office.sue));
		shared.path("shareRecord.share.createdBy.name").entity(String.class).isEqualTo("nora");
		assertThat(deals(this.office.sue)).containsExactly(this.deal);
		assertThat(this.office.change(this.office.sue, this.deal)).containsExactly("FORBIDDEN");
		share(this.office.sue, "WRITE").path("shareRecord.share.version").entity(Integer.class).isEqualTo(2);
		assertThat(this.office.change(this.office.sue, this.deal)).isEmpty();
		share(this.office.sue, "WRITE").path("shareRecord.share.version").entity(Integer.class).isEqualTo(2);
		UUID share = NodeId.decode("shr", shared.path("shareRecord.share.id").entity(String.class).get());
		assertThat(this.office.events(share)).containsExactly("ShareGrantShared", "ShareGrantChanged");
	}

	@Test
	void letsTeamsInWithAllMembersBelow() {
		assertThat(Office.codes(this.office.share(this.office.nora, this.deal, Office.team(this.office.sales), "WRITE"),
				"shareRecord"))
			.isEmpty();
		assertThat(deals(this.office.sue)).containsExactly(this.deal);
		assertThat(this.office.change(this.office.sue, this.deal)).isEmpty();
		assertThat(deals(this.office.pat)).isEmpty();
	}

	@Test
	void letsNobodyInAnyMoreWhenTheShareEnds() {
		share(this.office.sue, "WRITE");
		GraphQlTester.Response ended = this.office.unshare(this.office.nora, this.deal, Office.member(this.office.sue));
		ended.path("unshareRecord.share.revokedAt").hasValue();
		assertThat(deals(this.office.sue)).isEmpty();
		assertThat(this.office.change(this.office.sue, this.deal)).containsExactly("NOT_FOUND");
		GraphQlTester.Response again = this.office.unshare(this.office.nora, this.deal, Office.member(this.office.sue));
		again.path("unshareRecord.share").valueIsNull();
		assertThat(Office.codes(again, "unshareRecord")).isEmpty();
		UUID share = NodeId.decode("shr", ended.path("unshareRecord.share.id").entity(String.class).get());
		assertThat(this.office.events(share)).containsExactly("ShareGrantShared", "ShareGrantRevoked");
	}

	@Test
	void sharesRecordsOfEveryKind() {
		String customer = this.office.customer(this.office.nora);
		String contact = this.office.contact(this.office.nora, customer);
		String ticket = this.office.ticket(this.office.nora);
		for (String record : List.of(customer, contact, this.deal, ticket)) {
			String document = "query ($id: ID!) { node(id: $id) { id } }";
			assertThat(Office.codes(this.office.share(this.tenant().ann(), record, member(this.office.pat), "READ"),
					"shareRecord"))
				.isEmpty();
			this.office.as(this.office.pat)
				.document(document)
				.variable("id", record)
				.execute()
				.path("node.id")
				.entity(String.class)
				.isEqualTo(record);
			GraphQlTester.Response shares = Office.ask(this.office.admin, "shares", Map.of("id", record));
			shares.path("node.shares[*].grantee.name").entityList(String.class).containsExactly("pat");
			shares.path("node.shares[*].createdBy.name").entityList(String.class).containsExactly("Ann Able");
			shares.path("node.shares[*].level").entityList(String.class).containsExactly("READ");
		}
	}

	@Test
	void showsSharesOnlyToWhoMayChangeTheRecord() {
		String share = share(this.office.sue, "READ").path("shareRecord.share.id").entity(String.class).get();
		Map<String, Object> id = Map.of("id", this.deal);
		Office.ask(this.office.as(this.office.sue), "shares", id)
			.path("node.shares")
			.entityList(Object.class)
			.hasSize(0);
		Office.ask(this.office.as(this.office.nils), "shares", id)
			.path("node.shares")
			.entityList(Object.class)
			.hasSize(0);
		Office.ask(this.office.as(this.office.boss), "shares", id)
			.path("node.shares")
			.entityList(Object.class)
			.hasSize(1);
		String document = "query ($id: ID!) { node(id: $id) { id } }";
		this.office.as(this.office.nora).document(document).variable("id", share).execute().path("node").hasValue();
		this.office.as(this.office.sue).document(document).variable("id", share).execute().path("node").valueIsNull();
	}

	@Test
	void readsTheSharesOfManyRecordsAtOnce() {
		List<String> deals = IntStream.range(0, 4).mapToObj((i) -> this.office.deal(this.office.nora)).toList();
		deals.forEach((id) -> this.office.share(this.office.nora, id, member(this.office.sue), "READ"));
		WebGraphQlTester nora = this.office.as(this.office.nora);
		String document = "{ opportunities { nodes { shares { level grantee { ... on Member { name } } } } } }";
		nora.document(document).execute().path("opportunities.nodes").entityList(Object.class).hasSize(5);
		StatementLog.clear();
		nora.document(document)
			.execute()
			.path("opportunities.nodes[*].shares[*].grantee.name")
			.entityList(String.class)
			.hasSize(4);
		// opportunities, shares, members, teams
		assertThat(StatementLog.statements().stream().filter((sql) -> !sql.contains("event_log"))).hasSize(4);
	}

	@Test
	void onlyWhoMayChangeARecordMayShareIt() {
		assertThat(Office.codes(this.office.share(this.office.nils, this.deal, member(this.office.sue), "READ"),
				"shareRecord"))
			.containsExactly("FORBIDDEN");
		assertThat(Office.codes(this.office.share(this.office.sue, this.deal, member(this.office.sue), "READ"),
				"shareRecord"))
			.containsExactly("NOT_FOUND");
		share(this.office.sue, "READ");
		assertThat(
				Office.codes(this.office.unshare(this.office.sue, this.deal, member(this.office.sue)), "unshareRecord"))
			.containsExactly("FORBIDDEN");
		share(this.office.sue, "WRITE");
		assertThat(Office.codes(this.office.share(this.office.sue, this.deal, member(this.office.pat), "READ"),
				"shareRecord"))
			.isEmpty();
	}

	@Test
	void answersToWhatIsForeignOrUnseenAsToWhatDoesNotExist() {
		Office other = new Office(this.tenants.found());
		String foreign = other.deal(other.nora);
		String unknown = NodeId.encode("opp", UUID.randomUUID());
		String grantee = member(this.office.sue);
		String expected = this.text(this.office.share(this.office.sue, unknown, grantee, "READ"), unknown);
		assertThat(text(this.office.share(this.office.sue, foreign, grantee, "READ"), foreign)).isEqualTo(expected);
		assertThat(text(this.office.share(this.office.sue, this.deal, grantee, "READ"), this.deal)).isEqualTo(expected);
		String unshared = text(this.office.unshare(this.office.sue, unknown, grantee), unknown);
		assertThat(text(this.office.unshare(this.office.sue, foreign, grantee), foreign)).isEqualTo(unshared);
		assertThat(text(this.office.unshare(this.office.sue, this.deal, grantee), this.deal)).isEqualTo(unshared);
		String nobody = member(UUID.randomUUID());
		String stranger = member(other.sue);
		assertThat(text(this.office.share(this.office.nora, this.deal, stranger, "READ"), stranger))
			.isEqualTo(text(this.office.share(this.office.nora, this.deal, nobody, "READ"), nobody))
			.contains("granteeId");
	}

	@Test
	void refusesWhatCannotBeShared() {
		String task = this.office.task(this.office.nora, this.deal);
		for (String record : List.of(task, this.office.pipeline(), member(this.office.sue))) {
			GraphQlTester.Response refused = this.office.share(this.office.nora, record, member(this.office.sue),
					"READ");
			refused.path("shareRecord.errors[0].__typename").entity(String.class).isEqualTo("ValidationError");
			refused.path("shareRecord.errors[0].constraint").entity(String.class).isEqualTo("share.kind");
			refused.path("shareRecord.errors[0].path").entityList(String.class).containsExactly("input", "recordId");
		}
		assertThat(this.office.share(this.office.nora, this.deal, this.deal, "READ").returnResponse().getErrors())
			.extracting((error) -> error.getExtensions().get("code"))
			.containsExactly("BAD_USER_INPUT");
	}

	@Test
	void refusesWhoIsNotThere() {
		this.tenants.owner().update("update member set active = false where id = ?", this.office.sue);
		this.tenants.owner().update("update team set archived_at = now() where id = ?", this.office.south);
		assertThat(Office.codes(share(this.office.sue, "READ"), "shareRecord")).containsExactly("NOT_FOUND");
		assertThat(Office.codes(this.office.share(this.office.nora, this.deal, Office.team(this.office.south), "READ"),
				"shareRecord"))
			.containsExactly("NOT_FOUND");
	}

	@Test
	void refusesTheShareTooMany() {
		this.tenants.owner()
			.update("""
					insert into share_grant (tenant_id, id, version, kind, record_id, grantee_id, level, created_at, created_by,
					  updated_at, updated_by)
					select ?, gen_random_uuid(), 1, 'opportunities', ?, gen_random_uuid(), 'READ', now(), ?, now(), ?
					from generate_series(1, 100)""",
					tenant().id().value(), NodeId.decode("opp", this.deal), tenant().ann(), tenant().ann());
		assertThat(Office.codes(share(this.office.sue, "READ"), "shareRecord")).containsExactly("TOO_MANY");
	}

	@Test
	void rehearsesAShare() {
		String document = """
				mutation ($record: ID!, $grantee: ID!) @dryRun {
				  shareRecord(input: {recordId: $record, granteeId: $grantee, level: READ}) { share { level } } }""";
		GraphQlTester.Response rehearsed = this.office.as(this.office.nora)
			.document(document)
			.variable("record", this.deal)
			.variable("grantee", member(this.office.sue))
			.execute();
		rehearsed.path("shareRecord.share.level").entity(String.class).isEqualTo("READ");
		assertThat(rehearsed.returnResponse().getExtensions().get("dryRun").toString()).contains("ShareGrantShared");
		assertThat(deals(this.office.sue)).isEmpty();
	}

	@Test
	void putsLevelsIntoWords() {
		Office
			.ask(tenant().graphQl(Locale.CHINESE), "share",
					Map.of("record", this.deal, "grantee", member(this.office.sue), "level", "WRITE"))
			.path("shareRecord.share.levelLabel")
			.entity(String.class)
			.isEqualTo("可查看和修改");
	}

	@Test
	void liveSubscriptionsFollowShares() {
		String document = "subscription { opportunityChanged { kind type recordId version opportunity { name } } }";
		StepVerifier.create(Heard.live(this.office.as(this.office.sue), document, "opportunityChanged"))
			.thenAwait(HEAD_START)
			.then(() -> this.office.change(this.office.nora, this.deal))
			.then(() -> share(this.office.sue, "READ"))
			.assertNext((change) -> assertThat(change).containsEntry("kind", "ENTERED_FILTER")
				.containsEntry("type", "ShareGrantShared")
				.containsEntry("recordId", this.deal)
				.containsEntry("version", 2))
			.then(() -> this.office.change(this.office.nora, this.deal))
			.assertNext((change) -> assertThat(change).containsEntry("kind", "UPDATED")
				.containsEntry("recordId", this.deal))
			.then(() -> share(this.office.sue, "WRITE"))
			.then(() -> this.office.unshare(this.office.nora, this.deal, member(this.office.sue)))
			.assertNext((change) -> assertThat(change).containsEntry("kind", "ACCESS_REMOVED")
				.containsEntry("type", "ShareGrantRevoked")
				.containsEntry("recordId", this.deal)
				.containsEntry("opportunity", null))
			.then(() -> this.office.change(this.office.nora, this.deal))
			.then(() -> this.office.deal(this.office.sue))
			.assertNext((change) -> assertThat(change).containsEntry("kind", "CREATED"))
			.thenCancel()
			.verify(PATIENCE);
	}

	/** Else the change after the share would count twice in the totals of a board. */
	@Test
	void resumesOverAShareWithTheRecordAsItWasThen() {
		String cursor = this.office.as(this.office.sue)
			.document("{ eventCursor }")
			.execute()
			.path("eventCursor")
			.entity(String.class)
			.get();
		share(this.office.sue, "READ");
		this.office.change(this.office.nora, this.deal);
		String document = "subscription { opportunityChanged(after: \"" + cursor + "\") { kind version } }";
		StepVerifier.create(Heard.live(this.office.as(this.office.sue), document, "opportunityChanged").take(2))
			.expectNext(Map.of("kind", "ENTERED_FILTER", "version", 1))
			.expectNext(Map.of("kind", "UPDATED", "version", 2))
			.expectComplete()
			.verify(PATIENCE);
	}

	@Test
	void sharesSayNothingToWhoSeesTheRecordAnywayOrFiltersItOut() {
		String all = "subscription { opportunityChanged { kind } }";
		String none = "subscription { opportunityChanged(filter: {name: {eq: \"Other\"}}) { kind } }";
		Runnable story = () -> {
			share(this.office.sue, "READ");
			this.office.share(this.office.nora, this.deal, member(this.office.nils), "READ");
			this.office.unshare(this.office.nora, this.deal, member(this.office.nils));
			this.office.unshare(this.office.nora, this.deal, member(this.office.sue));
		};
		assertThat(Heard.by(this.office.as(this.office.nils), all, "opportunityChanged", () -> {
			story.run();
			this.office.change(this.office.nora, this.deal);
		}, (change) -> "UPDATED".equals(change.get("kind")))).hasSize(1);
		assertThat(
				Heard.within(Duration.ofSeconds(2), this.office.as(this.office.sue), none, "opportunityChanged", story))
			.isEmpty();
	}

	@Test
	void boardsCountWhatIsShared() {
		String document = "subscription { pipelineChanged(pipelineId: \"" + this.office.pipeline()
				+ "\") { kind deltas { count amount { amount } } } }";
		StepVerifier
			.create(Heard.live(this.office.as(this.office.sue), document, "pipelineChanged")
				.map((change) -> change.get("deltas").toString()))
			.thenAwait(HEAD_START)
			.then(() -> share(this.office.sue, "READ"))
			.expectNext("[{count=1, amount={amount=100.00}}]")
			.then(() -> this.office.unshare(this.office.nora, this.deal, member(this.office.sue)))
			.expectNext("[{count=-1, amount={amount=-100.00}}]")
			.thenCancel()
			.verify(PATIENCE);
	}

	private GraphQlTester.Response share(UUID grantee, String level) {
		return this.office.share(this.office.nora, this.deal, member(grantee), level);
	}

	private List<String> deals(UUID caller) {
		return this.office.as(caller)
			.document("{ opportunities { nodes { id } } }")
			.execute()
			.path("opportunities.nodes[*].id")
			.entityList(String.class)
			.get();
	}

	private Tenants.Tenant tenant() {
		return this.office.tenant;
	}

	private static String member(UUID id) {
		return Office.member(id);
	}

	private String text(GraphQlTester.Response response, String id) {
		Map<String, Object> answer = new HashMap<>(response.returnResponse().toMap());
		// says what is left of the budget
		answer.remove("extensions");
		return answer.toString().replace(id, "ID");
	}

}
