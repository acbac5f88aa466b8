package dev.rapport.member;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.ResponseError;
import org.springframework.graphql.test.tester.GraphQlTester;
import org.springframework.graphql.test.tester.WebGraphQlTester;

import dev.rapport.RapportTest;
import dev.rapport.StatementLog;
import dev.rapport.Tenants;
import dev.rapport.tenancy.Rights;
import dev.rapport.tenancy.RowRule;

import static org.assertj.core.api.Assertions.assertThat;

@RapportTest
class RoleGraphQlTests {

	private static final String ROLE = """
			{ id version key name builtIn grants { kind read write } fields { field rule } archivedAt
			  createdBy { name } updatedBy { name } }""";

	private static final String ERRORS = """
			errors { __typename code message path ... on ValidationError { constraint }
			  ... on ConflictError { current { ... on Role { version } } } ... on DuplicateError { existing { id } } }""";

	private static final List<Map<String, Object>> SCOUTING = List.of(
			Map.of("kind", "customers", "read", "TEAM", "write", "OWN"),
			Map.of("kind", "products", "read", "ALL", "write", "NONE"));

	/** What a head of staff may do: give roles, as far as those go. */
	private static final List<Map<String, Object>> STAFF = List.of(
			Map.of("kind", "customers", "read", "TEAM", "write", "OWN"),
			Map.of("kind", "members", "read", "ALL", "write", "ALL"),
			Map.of("kind", "roles", "read", "ALL", "write", "ALL"));

	@Autowired
	Tenants tenants;

	private Tenants.Tenant tenant;

	private WebGraphQlTester admin;

	@BeforeEach
	void found() {
		this.tenant = this.tenants.found();
		this.admin = as(this.tenant.ann());
	}

	@Test
	void listsBuiltInRolesAndOnesOwn() {
		create(this.admin, role("SCOUT", SCOUTING, Map.of("field", "Customer.taxId", "rule", "MASKED")))
			.path("createRole.errors")
			.entityList(Object.class)
			.hasSize(0);
		var list = this.admin.document("{ roles " + ROLE + " role(key: \"SCOUT\") " + ROLE + " }").execute();
		list.path("roles[*].key")
			.entityList(String.class)
			.containsExactly("ADMIN", "MANAGER", "REP", "AGENT", "MARKETER", "ANALYST", "PARTNER", "SCOUT");
		list.path("role").matchesJson("""
				{"version": 1, "key": "SCOUT", "name": "Pfadfinder 侦察员", "builtIn": null,
				 "grants": [{"kind": "customers", "read": "TEAM", "write": "OWN"},
				            {"kind": "products", "read": "ALL", "write": "NONE"}],
				 "fields": [{"field": "Customer.taxId", "rule": "MASKED"}], "archivedAt": null,
				 "createdBy": {"name": "Ann Able"}, "updatedBy": {"name": "Ann Able"}}
				""");
		list.path("roles[0]").matchesJson("{\"builtIn\": \"ADMIN\", \"fields\": [], \"createdBy\": null}");
		assertThat(events("Role")).containsExactly("RoleCreated");
	}

	@Test
	void putsBuiltInRolesIntoWords() {
		this.tenant.graphQl(Locale.CHINESE)
			.document("{ role(key: \"PARTNER\") { id builtInLabel en: builtInLabel(locale: \"en\") updatedAt } }")
			.execute()
			.path("role")
			.matchesJson("{\"builtInLabel\": \"合作伙伴\", \"en\": \"Partner\", \"updatedAt\": null}");
	}

	@Test
	void findsRolesAsNodesInOneStatement() {
		String scout = made("SCOUT", SCOUTING);
		String rep = this.admin.document("{ role(key: \"REP\") { id } }")
			.execute()
			.path("role.id")
			.entity(String.class)
			.get();
		this.admin.document("{ viewerAccess { client } }").execute();
		StatementLog.clear();
		this.admin.document("query($ids: [ID!]!) { nodes(ids: $ids) { ... on Role { key } } }")
			.variable("ids", List.of(rep, scout))
			.execute()
			.path("nodes[*].key")
			.entityList(String.class)
			.containsExactly("REP", "SCOUT");
		assertThat(StatementLog.statements().stream().filter((sql) -> sql.contains("from role r"))).hasSize(1);
	}

	@ParameterizedTest
	@CsvSource({ "scout, customers, OWN, OWN, , , input.key, role.key",
			"SCOUT, custard, OWN, OWN, , , input.grants.0.kind, role.kind",
			"SCOUT, customers, OWN, TEAM, , , input.grants.0.write, role.write",
			"SCOUT, products, TEAM, NONE, , , input.grants.0.read, role.ownerless",
			"SCOUT, internalComments, ALL, OWN, , , input.grants.0.write, role.ownerless",
			"SCOUT, customers, OWN, OWN, Customer.taxID, HIDDEN, input.fields.0.field, role.field",
			"SCOUT, customers, OWN, OWN, Query.customers, HIDDEN, input.fields.0.field, role.field",
			"SCOUT, customers, OWN, OWN, Customer, HIDDEN, input.fields.0.field, role.field",
			"SCOUT, customers, OWN, OWN, Customer.name, HIDDEN, input.fields.0.rule, role.fieldRule",
			"SCOUT, customers, OWN, OWN, Customer.version, MASKED, input.fields.0.rule, role.fieldRule" })
	void refusesNonsense(String key, String kind, String read, String write, @Nullable String field,
			@Nullable String rule, String path, String constraint) {
		Map<String, Object> input = role(key, List.of(Map.of("kind", kind, "read", read, "write", write)));
		if (field != null && rule != null) {
			input.put("fields", List.of(Map.of("field", field, "rule", rule)));
		}
		var refused = create(this.admin, input);
		refused.path("createRole.errors[0].path").entityList(String.class).containsExactly(path.split("\\."));
		refused.path("createRole.errors[0].constraint").entity(String.class).isEqualTo(constraint);
		refused.path("createRole.role").valueIsNull();
	}

	@Test
	void refusesAKeyThatIsTaken() {
		made("SCOUT", SCOUTING);
		for (String key : List.of("SCOUT", "ADMIN")) {
			create(this.admin, role(key, SCOUTING)).path("createRole.errors").matchesJson("""
					[{"__typename": "DuplicateError", "path": ["input", "key"],
					  "message": "Another role has this key already."}]
					""");
		}
		create(this.admin, role("TWICE", List.of(SCOUTING.get(0), SCOUTING.get(0)))).path("createRole.errors[0].code")
			.entity(String.class)
			.isEqualTo("DUPLICATE");
	}

	@Test
	void changesWhatIsSentForEverybodyWhoHasIt() {
		String scout = made("SCOUT", SCOUTING);
		UUID sam = this.tenant.hire("sam", null, "SCOUT");
		assertThat(rights(sam).changes("customers").rule()).isEqualTo(RowRule.OWN);
		update(this.admin,
				Map.of("id", scout, "version", 1, "grants",
						List.of(Map.of("kind", "customers", "read", "ALL", "write", "ALL"))))
			.path("updateRole.role")
			.matchesJson("""
					{"version": 2, "key": "SCOUT", "name": "Pfadfinder 侦察员",
					 "grants": [{"kind": "customers", "read": "ALL", "write": "ALL"}]}
					""");
		assertThat(rights(sam).changes("customers").rule()).isEqualTo(RowRule.ALL);
		assertThat(rights(sam).may("products:read")).isFalse();
		update(this.admin, Map.of("id", scout, "version", 1, "name", "Late")).path("updateRole.errors")
			.matchesJson("[{\"__typename\": \"ConflictError\", \"current\": {\"version\": 2}}]");
		assertThat(events("Role")).containsExactly("RoleCreated", "RoleUpdated");
	}

	@Test
	void archivesOnlyWhatNobodyIs() {
		String scout = made("SCOUT", SCOUTING);
		UUID sam = this.tenant.hire("sam", null, "SCOUT");
		verb(this.admin, "archiveRole", scout, null).path("archiveRole.errors")
			.matchesJson("[{\"code\": \"IN_USE\", \"constraint\": \"role.inUse\"}]");
		assign(this.admin, sam, "REP").path("assignRoles.errors").entityList(Object.class).hasSize(0);
		verb(this.admin, "archiveRole", scout, 1).path("archiveRole.errors").entityList(Object.class).hasSize(0);
		assign(this.admin, sam, "SCOUT").path("assignRoles.errors[0].constraint")
			.entity(String.class)
			.isEqualTo("role.unknown");
		this.admin.document("{ role(key: \"SCOUT\") { id } live: roles { key } roles(archived: true) { key } }")
			.execute()
			.path("role")
			.valueIsNull()
			.path("live[*].key")
			.entityList(String.class)
			.doesNotContain("SCOUT")
			.path("roles[*].key")
			.entityList(String.class)
			.containsExactly("SCOUT");
		verb(this.admin, "restoreRole", scout, 2).path("restoreRole.role.archivedAt").valueIsNull();
		verb(this.admin, "restoreRole", scout, 3).path("restoreRole.errors[0].code")
			.entity(String.class)
			.isEqualTo("TRANSITION_REFUSED");
	}

	@Test
	void neverChangesABuiltInRole() {
		String rep = new RoleId(Role.named("REP").id().value()).text();
		for (String verb : List.of("archiveRole", "restoreRole")) {
			verb(this.admin, verb, rep, null).path(verb + ".errors[0].code")
				.entity(String.class)
				.isEqualTo("FORBIDDEN");
		}
		Map<String, Object> input = new HashMap<>(Map.of("id", rep, "name", "Mine"));
		input.put("version", null);
		update(this.admin, input).path("updateRole.errors[0].message")
			.entity(String.class)
			.isEqualTo("Built-in roles can't be changed.");
	}

	@Test
	void nobodyReachesBeyondOneself() {
		made("STAFF", STAFF);
		String wide = made("WIDE", List.of(Map.of("kind", "tickets", "read", "ALL", "write", "ALL")));
		UUID sam = this.tenant.hire("sam", null, "STAFF");
		WebGraphQlTester staff = as(sam);
		String narrow = create(staff, role("NARROW", List.of(Map.of("kind", "customers", "read", "OWN"))))
			.path("createRole.role.id")
			.entity(String.class)
			.get();
		create(staff, role("BROAD", List.of(Map.of("kind", "customers", "read", "ALL")))).path("createRole.errors")
			.matchesJson("""
					[{"__typename": "ForbiddenError", "code": "FORBIDDEN",
					  "message": "The role BROAD allows more than you may do yourself: customers."}]
					""");
		update(staff,
				Map.of("id", narrow, "version", 1, "grants",
						List.of(Map.of("kind", "tickets", "read", "ALL", "write", "NONE"))))
			.path("updateRole.errors[0].code")
			.entity(String.class)
			.isEqualTo("FORBIDDEN");
		verb(staff, "archiveRole", wide, 1).path("archiveRole.errors[0].code")
			.entity(String.class)
			.isEqualTo("FORBIDDEN");
		UUID kim = this.tenant.hire("kim", null, "NARROW");
		forbidden(assign(staff, kim, "NARROW", "WIDE"));
		forbidden(assign(staff, kim, "ADMIN"));
		forbidden(assign(staff, sam, "STAFF", "ADMIN"));
		forbidden(assign(staff, this.tenant.bo(), "STAFF"));
		assign(staff, kim, "STAFF").path("assignRoles.member.roles").entityList(String.class).containsExactly("STAFF");
	}

	@Test
	void nobodyLiftsARuleOfAFieldThatHoldsForOneself() {
		made("STAFF", STAFF);
		this.tenants.owner()
			.update("update role set fields = '{\"Customer.taxId\": \"MASKED\"}' where tenant_id = ?",
					this.tenant.id().value());
		WebGraphQlTester staff = as(this.tenant.hire("sam", null, "STAFF"));
		create(staff, role("OPEN", List.of())).path("createRole.errors[0].message")
			.entity(String.class)
			.isEqualTo("The role OPEN allows more than you may do yourself: Customer.taxId.");
		create(staff, role("SHUT", List.of(), Map.of("field", "Customer.taxId", "rule", "HIDDEN")))
			.path("createRole.errors")
			.entityList(Object.class)
			.hasSize(0);
	}

	@Test
	void givesRolesInForceAtOnceToTheDirectory() {
		UUID sam = this.tenant.hire("sam", null, "REP");
		var given = assign(this.admin, sam, "AGENT", "REP", "AGENT");
		given.path("assignRoles.member.roles").entityList(String.class).containsExactly("AGENT", "REP");
		assertThat(rights(sam).changes("tickets").rule()).isEqualTo(RowRule.ALL);
		assertThat(events("Member")).containsExactly("MemberRolesAssigned");
		assign(this.admin, sam, "REP", "WIZARD").path("assignRoles.errors").matchesJson("""
				[{"__typename": "ValidationError", "code": "NOT_FOUND", "path": ["input", "roles"],
				  "constraint": "role.unknown", "message": "There is no role WIZARD."}]
				""");
		assign(this.admin, this.tenant.ann(), "REP").path("assignRoles.errors[0].message")
			.entity(String.class)
			.isEqualTo("You can't take roles from yourself.");
	}

	@Test
	void needsTheRightToGiveRoles() {
		made("HIRER", List.of(Map.of("kind", "members", "read", "ALL", "write", "ALL")));
		UUID sam = this.tenant.hire("sam", null, "HIRER");
		WebGraphQlTester hirer = as(sam);
		forbidden(assign(hirer, this.tenant.bo(), "REP"));
		forbidden(create(hirer, role("MINE", List.of())));
		forbidden(hirer.document("{ roles { key } role(key: \"REP\") { key } }").execute());
		assertThat(hired(hirer, "REP")).isEmpty();
		assertThat(hired(hirer)).isEmpty();
		assertThat(hired(hirer, "HIRER")).containsExactly("FORBIDDEN");
		assertThat(hired(hirer, "ADMIN")).containsExactly("FORBIDDEN");
		assertThat(hired(hirer, "WIZARD")).containsExactly("NOT_FOUND");
		assertThat(hired(this.admin, "ADMIN", "REP")).isEmpty();
	}

	@Test
	void tellsWhoOneIsAndWhatOneMayDo() {
		UUID mia = this.tenant.hire("mia", null, "MARKETER");
		var access = as(mia).document("""
				{ viewerAccess { member { name } actorKind client expiresAt roles scopes records { kind read write }
				  fields { field rule } } }""").execute();
		access.path("viewerAccess").matchesJson("""
				{"member": {"name": "mia"}, "actorKind": "USER", "client": "test", "expiresAt": null,
				 "roles": ["MARKETER"], "fields": [{"field": "Customer.taxId", "rule": "HIDDEN"},
				  {"field": "Opportunity.competitor", "rule": "READ"}]}
				""");
		access.path("viewerAccess.records[0]")
			.matchesJson("{\"kind\": \"customers\", \"read\": \"ALL\", \"write\": \"NONE\"}");
		access.path("viewerAccess.scopes")
			.entityList(String.class)
			.contains("activities:read", "activities:write", "customers:read")
			.doesNotContain("customers:write", "tickets:read");
		this.admin.document("{ viewerAccess { scopes } }")
			.execute()
			.path("viewerAccess.scopes")
			.entityList(String.class)
			.hasSize(2 * Role.KINDS.size());
	}

	@Test
	void knowsNothingOfAnotherTenantsRoles() {
		String scout = made("SCOUT", SCOUTING);
		String none = new RoleId(UUID.randomUUID()).text();
		Tenants.Tenant other = this.tenants.found();
		WebGraphQlTester foreign = other.graphQl(other.actor(other.ann()));
		foreign.document("query($id: ID!) { node(id: $id) { id } role(key: \"SCOUT\") { id } roles { key } }")
			.variable("id", scout)
			.execute()
			.path("node")
			.valueIsNull()
			.path("role")
			.valueIsNull()
			.path("roles")
			.entityList(Object.class)
			.hasSize(BuiltInRole.values().length);
		for (String verb : List.of("archiveRole", "restoreRole")) {
			assertThat(said(verb(foreign, verb, scout, 1), verb).replace(scout, none))
				.isEqualTo(said(verb(foreign, verb, none, 1), verb));
		}
		assign(foreign, other.bo(), "SCOUT").path("assignRoles.errors[0].constraint")
			.entity(String.class)
			.isEqualTo("role.unknown");
		create(foreign, role("SCOUT", SCOUTING)).path("createRole.errors").entityList(Object.class).hasSize(0);
	}

	@Test
	void refusesInTheCallersLanguage() {
		WebGraphQlTester chinese = this.tenant.graphQl(Locale.CHINESE);
		create(chinese, role("ADMIN", SCOUTING)).path("createRole.errors[0].message")
			.entity(String.class)
			.isEqualTo("该角色键已被其他角色使用。");
		create(chinese, role("X", List.of(Map.of("kind", "roles", "read", "OWN")))).path("createRole.errors[0].message")
			.entity(String.class)
			.isEqualTo("roles 没有负责人，规则只能是 ALL 或 NONE。");
		assign(chinese, this.tenant.bo(), "WIZARD").path("assignRoles.errors[0].message")
			.entity(String.class)
			.isEqualTo("不存在角色 WIZARD。");
	}

	private WebGraphQlTester as(UUID member) {
		return this.tenant.graphQl(this.tenant.actor(member));
	}

	private Rights rights(UUID member) {
		return this.tenant.actor(member).rights();
	}

	private List<@Nullable String> events(String aggregate) {
		return this.tenants.owner()
			.queryForList("select type from event_log where tenant_id = ? and aggregate_type = ? order by position",
					String.class, this.tenant.id().value(), aggregate);
	}

	private static Map<String, Object> role(String key, List<Map<String, Object>> grants) {
		return new HashMap<>(Map.of("key", key, "name", "Pfadfinder 侦察员", "grants", grants));
	}

	private static Map<String, Object> role(String key, List<Map<String, Object>> grants, Map<String, Object> field) {
		Map<String, Object> role = role(key, grants);
		role.put("fields", List.of(field));
		return role;
	}

	private String made(String key, List<Map<String, Object>> grants) {
		return create(this.admin, role(key, grants)).path("createRole.role.id").entity(String.class).get();
	}

	private static GraphQlTester.Response create(WebGraphQlTester caller, Map<String, Object> input) {
		return caller
			.document("mutation($input: CreateRoleInput!) { createRole(input: $input) { role " + ROLE + " " + ERRORS
					+ " } }")
			.variable("input", input)
			.execute();
	}

	private static GraphQlTester.Response update(WebGraphQlTester caller, Map<String, Object> input) {
		return caller
			.document("mutation($input: UpdateRoleInput!) { updateRole(input: $input) { role " + ROLE + " " + ERRORS
					+ " } }")
			.variable("input", input)
			.execute();
	}

	private static GraphQlTester.Response verb(WebGraphQlTester caller, String verb, String id,
			@Nullable Integer version) {
		return caller
			.document("mutation($id: ID!, $version: Int) { " + verb + "(input: {id: $id, version: $version}) { role "
					+ ROLE + " " + ERRORS + " } }")
			.variable("id", id)
			.variable("version", version)
			.execute();
	}

	private static GraphQlTester.Response assign(WebGraphQlTester caller, UUID member, String... roles) {
		return caller
			.document("mutation($id: ID!, $roles: [String!]!) { assignRoles(input: {id: $id, version: null, "
					+ "roles: $roles}) { member { roles } " + ERRORS + " } }")
			.variable("id", new MemberId(member).text())
			.variable("roles", List.of(roles))
			.execute();
	}

	private static List<String> hired(WebGraphQlTester caller, String... roles) {
		return caller
			.document("mutation($roles: [String!]!) { createMember(input: {name: \"New\", roles: $roles}) { "
					+ "errors { code } } }")
			.variable("roles", List.of(roles))
			.execute()
			.path("createMember.errors[*].code")
			.entityList(String.class)
			.get();
	}

	private static void forbidden(GraphQlTester.Response response) {
		List<ResponseError> errors = response.returnResponse().getErrors();
		Object code = errors.isEmpty() ? response.path("assignRoles.errors[0].code").entity(String.class).get()
				: errors.getFirst().getExtensions().get("code");
		assertThat(code).isEqualTo("FORBIDDEN");
	}

	private static String said(GraphQlTester.Response response, String verb) {
		return response.path(verb).entity(Object.class).get().toString();
	}

}
