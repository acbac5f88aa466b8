package dev.rapport.member;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.WebGraphQlTester;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

import dev.rapport.RapportTest;
import dev.rapport.StatementLog;
import dev.rapport.Tenants;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.NodeId;
import dev.rapport.kernel.Problem;
import dev.rapport.tenancy.Actors;

import static dev.rapport.member.MemberGraphQlTests.member;
import static dev.rapport.member.MemberGraphQlTests.team;
import static org.assertj.core.api.Assertions.assertThat;

@RapportTest
class TeamGraphQlTests {

	private static final String UPDATE = """
			mutation($input: UpdateTeamInput!) { updateTeam(input: $input) {
			  team { version name parent { name } lead { name } }
			  errors { __typename code message path ... on ConflictError { current { ... on Team { name version } } } } } }
			""";

	private static final String ARCHIVE = """
			mutation($id: ID!) { archiveTeam(input: {id: $id, version: null}) {
			  team { version archivedAt } errors { code message path } } }
			""";

	private static final String RESTORE = """
			mutation($id: ID!) { restoreTeam(input: {id: $id, version: null}) {
			  team { version archivedAt } errors { code message path } } }
			""";

	private static final String LIST = """
			query($first: Int, $after: String, $last: Int, $before: String, $filter: TeamFilter, $orderBy: [TeamOrder!],
			    $archived: Boolean) {
			  teams(first: $first, after: $after, last: $last, before: $before, filter: $filter, orderBy: $orderBy,
			      archived: $archived) {
			    totalCount nodes { name } pageInfo { hasNextPage hasPreviousPage endCursor } } }
			""";

	@Autowired
	Tenants tenants;

	@Autowired
	Teams teams;

	@Test
	void buildsATreeAndReadsItInOneStatementPerLevel() {
		Tenants.Tenant tenant = this.tenants.found();
		var graphQl = tenant.graphQl();
		String sales = team(graphQl, Map.of("name", "销售部", "leadId", new MemberId(tenant.bo()).text()));
		for (int i = 0; i < 5; i++) {
			String region = team(graphQl, Map.of("name", "Region " + i, "parentId", sales));
			team(graphQl, Map.of("name", "City " + i, "parentId", region));
			member(graphQl, Map.of("name", "Seller " + i, "teamId", region));
		}
		graphQl.document(LIST).execute();
		StatementLog.clear();
		var tree = graphQl.document("""
				query($id: ID!) { team(id: $id) { name version parent { id } lead { name } createdBy { name }
				  updatedBy { name } archivedAt children(first: 3) { totalCount pageInfo { hasNextPage } nodes {
				    name parent { name } children { nodes { name } } members { totalCount nodes { name } } } } } }
				""").variable("id", sales).execute();
		tree.path("team")
			.matchesJson(
					"""
							{"name": "销售部", "version": 1, "parent": null, "lead": {"name": "Bo 博"}, "createdBy": {"name": "Ann Able"},
							 "children": {"totalCount": 5, "pageInfo": {"hasNextPage": true}, "nodes": [
							   {"name": "Region 0", "parent": {"name": "销售部"}, "children": {"nodes": [{"name": "City 0"}]},
							    "members": {"totalCount": 1, "nodes": [{"name": "Seller 0"}]}},
							   {"name": "Region 1"}, {"name": "Region 2"}]}}
							""");
		assertThat(StatementLog.statements()).hasSizeLessThanOrEqualTo(8);
	}

	@Test
	void renamesMovesAndChangesTheLead() {
		Tenants.Tenant tenant = this.tenants.found();
		var graphQl = tenant.graphQl();
		String east = team(graphQl, Map.of("name", "East"));
		String sales = team(graphQl, Map.of("name", "Sales"));
		update(graphQl, Map.of("id", east, "version", 1, "parentId", sales, "leadId", bo(tenant))).path("updateTeam")
			.matchesJsonStrictly("""
					{"team": {"version": 2, "name": "East", "parent": {"name": "Sales"}, "lead": {"name": "Bo 博"}},
					 "errors": []}
					""");
		update(graphQl, with(Map.of("id", east, "version", 2, "name", "华东"), "leadId")).path("updateTeam.team")
			.matchesJsonStrictly("""
					{"version": 3, "name": "华东", "parent": {"name": "Sales"}, "lead": null}
					""");
		update(graphQl, with(Map.of("id", east, "version", 3), "parentId")).path("updateTeam.team.parent")
			.valueIsNull();
		update(graphQl, Map.of("id", east, "version", 3, "name", "x")).path("updateTeam.errors").matchesJson("""
				[{"__typename": "ConflictError", "current": {"name": "华东", "version": 4}}]
				""");
	}

	@Test
	void refusesCircles() {
		var graphQl = this.tenants.found().graphQl();
		String top = team(graphQl, Map.of("name", "Top"));
		String middle = team(graphQl, Map.of("name", "Middle", "parentId", top));
		String low = team(graphQl, Map.of("name", "Low", "parentId", middle));
		for (String below : List.of(top, middle, low)) {
			update(graphQl, Map.of("id", top, "version", 1, "parentId", below)).path("updateTeam.errors")
				.matchesJson(
						"""
								[{"code": "CYCLE", "path": ["input", "parentId"], "message": "A team can't stand below itself."}]
								""");
		}
	}

	@Test
	void refusesTwoMovesThatTogetherMakeACircle() {
		Tenants.Tenant tenant = this.tenants.found();
		var graphQl = tenant.graphQl();
		for (int round = 0; round < 5; round++) {
			String left = team(graphQl, Map.of("name", "Left"));
			String leftBelow = team(graphQl, Map.of("name", "Left below", "parentId", left));
			String right = team(graphQl, Map.of("name", "Right"));
			String rightBelow = team(graphQl, Map.of("name", "Right below", "parentId", right));
			StepVerifier.create(Mono.zip(move(tenant, left, rightBelow), move(tenant, right, leftBelow)))
				.assertNext((moved) -> assertThat(List.of(moved.getT1(), moved.getT2())).containsOnlyOnce(true))
				.verifyComplete();
		}
	}

	@Test
	void refusesThreeMovesThatTogetherMakeACircle() {
		Tenants.Tenant tenant = this.tenants.found();
		var graphQl = tenant.graphQl();
		for (int round = 0; round < 20; round++) {
			String one = team(graphQl, Map.of("name", "One"));
			String two = team(graphQl, Map.of("name", "Two"));
			String three = team(graphQl, Map.of("name", "Three"));
			StepVerifier
				.create(Flux.merge(move(tenant, one, two), move(tenant, two, three), move(tenant, three, one))
					.collectList())
				.assertNext((moved) -> assertThat(moved).containsExactlyInAnyOrder(true, true, false))
				.verifyComplete();
		}
	}

	@Test
	void archivesOnlyEmptyTeams() {
		var graphQl = this.tenants.found().graphQl();
		String top = team(graphQl, Map.of("name", "Top"));
		String low = team(graphQl, Map.of("name", "Low", "parentId", top));
		String li = member(graphQl, Map.of("name", "Li", "teamId", low));
		archive(graphQl, top).path("archiveTeam.errors")
			.matchesJson("[{\"code\": \"IN_USE\", \"path\": [\"input\", \"id\"]}]");
		archive(graphQl, low).path("archiveTeam.errors[0].code").entity(String.class).isEqualTo("IN_USE");
		graphQl.document(
				"mutation($id: ID!) { updateMember(input: {id: $id, version: 1, teamId: null}) { errors { code } } }")
			.variable("id", li)
			.executeAndVerify();
		archive(graphQl, low).path("archiveTeam.team.archivedAt").hasValue();
		archive(graphQl, top).path("archiveTeam.team.archivedAt").hasValue();
		graphQl.document(RESTORE)
			.variable("id", low)
			.execute()
			.path("restoreTeam.errors")
			.matchesJson(
					"""
							[{"code": "ARCHIVED", "path": ["input", "id"], "message": "The team Top is archived; restore it first."}]
							""");
		graphQl.document(RESTORE).variable("id", top).execute().path("restoreTeam").matchesJsonStrictly("""
				{"team": {"version": 3, "archivedAt": null}, "errors": []}
				""");
		names(graphQl.document(LIST).execute(), "Top");
		names(graphQl.document(LIST).variable("archived", true).execute(), "Low");
		update(graphQl, Map.of("id", low, "version", 2, "name", "x")).path("updateTeam.errors[0].code")
			.entity(String.class)
			.isEqualTo("ARCHIVED");
	}

	@Test
	void refusesToJoinArchivedAndUnknownTeams() {
		var graphQl = this.tenants.found().graphQl();
		String old = team(graphQl, Map.of("name", "Old"));
		archive(graphQl, old);
		String foreign = team(this.tenants.found().graphQl(), Map.of("name", "Foreign"));
		joining(graphQl, old, "ARCHIVED");
		joining(graphQl, foreign, "NOT_FOUND");
		graphQl.document(
				"mutation($id: ID!) { createTeam(input: {name: \"x\", parentId: $id}) { team { id } errors { code path } } }")
			.variable("id", old)
			.execute()
			.path("createTeam.errors")
			.matchesJson("[{\"code\": \"ARCHIVED\", \"path\": [\"input\", \"parentId\"]}]");
		String li = new MemberId(this.tenants.found().ann()).text();
		graphQl
			.document(
					"mutation($id: ID!) { createTeam(input: {name: \"x\", leadId: $id}) { errors { code message } } }")
			.variable("id", li)
			.execute()
			.path("createTeam.errors")
			.matchesJson("[{\"code\": \"NOT_FOUND\", \"message\": \"There is no such member to lead the team.\"}]");
	}

	@Test
	void letsNobodyIntoMoreThanItReaches() {
		Tenants.Tenant tenant = this.tenants.found();
		this.tenants.owner()
			.update("""
					insert into role (tenant_id, id, version, key, name, grants, fields, created_at, created_by, updated_at, updated_by)
					values (?, gen_random_uuid(), 1, 'KEEPER', 'Keeper', ?::jsonb, '{}', now(), ?, now(), ?)""",
					tenant.id().value(),
					"""
							{"opportunities": {"read": "TEAM_AND_BELOW", "write": "OWN"}, "members": {"read": "ALL", "write": "ALL"}}""",
					tenant.ann(), tenant.ann());
		UUID own = tenant.team("Own", null);
		UUID other = tenant.team("Other", null);
		UUID kay = tenant.hire("kay", own, "KEEPER");
		WebGraphQlTester keeper = tenant.graphQl(tenant.actor(kay));
		String[] refused = {
				"updateMember(input: {id: \"%s\", version: null, teamId: \"%s\"})".formatted(NodeId.encode("mem", kay),
						NodeId.encode("tea", other)),
				"updateTeam(input: {id: \"%s\", version: null, leadId: \"%s\"})".formatted(NodeId.encode("tea", other),
						NodeId.encode("mem", kay)),
				"updateTeam(input: {id: \"%s\", version: null, parentId: \"%s\"})"
					.formatted(NodeId.encode("tea", other), NodeId.encode("tea", own)) };
		for (String mutation : refused) {
			assertThat(codes(keeper, mutation)).containsExactly("FORBIDDEN");
			assertThat(codes(tenant.graphQl(), mutation)).isEmpty();
		}
		assertThat(codes(keeper, "updateMember(input: {id: \"%s\", version: null, teamId: \"%s\"})"
			.formatted(NodeId.encode("mem", tenant.bo()), NodeId.encode("tea", other)))).isEmpty();
	}

	private static List<String> codes(WebGraphQlTester caller, String mutation) {
		return caller.document("mutation { done: " + mutation + " { errors { code } } }")
			.execute()
			.path("done.errors[*].code")
			.entityList(String.class)
			.get();
	}

	@Test
	void showsNothingToAnotherTenant() {
		String id = team(this.tenants.found().graphQl(), Map.of("name", "Secret"));
		var foreign = this.tenants.found().graphQl();
		foreign.document("query($id: ID!) { team(id: $id) { name } node(id: $id) { id } teams { totalCount } }")
			.variable("id", id)
			.execute()
			.path("$")
			.matchesJson("{\"data\": {\"team\": null, \"node\": null, \"teams\": {\"totalCount\": 0}}}");
		update(foreign, Map.of("id", id, "version", 1, "name", "x")).path("updateTeam.errors[0].__typename")
			.entity(String.class)
			.isEqualTo("NotFoundError");
		archive(foreign, id).path("archiveTeam.errors[0].code").entity(String.class).isEqualTo("NOT_FOUND");
	}

	@Test
	void pagesFiltersAndSorts() {
		var graphQl = this.tenants.found().graphQl();
		String top = team(graphQl, Map.of("name", "总部"));
		List.of("b", "d", "a", "c").forEach((name) -> team(graphQl, Map.of("name", name, "parentId", top)));
		var front = graphQl.document(LIST).variable("first", 3).execute();
		names(front, "a", "b", "c");
		String cursor = front.path("teams.pageInfo.endCursor").entity(String.class).get();
		var rest = graphQl.document(LIST).variable("first", 3).variable("after", cursor).execute();
		names(rest, "d", "总部");
		rest.path("teams.pageInfo").matchesJson("{\"hasNextPage\": false, \"hasPreviousPage\": true}");
		names(graphQl.document(LIST).variable("last", 2).variable("before", cursor).execute(), "a", "b");
		names(filtered(graphQl, Map.of("name", Map.of("contains", "部"))), "总部");
		names(filtered(graphQl, Map.of("parentId", Map.of("isNull", true))), "总部");
		names(filtered(graphQl, Map.of("parentId", Map.of("eq", top), "name", Map.of("in", List.of("A", "d")))), "a",
				"d");
		names(filtered(graphQl, Map.of("id", Map.of("eq", top))), "总部");
		names(graphQl.document(LIST)
			.variable("orderBy", List.of(Map.of("field", "CREATED_AT", "direction", "ASC")))
			.execute(), "总部", "b", "d", "a", "c");
		names(graphQl.document(LIST)
			.variable("orderBy", List.of(Map.of("field", "NAME", "direction", "DESC")))
			.variable("first", 1)
			.execute(), "总部");
	}

	@Test
	void deliversChangesBehindACursor() {
		var graphQl = this.tenants.found().graphQl();
		String cursor = graphQl.document("{ eventCursor }").execute().path("eventCursor").entity(String.class).get();
		String east = team(graphQl, Map.of("name", "East"));
		archive(graphQl, east);
		graphQl.document("mutation($id: ID!) { restoreTeam(input: {id: $id, version: 2}) { errors { code } } }")
			.variable("id", east)
			.executeAndVerify();
		var changes = graphQl.document(
				"subscription($after: EventCursor) { teamChanged(after: $after) { kind type eventId cursor version actor { name } team { name } } }")
			.variable("after", cursor)
			.executeSubscription()
			.toFlux();
		StepVerifier.create(changes.take(3))
			.assertNext((change) -> change.path("teamChanged").matchesJson("""
					{"kind": "CREATED", "type": "TeamCreated", "version": 1, "actor": {"name": "Ann Able"},
					 "team": {"name": "East"}}
					"""))
			.assertNext((change) -> change.path("teamChanged")
				.matchesJson("{\"kind\": \"LEFT_FILTER\", \"type\": \"TeamArchived\", \"version\": 2}"))
			.assertNext((change) -> change.path("teamChanged")
				.matchesJson("{\"kind\": \"ENTERED_FILTER\", \"type\": \"TeamRestored\", \"version\": 3}"))
			.expectComplete()
			.verify(Duration.ofSeconds(10));
	}

	private Mono<Boolean> move(Tenants.Tenant tenant, String team, String below) {
		Input input = new Input(with(Map.of("id", team, "parentId", below), "version"), "input");
		return this.teams.update(input)
			.hasElement()
			.onErrorResume(Problem.class, (problem) -> Mono.just(false))
			.contextWrite(Actors.with(tenant.actor()))
			.subscribeOn(Schedulers.boundedElastic());
	}

	private static String bo(Tenants.Tenant tenant) {
		return new MemberId(tenant.bo()).text();
	}

	private static void joining(WebGraphQlTester graphQl, String team, String code) {
		graphQl.document(
				"mutation($id: ID!) { createMember(input: {name: \"x\", teamId: $id}) { member { id } errors { code path } } }")
			.variable("id", team)
			.execute()
			.path("createMember.errors")
			.matchesJson("[{\"code\": \"%s\", \"path\": [\"input\", \"teamId\"]}]".formatted(code));
	}

	private static WebGraphQlTester.Response update(WebGraphQlTester graphQl, Map<String, Object> input) {
		return graphQl.document(UPDATE).variable("input", input).execute();
	}

	private static WebGraphQlTester.Response archive(WebGraphQlTester graphQl, String id) {
		return graphQl.document(ARCHIVE).variable("id", id).execute();
	}

	private static WebGraphQlTester.Response filtered(WebGraphQlTester graphQl, Map<String, Object> filter) {
		return graphQl.document(LIST).variable("filter", filter).execute();
	}

	private static void names(WebGraphQlTester.Response response, String... names) {
		assertThat(response.path("teams.nodes[*].name").entityList(String.class).get()).containsExactly(names);
	}

	/** The values and a field that is sent as null. */
	private static Map<String, Object> with(Map<String, Object> values, String cleared) {
		Map<String, Object> input = new HashMap<>(values);
		input.put(cleared, null);
		return input;
	}

}
