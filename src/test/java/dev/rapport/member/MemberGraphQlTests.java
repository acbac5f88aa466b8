package dev.rapport.member;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.server.WebGraphQlHandler;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.support.DefaultGraphQlRequest;
import org.springframework.graphql.test.tester.WebGraphQlTester;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.util.LinkedMultiValueMap;
import reactor.test.StepVerifier;

import dev.rapport.RapportTest;
import dev.rapport.Rival;
import dev.rapport.StatementLog;
import dev.rapport.Tenants;
import dev.rapport.tenancy.Directory;
import dev.rapport.tenancy.SignIn;

import static org.assertj.core.api.Assertions.assertThat;

@RapportTest
class MemberGraphQlTests {

	private static final String CREATE = """
			mutation($input: CreateMemberInput!) { createMember(input: $input) {
			  member { id version name email title locale active team { name } teamPath { name } createdBy { name } }
			  errors { __typename code message path ... on DuplicateError { existing { id } } } } }
			""";

	private static final String UPDATE = """
			mutation($input: UpdateMemberInput!) { updateMember(input: $input) {
			  member { id version name email title locale active team { name } updatedBy { name } }
			  errors { __typename code path ... on ConflictError { current { ... on Member { name version } } }
			    ... on DuplicateError { existing { ... on Member { name } } } } } }
			""";

	private static final String DEACTIVATE = """
			mutation($id: ID!) { deactivateMember(input: {id: $id, version: null}) {
			  member { active version } errors { code message ... on TransitionError { from allowed } } } }
			""";

	private static final String REACTIVATE = """
			mutation($id: ID!) { reactivateMember(input: {id: $id, version: null}) {
			  member { active version } errors { code } } }
			""";

	private static final String LIST = """
			query($first: Int, $after: String, $last: Int, $before: String, $filter: MemberFilter, $orderBy: [MemberOrder!]) {
			  members(first: $first, after: $after, last: $last, before: $before, filter: $filter, orderBy: $orderBy) {
			    totalCount nodes { name } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }
			""";

	@Autowired
	Tenants tenants;

	@Autowired
	Directory directory;

	@Autowired
	WebGraphQlHandler handler;

	@Test
	void createsAndReadsBack() {
		var graphQl = this.tenants.found().graphQl();
		String sales = team(graphQl, Map.of("name", "Sales"));
		String east = team(graphQl, Map.of("name", "华东", "parentId", sales));
		var created = graphQl.document(CREATE)
			.variable("input",
					Map.of("name", " 李雷 ", "email", "Li@example.com", "title", "销售", "locale", "zh-CN", "teamId", east,
							"subject", "li"))
			.execute();
		created.path("createMember.errors").entityList(Object.class).hasSize(0);
		created.path("createMember.member")
			.matchesJson(
					"""
							{"version": 1, "name": "李雷", "email": "Li@example.com", "title": "销售", "locale": "zh-CN", "active": true,
							 "team": {"name": "华东"}, "teamPath": [{"name": "Sales"}, {"name": "华东"}],
							 "createdBy": {"name": "Ann Able"}}
							""");
		String id = created.path("createMember.member.id").entity(String.class).get();
		graphQl.document(
				"query($id: ID!) { member(id: $id) { name createdAt updatedAt } node(id: $id) { id } viewer { name teamPath { id } } }")
			.variable("id", id)
			.execute()
			.path("member.name")
			.entity(String.class)
			.isEqualTo("李雷")
			.path("viewer")
			.matchesJsonStrictly("{\"name\": \"Ann Able\", \"teamPath\": []}");
	}

	@Test
	void keepsWhatIsNotSentAndClearsNull() {
		var graphQl = this.tenants.found().graphQl();
		String id = member(graphQl, Map.of("name", "Li", "email", "li@example.com", "title", "Sales"));
		graphQl.document(
				"mutation($id: ID!) { updateMember(input: {id: $id, version: 1, title: null, locale: \"fr\"}) { member { version email title locale updatedBy { name } } errors { code } } }")
			.variable("id", id)
			.execute()
			.path("updateMember")
			.matchesJsonStrictly("""
					{"member": {"version": 2, "email": "li@example.com", "title": null, "locale": "fr",
					 "updatedBy": {"name": "Ann Able"}}, "errors": []}
					""");
	}

	@Test
	void answersAStaleVersionWithTheCurrentMember() {
		var graphQl = this.tenants.found().graphQl();
		String id = member(graphQl, Map.of("name", "Li"));
		update(graphQl, Map.of("id", id, "version", 1, "name", "Li 2"));
		update(graphQl, Map.of("id", id, "version", 1, "name", "Li 3")).path("updateMember").matchesJson("""
				{"member": null, "errors": [{"__typename": "ConflictError", "code": "VERSION_CONFLICT",
				 "current": {"name": "Li 2", "version": 2}}]}
				""");
		update(graphQl, Map.of("id", id, "name", "Li 3")).path("updateMember.errors[0].code")
			.entity(String.class)
			.isEqualTo("REQUIRED");
	}

	@Test
	void tellsWhoHasTheEmailAddressButNotWhoHasTheSubject() {
		var graphQl = this.tenants.found().graphQl();
		String li = member(graphQl, Map.of("name", "Li", "email", "li@example.com", "subject", "li"));
		create(graphQl, Map.of("name", "Lu", "email", "LI@example.com")).path("createMember.errors").matchesJson("""
				[{"__typename": "DuplicateError", "code": "DUPLICATE", "path": ["input", "email"],
				  "existing": {"id": "%s"}}]
				""".formatted(li));
		create(graphQl, Map.of("name", "Lu", "subject", "li")).path("createMember.errors").matchesJson("""
				[{"code": "DUPLICATE", "path": ["input", "subject"], "existing": null,
				  "message": "Another member signs in with this subject already."}]
				""");
		String lu = member(graphQl, Map.of("name", "Lu"));
		update(graphQl, Map.of("id", lu, "version", 1, "email", "li@example.com"))
			.path("updateMember.errors[0].existing.name")
			.entity(String.class)
			.isEqualTo("Li");
	}

	@Test
	void letsOnlyActiveMembersSignIn() {
		Tenants.Tenant tenant = this.tenants.found();
		var graphQl = tenant.graphQl();
		String li = member(graphQl, Map.of("name", "Li", "subject", "li"));
		assertThat(signsIn(tenant, "li")).isTrue();
		graphQl.document(DEACTIVATE)
			.variable("id", li)
			.execute()
			.path("deactivateMember")
			.matchesJsonStrictly("{\"member\": {\"active\": false, \"version\": 2}, \"errors\": []}");
		assertThat(signsIn(tenant, "li")).isFalse();
		graphQl.document(DEACTIVATE)
			.variable("id", li)
			.execute()
			.path("deactivateMember.errors")
			.matchesJson("[{\"code\": \"TRANSITION_REFUSED\", \"from\": \"INACTIVE\", \"allowed\": [\"ACTIVE\"]}]");
		graphQl.document(REACTIVATE)
			.variable("id", li)
			.execute()
			.path("reactivateMember.member.active")
			.entity(Boolean.class)
			.isEqualTo(true);
		assertThat(signsIn(tenant, "li")).isTrue();
	}

	@Test
	void letsOnlyOneOfTwoDeactivateTheOther() {
		Tenants.Tenant tenant = this.tenants.found();
		new Rival(this.tenants.owner()).against(
				(rival) -> rival.update("update member set active = false where id = ?", tenant.ann()),
				() -> tenant.graphQl().document(DEACTIVATE).variable("id", new MemberId(tenant.bo()).text()).execute())
			.path("deactivateMember")
			.matchesJson("{\"member\": null, \"errors\": [{\"code\": \"FORBIDDEN\", "
					+ "\"message\": \"You have been deactivated.\"}]}");
		assertThat(this.tenants.owner()
			.queryForList("select id from member where tenant_id = ? and active", UUID.class, tenant.id().value()))
			.containsExactly(tenant.bo());
	}

	@Test
	void refusesToDeactivateOneselfInTheCallersLanguage() {
		Tenants.Tenant tenant = this.tenants.found();
		String ann = new MemberId(tenant.ann()).text();
		tenant.graphQl()
			.document(DEACTIVATE)
			.variable("id", ann)
			.execute()
			.path("deactivateMember.errors")
			.matchesJson("[{\"code\": \"FORBIDDEN\", \"message\": \"You can't deactivate yourself.\"}]");
		assertThat(chinese(tenant, DEACTIVATE, Map.of("id", ann))).contains("不能停用自己。");
	}

	@Test
	void showsNothingToAnotherTenant() {
		String id = member(this.tenants.found().graphQl(), Map.of("name", "Secret"));
		var foreign = this.tenants.found().graphQl();
		foreign.document("query($id: ID!) { member(id: $id) { name } node(id: $id) { id } nodes(ids: [$id]) { id } }")
			.variable("id", id)
			.execute()
			.path("$")
			.matchesJson("{\"data\": {\"member\": null, \"node\": null, \"nodes\": [null]}}");
		foreign.document(LIST)
			.variable("filter", Map.of("name", Map.of("contains", "Secret")))
			.execute()
			.path("members.totalCount")
			.entity(Integer.class)
			.isEqualTo(0);
		update(foreign, mapOfNull(id)).path("updateMember.errors")
			.matchesJson("[{\"__typename\": \"NotFoundError\", \"code\": \"NOT_FOUND\"}]");
	}

	@Test
	void refusesIdsOfAnotherTypeAndLargePages() {
		var graphQl = this.tenants.found().graphQl();
		String sales = team(graphQl, Map.of("name", "Sales"));
		refused(graphQl.document("query($id: ID!) { member(id: $id) { id } }").variable("id", sales), "BAD_USER_INPUT");
		refused(graphQl.document(UPDATE).variable("input", mapOfNull(sales)), "BAD_USER_INPUT");
		refused(graphQl.document("{ members(first: 101) { nodes { id } } }"), "PAGE_SIZE_EXCEEDED");
	}

	@Test
	void pagesBothWays() {
		var graphQl = this.tenants.found().graphQl();
		List.of("d", "c", "e").forEach((name) -> member(graphQl, Map.of("name", name)));
		var front = graphQl.document(LIST).variable("first", 2).execute();
		names(front, "Ann Able", "Bo 博");
		front.path("members").matchesJson("""
				{"totalCount": 5, "pageInfo": {"hasNextPage": true, "hasPreviousPage": false}}
				""");
		String cursor = front.path("members.pageInfo.endCursor").entity(String.class).get();
		var middle = graphQl.document(LIST).variable("first", 2).variable("after", cursor).execute();
		names(middle, "c", "d");
		middle.path("members.pageInfo").matchesJson("{\"hasNextPage\": true, \"hasPreviousPage\": true}");
		var back = graphQl.document(LIST)
			.variable("last", 1)
			.variable("before", middle.path("members.pageInfo.endCursor").entity(String.class).get())
			.execute();
		names(back, "c");
		back.path("members.pageInfo").matchesJson("{\"hasNextPage\": true, \"hasPreviousPage\": true}");
		names(graphQl.document(LIST).variable("last", 2).execute(), "d", "e");
	}

	@Test
	void filtersAndSorts() {
		var graphQl = this.tenants.found().graphQl();
		String sales = team(graphQl, Map.of("name", "Sales"));
		String li = member(graphQl,
				Map.of("name", "李雷雷", "email", "lei@shop.example", "teamId", sales, "subject", "lei"));
		member(graphQl, Map.of("name", "Zoë Lee", "email", "zoe@other.example"));
		graphQl.document(DEACTIVATE).variable("id", li).execute();
		names(filtered(graphQl, Map.of("name", Map.of("contains", "雷"))), "李雷雷");
		names(filtered(graphQl, Map.of("name", Map.of("contains", "SHOP"))));
		names(filtered(graphQl, Map.of("email", Map.of("contains", "SHOP"))), "李雷雷");
		names(filtered(graphQl, Map.of("email", Map.of("startsWith", "zoe@"))), "Zoë Lee");
		names(filtered(graphQl, Map.of("active", Map.of("eq", false))), "李雷雷");
		names(filtered(graphQl, Map.of("teamId", Map.of("eq", sales))), "李雷雷");
		names(filtered(graphQl, Map.of("id", Map.of("in", List.of(li)))), "李雷雷");
		names(filtered(graphQl, Map.of("teamId", Map.of("isNull", true), "createdAt",
				Map.of("gt", "2020-01-01T00:00:00Z"), "not", Map.of("name", Map.of("eq", "ann able")))), "Bo 博",
				"Zoë Lee");
		names(sorted(graphQl, "NAME", "DESC"), "李雷雷", "Zoë Lee", "Bo 博", "Ann Able");
		graphQl.document(LIST)
			.variable("orderBy", List.of(Map.of("field", "CREATED_AT", "direction", "DESC")))
			.variable("first", 2)
			.execute()
			.path("members.nodes[*].name")
			.entityList(String.class)
			.containsExactly("Zoë Lee", "李雷雷");
	}

	@Test
	void readsTeamsAndPathsInOneStatementEach() {
		var graphQl = this.tenants.found().graphQl();
		String sales = team(graphQl, Map.of("name", "Sales"));
		for (int i = 0; i < 6; i++) {
			String team = team(graphQl, Map.of("name", "Team " + i, "parentId", sales));
			member(graphQl, Map.of("name", "Member " + i, "teamId", team));
		}
		graphQl.document(LIST).execute();
		StatementLog.clear();
		graphQl.document("{ members { nodes { name createdBy { name } team { name } teamPath { name } } } }")
			.execute()
			.path("members.nodes[?(@.name == 'Member 3')].teamPath[*].name")
			.entityList(String.class)
			.containsExactly("Sales", "Team 3");
		assertThat(StatementLog.statements()).hasSizeLessThanOrEqualTo(4);
	}

	@Test
	void deliversChanges() {
		var graphQl = this.tenants.found().graphQl();
		String li = member(graphQl, Map.of("name", "Li"));
		var changes = graphQl.document(
				"subscription { memberChanged(filter: {active: {eq: true}}) { kind type version changedFields actorKind actor { name } member { name active } } }")
			.executeSubscription()
			.toFlux();
		StepVerifier.create(changes)
			.then(() -> later(() -> update(graphQl, Map.of("id", li, "version", 1, "name", "Li 李"))))
			.assertNext((change) -> change.path("memberChanged")
				.matchesJson(
						"""
								{"kind": "UPDATED", "type": "MemberUpdated", "changedFields": ["name", "updatedAt"], "actorKind": "USER",
								 "actor": {"name": "Ann Able"}, "member": {"name": "Li 李", "active": true}}
								"""))
			.then(() -> graphQl.document(DEACTIVATE).variable("id", li).execute())
			.assertNext((change) -> change.path("memberChanged")
				.matchesJson("{\"kind\": \"LEFT_FILTER\", \"type\": \"MemberDeactivated\", \"version\": 3}"))
			.thenCancel()
			.verify(Duration.ofSeconds(10));
	}

	/** The subscription needs a moment to take its place in the log. */
	private static void later(Runnable change) {
		try {
			Thread.sleep(500);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		change.run();
	}

	private boolean signsIn(Tenants.Tenant tenant, String subject) {
		return Boolean.TRUE.equals(
				this.directory.find(SignIn.of("urn:rapport:development", tenant.key(), subject)).hasElement().block());
	}

	private String chinese(Tenants.Tenant tenant, String document, Map<String, @Nullable Object> variables) {
		WebGraphQlRequest request = new WebGraphQlRequest(URI.create(""), new HttpHeaders(),
				new LinkedMultiValueMap<>(), null, Map.of(), new DefaultGraphQlRequest(document, null, variables, null),
				"zh", Locale.SIMPLIFIED_CHINESE);
		return String.valueOf(this.handler.handleRequest(request)
			.map((response) -> response.toMap())
			.contextWrite(ReactiveSecurityContextHolder
				.withAuthentication(new TestingAuthenticationToken(tenant.actor(), "", List.of())))
			.block());
	}

	static String team(WebGraphQlTester graphQl, Map<String, Object> input) {
		return graphQl
			.document(
					"mutation($input: CreateTeamInput!) { createTeam(input: $input) { team { id } errors { code } } }")
			.variable("input", input)
			.execute()
			.path("createTeam.team.id")
			.entity(String.class)
			.get();
	}

	static String member(WebGraphQlTester graphQl, Map<String, Object> input) {
		return create(graphQl, input).path("createMember.member.id").entity(String.class).get();
	}

	private static WebGraphQlTester.Response create(WebGraphQlTester graphQl, Map<String, Object> input) {
		return graphQl.document(CREATE).variable("input", input).execute();
	}

	private static WebGraphQlTester.Response update(WebGraphQlTester graphQl, Map<String, Object> input) {
		return graphQl.document(UPDATE).variable("input", input).execute();
	}

	private static WebGraphQlTester.Response filtered(WebGraphQlTester graphQl, Map<String, Object> filter) {
		return graphQl.document(LIST).variable("filter", filter).execute();
	}

	private static WebGraphQlTester.Response sorted(WebGraphQlTester graphQl, String field, String direction) {
		return graphQl.document(LIST)
			.variable("orderBy", List.of(Map.of("field", field, "direction", direction)))
			.execute();
	}

	private static void names(WebGraphQlTester.Response response, String... names) {
		assertThat(response.path("members.nodes[*].name").entityList(String.class).get()).containsExactly(names);
	}

	private static void refused(WebGraphQlTester.Request<?> request, String code) {
		request.execute()
			.errors()
			.satisfy((errors) -> assertThat(errors).singleElement()
				.satisfies((error) -> assertThat(error.getExtensions()).containsEntry("code", code)));
	}

	/** An update that does not care for the version. */
	private static Map<String, Object> mapOfNull(String id) {
		Map<String, Object> input = new java.util.HashMap<>(Map.of("id", id, "name", "x"));
		input.put("version", null);
		return input;
	}

}
