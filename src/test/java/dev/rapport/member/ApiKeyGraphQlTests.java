package dev.rapport.member;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.ResponseError;
import org.springframework.graphql.test.tester.GraphQlTester;
import org.springframework.graphql.test.tester.WebGraphQlTester;

import dev.rapport.RapportTest;
import dev.rapport.StatementLog;
import dev.rapport.Tenants;
import dev.rapport.kernel.NodeId;
import dev.rapport.tenancy.ApiKeyText;
import dev.rapport.tenancy.Directory;
import dev.rapport.tenancy.KeyDirectory;

import static org.assertj.core.api.Assertions.assertThat;

/** Clients and their keys as those see them who look after them. */
@RapportTest
class ApiKeyGraphQlTests {

	private static final String ERRORS = "errors { __typename code message path ... on ValidationError { constraint } }";

	private static final String KEY = """
			apiKey { id version name hint scopes active expiresAt lastUsedAt revokedAt client { name }
			  replacedBy { id } createdBy { name } }""";

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	@Autowired
	Tenants tenants;

	@Autowired
	Directory directory;

	@Autowired
	KeyDirectory keyDirectory;

	@Autowired
	KeyUses uses;

	private Tenants.Tenant tenant;

	private WebGraphQlTester admin;

	@BeforeEach
	void found() {
		this.tenant = this.tenants.found();
		this.admin = as(this.tenant.ann());
	}

	@Test
	void recordsAClientThatActsAsAMemberButIsNoPerson() {
		String client = client("华东 Partner", "PARTNER");
		var read = this.admin
			.document(
					"""
							query($id: ID!) {
							  apiClient(id: $id) { version name active roles member { id name } createdBy { name } keys { totalCount } }
							  node(id: $id) { ... on ApiClient { name } }
							  apiClients(filter: {name: {contains: "华东"}}) { totalCount nodes { id } }
							  members { totalCount } }""")
			.variable("id", client)
			.execute();
		read.path("apiClient").matchesJson("""
				{"version": 1, "name": "华东 Partner", "active": true, "roles": ["PARTNER"],
				 "member": {"name": "华东 Partner"}, "createdBy": {"name": "Ann Able"}, "keys": {"totalCount": 0}}
				""");
		read.path("apiClients.nodes[0].id").entity(String.class).isEqualTo(client);
		read.path("members.totalCount").entity(Integer.class).isEqualTo(2);
		String member = read.path("apiClient.member.id").entity(String.class).get();
		for (String verb : List.of("deactivateMember(input: {id: $id, version: null})",
				"updateMember(input: {id: $id, version: null, email: \"ann@example.com\"})",
				"assignRoles(input: {id: $id, version: null, roles: [\"ADMIN\"]})")) {
			this.admin.document("mutation($id: ID!) { r: " + verb + " { errors { code } } }")
				.variable("id", member)
				.execute()
				.path("r.errors[0].code")
				.entity(String.class)
				.isEqualTo("NOT_FOUND");
		}
		assertThat(events("ApiClient")).containsExactly("ApiClientCreated");
	}

	@Test
	void changesAClient() {
		String client = client("Sync", "PARTNER");
		updated(Map.of("id", client, "version", 1, "name", "Sync 2", "active", false)).path("updateApiClient.apiClient")
			.matchesJson("{\"version\": 2, \"name\": \"Sync 2\", \"active\": false, \"roles\": [\"PARTNER\"]}");
		updated(Map.of("id", client, "version", 2, "roles", List.of("REP", "ANALYST")))
			.path("updateApiClient.apiClient.roles")
			.entityList(String.class)
			.containsExactly("ANALYST", "REP");
		updated(Map.of("id", client, "version", 1, "name", "Late")).path("updateApiClient.errors[0].__typename")
			.entity(String.class)
			.isEqualTo("ConflictError");
		updated(Map.of("id", client, "version", 3, "roles", List.of("WIZARD")))
			.path("updateApiClient.errors[0].constraint")
			.entity(String.class)
			.isEqualTo("role.unknown");
		assertThat(events("ApiClient")).containsExactly("ApiClientCreated", "ApiClientUpdated", "ApiClientUpdated");
	}

	@Test
	void handsAKeyOverOnce() {
		String client = client("Sync", "PARTNER");
		var created = create(this.admin, key(client));
		String text = created.path("createApiKey.key").entity(String.class).get();
		ApiKeyText key = ApiKeyText.parse(text).orElseThrow();
		created.path("createApiKey.apiKey").matchesJson("""
				{"version": 1, "name": "Nightly", "scopes": ["customers:read", "tickets:read"], "active": true,
				 "hint": "%s", "lastUsedAt": null, "revokedAt": null, "client": {"name": "Sync"}, "replacedBy": null,
				 "createdBy": {"name": "Ann Able"}}
				""".formatted(key));
		String listed = this.admin
			.document("query($id: ID!) { apiClient(id: $id) { keys { nodes { id hint active } } } }")
			.variable("id", client)
			.execute()
			.path("apiClient.keys.nodes")
			.entity(Object.class)
			.get()
			.toString();
		assertThat(listed).contains(key.handle()).doesNotContain(text);
		assertThat(events("ApiKey")).containsExactly("ApiKeyCreated");
	}

	@Test
	void keepsNoUsableKey() {
		String client = client("Sync", "PARTNER");
		var created = create(this.admin, key(client));
		String first = created.path("createApiKey.key").entity(String.class).get();
		String second = rotate(created.path("createApiKey.apiKey.id").entity(String.class).get(), 1, "P1D")
			.path("rotateApiKey.key")
			.entity(String.class)
			.get();
		for (String text : List.of(first, second)) {
			String[] parts = text.split("_");
			assertThat(dump(parts[1])).as("places with the handle").isPositive();
			assertThat(dump(text)).isZero();
			assertThat(dump(parts[2])).isZero();
			assertThat(dump(parts[3])).isZero();
		}
	}

	@Test
	void refusesKeysThatLiveTooLongOrAreGoodForNothing() {
		String client = client("Sync", "PARTNER");
		refused(with(key(client), "expiresAt", Instant.now().minusSeconds(1).toString()), "apiKey.expiry");
		refused(with(key(client), "expiresAt", Instant.now().plus(Duration.ofDays(366)).toString()), "apiKey.expiry");
		refused(with(key(client), "scopes", List.of()), "required");
		refused(with(key(client), "scopes", List.of("customers:read", "customers:eat")), "scope.unknown");
		for (int i = 0; i < ApiKeys.MOST; i++) {
			create(this.admin, key(client)).path("createApiKey.errors").entityList(Object.class).hasSize(0);
		}
		refused(key(client), "apiKey.tooMany");
	}

	@Test
	void rotatesWithTwoActiveAndNeverThree() {
		String client = client("Sync", "PARTNER");
		String first = create(this.admin, key(client)).path("createApiKey.apiKey.id").entity(String.class).get();
		var rotated = rotate(first, 1, "P7D");
		String second = rotated.path("rotateApiKey.apiKey.id").entity(String.class).get();
		rotated.path("rotateApiKey.apiKey").matchesJson("""
				{"version": 1, "name": "Nightly", "scopes": ["customers:read", "tickets:read"], "active": true}
				""");
		this.admin.document("query($id: ID!) { node(id: $id) { ... on ApiKey { version active replacedBy { id } } } }")
			.variable("id", first)
			.execute()
			.path("node")
			.matchesJson("{\"version\": 2, \"active\": true, \"replacedBy\": {\"id\": \"%s\"}}".formatted(second));
		rotate(first, 2, "P7D").path("rotateApiKey.errors[0].code")
			.entity(String.class)
			.isEqualTo("TRANSITION_REFUSED");
		rotate(second, 1, "P7D").path("rotateApiKey.errors[0].constraint")
			.entity(String.class)
			.isEqualTo("apiKey.predecessor");
		revoke(first, 2).path("revokeApiKey.apiKey.active").entity(Boolean.class).isEqualTo(false);
		rotate(second, 1, "P31D").path("rotateApiKey.errors[0].constraint")
			.entity(String.class)
			.isEqualTo("apiKey.overlap");
		rotate(second, 1, "PT0S").path("rotateApiKey.errors").entityList(Object.class).hasSize(0);
		revoke(first, 3).path("revokeApiKey.errors[0].code").entity(String.class).isEqualTo("TRANSITION_REFUSED");
		revoke(second, 1).path("revokeApiKey.errors[0].__typename").entity(String.class).isEqualTo("ConflictError");
		assertThat(events("ApiKey")).containsExactly("ApiKeyCreated", "ApiKeyCreated", "ApiKeyReplaced",
				"ApiKeyRevoked", "ApiKeyCreated", "ApiKeyReplaced");
	}

	@Test
	void nobodyGetsAKeyForMoreThanTheyMayDo() {
		String strong = client("Strong", "ADMIN");
		String weak = client("Weak", "PARTNER");
		String strongKey = create(this.admin, with(key(strong), "scopes", List.of("customers:read")))
			.path("createApiKey.apiKey.id")
			.entity(String.class)
			.get();
		role("KEEPER", "clients");
		WebGraphQlTester keeper = as(this.tenant.hire("kim", null, "KEEPER"));
		assertThat(code(create(keeper, key(weak)))).isEqualTo("FORBIDDEN");
		assertThat(code(create(keeper, with(key(strong), "scopes", List.of("clients:read"))))).isEqualTo("FORBIDDEN");
		create(keeper, with(key(weak), "scopes", List.of("clients:read"))).path("createApiKey.errors")
			.entityList(Object.class)
			.hasSize(0);
		this.admin = keeper;
		rotate(strongKey, 1, "P1D").path("rotateApiKey.errors[0].code").entity(String.class).isEqualTo("FORBIDDEN");
		updated(Map.of("id", weak, "version", 1, "roles", List.of("REP"))).path("updateApiClient.errors[0].code")
			.entity(String.class)
			.isEqualTo("FORBIDDEN");
		assertThat(clientCreated("PARTNER")).isEmpty();
		assertThat(clientCreated("REP")).containsExactly("FORBIDDEN");
		revoke(strongKey, 1).path("revokeApiKey.errors").entityList(Object.class).hasSize(0);
	}

	@Test
	void showsClientsOnlyToThoseWhoMayReadThem() {
		String client = client("Sync", "PARTNER");
		String key = create(this.admin, key(client)).path("createApiKey.apiKey.id").entity(String.class).get();
		for (String role : List.of("REP", "ANALYST", "PARTNER")) {
			WebGraphQlTester caller = as(this.tenant.hire("x" + role, null, role));
			caller.document("query($ids: [ID!]!) { nodes(ids: $ids) { id } }")
				.variable("ids", List.of(client, key))
				.execute()
				.path("")
				.matchesJson("{\"nodes\": [null, null]}");
			assertThat(code(caller.document("{ apiClients { totalCount } }").execute())).isEqualTo("FORBIDDEN");
			assertThat(code(create(caller, key(client)))).isEqualTo("FORBIDDEN");
		}
	}

	@Test
	void knowsNothingOfAnotherTenantsClients() {
		String client = client("Sync", "PARTNER");
		String key = create(this.admin, key(client)).path("createApiKey.apiKey.id").entity(String.class).get();
		String noClient = new ApiClientId(UUID.randomUUID()).text();
		String noKey = new ApiKeyId(UUID.randomUUID()).text();
		Tenants.Tenant other = this.tenants.found();
		this.admin = other.graphQl(other.actor(other.ann()));
		this.admin.document(
				"query($c: ID!, $k: ID!) { apiClient(id: $c) { id } nodes(ids: [$c, $k]) { id } apiClients { totalCount } }")
			.variable("c", client)
			.variable("k", key)
			.execute()
			.path("")
			.matchesJson("{\"apiClient\": null, \"nodes\": [null, null], \"apiClients\": {\"totalCount\": 0}}");
		assertThat(said(create(this.admin, key(client)), "createApiKey").replace(client, noClient))
			.isEqualTo(said(create(this.admin, key(noClient)), "createApiKey"));
		assertThat(said(rotate(key, 1, "P1D"), "rotateApiKey").replace(key, noKey))
			.isEqualTo(said(rotate(noKey, 1, "P1D"), "rotateApiKey"));
		assertThat(said(revoke(key, 1), "revokeApiKey").replace(key, noKey))
			.isEqualTo(said(revoke(noKey, 1), "revokeApiKey"));
		assertThat(said(updated(Map.of("id", client, "version", 1)), "updateApiClient").replace(client, noClient))
			.isEqualTo(said(updated(Map.of("id", noClient, "version", 1)), "updateApiClient"));
	}

	@Test
	void notesTheLastUseOnceAMinuteAndBehindTheScenes() {
		var created = create(this.admin, key(client("Sync", "PARTNER")));
		String id = created.path("createApiKey.apiKey.id").entity(String.class).get();
		var entry = this.keyDirectory
			.find(ApiKeyText.parse(created.path("createApiKey.key").entity(String.class).get()).orElseThrow().handle())
			.blockOptional(PATIENCE)
			.orElseThrow();
		this.keyDirectory.used(entry.actor());
		assertThat(lastUsed(id)).isNull();
		this.uses.write().block(PATIENCE);
		Object first = lastUsed(id);
		assertThat(first).isNotNull();
		this.keyDirectory.used(entry.actor());
		this.uses.write().block(PATIENCE);
		assertThat(lastUsed(id)).isEqualTo(first);
		this.tenants.owner().update("update api_key set last_used_at = last_used_at - interval '61 seconds'");
		this.keyDirectory.used(entry.actor());
		this.uses.write().block(PATIENCE);
		assertThat(lastUsed(id)).isNotEqualTo(first);
		this.admin.document("query($id: ID!) { node(id: $id) { ... on ApiKey { version lastUsedAt } } }")
			.variable("id", id)
			.execute()
			.path("node.version")
			.entity(Integer.class)
			.isEqualTo(1)
			.path("node.lastUsedAt")
			.hasValue();
	}

	@Test
	void rightsOfAClientAreThoseOfItsRolesWithinTheScopesAndFollowBoth() {
		String client = client("Sync", "ANALYST");
		var created = create(this.admin, with(key(client), "scopes", List.of("customers:read", "customers:write")));
		String handle = ApiKeyText.parse(created.path("createApiKey.key").entity(String.class).get())
			.orElseThrow()
			.handle();
		var actor = this.keyDirectory.find(handle).blockOptional(PATIENCE).orElseThrow().actor();
		assertThat(actor.rights().scopes()).containsExactly("customers:read");
		updated(Map.of("id", client, "version", 1, "roles", List.of("REP")));
		var now = this.directory.current(actor).blockOptional(PATIENCE).orElseThrow();
		assertThat(now.rights().scopes()).containsExactlyInAnyOrder("customers:read", "customers:write");
		assertThat(now.pass()).isEqualTo(actor.pass());
		updated(Map.of("id", client, "version", 2, "active", false));
		assertThat(this.directory.current(actor).blockOptional(PATIENCE)).isEmpty();
		assertThat(this.keyDirectory.find(handle).blockOptional(PATIENCE)).isEmpty();
		updated(Map.of("id", client, "version", 3, "active", true));
		assertThat(this.directory.current(actor).blockOptional(PATIENCE)).isPresent();
		revoke(created.path("createApiKey.apiKey.id").entity(String.class).get(), 1);
		assertThat(this.directory.current(actor).blockOptional(PATIENCE)).isEmpty();
	}

	@Test
	void readsKeysOfManyClientsInOneStatement() {
		for (int i = 0; i < 6; i++) {
			create(this.admin, key(client("Sync " + i, "PARTNER")));
		}
		String document = "{ apiClients(first: 50) { nodes { name keys(first: 2) { nodes { hint client { name } } } } } }";
		this.admin.document(document).execute();
		StatementLog.clear();
		this.admin.document(document)
			.execute()
			.path("apiClients.nodes[*].keys.nodes[*].client.name")
			.entityList(String.class)
			.hasSize(6);
		assertThat(StatementLog.statements().stream().filter((sql) -> sql.contains("from api_key k"))).hasSize(1);
	}

	@Test
	void refusesInTheCallersLanguage() {
		String client = client("Sync", "PARTNER");
		this.admin = this.tenant.graphQl(Locale.CHINESE);
		create(this.admin, with(key(client), "expiresAt", "2020-01-01T00:00:00Z"))
			.path("createApiKey.errors[0].message")
			.entity(String.class)
			.isEqualTo("密钥的到期时间必须在将来，且不超过 365 天。");
		create(this.admin, with(key(client), "scopes", List.of("x"))).path("createApiKey.errors[0].message")
			.entity(String.class)
			.isEqualTo("不存在权限范围 x。");
	}

	private WebGraphQlTester as(UUID member) {
		return this.tenant.graphQl(this.tenant.actor(member));
	}

	private void role(String key, String kind) {
		this.admin
			.document("mutation($key: String!, $kind: String!) { createRole(input: {key: $key, name: \"x\", "
					+ "grants: [{kind: $kind, read: ALL, write: ALL}]}) { errors { code } } }")
			.variable("key", key)
			.variable("kind", kind)
			.execute()
			.path("createRole.errors")
			.entityList(Object.class)
			.hasSize(0);
	}

	private String client(String name, String... roles) {
		return this.admin
			.document("mutation($name: String!, $roles: [String!]!) { createApiClient(input: {name: $name, "
					+ "roles: $roles}) { apiClient { id } errors { code } } }")
			.variable("name", name)
			.variable("roles", List.of(roles))
			.execute()
			.path("createApiClient.apiClient.id")
			.entity(String.class)
			.get();
	}

	private List<String> clientCreated(String role) {
		return this.admin
			.document("mutation($roles: [String!]!) { createApiClient(input: {name: \"x\", roles: $roles}) { "
					+ "errors { code } } }")
			.variable("roles", List.of(role))
			.execute()
			.path("createApiClient.errors[*].code")
			.entityList(String.class)
			.get();
	}

	private GraphQlTester.Response updated(Map<String, Object> input) {
		return this.admin
			.document("mutation($input: UpdateApiClientInput!) { updateApiClient(input: $input) { "
					+ "apiClient { version name active roles } " + ERRORS + " } }")
			.variable("input", input)
			.execute();
	}

	private static Map<String, Object> key(String client) {
		return Map.of("clientId", client, "name", "Nightly", "scopes", List.of("tickets:read", "customers:read"),
				"expiresAt", Instant.now().plus(Duration.ofDays(90)).toString());
	}

	private static Map<String, Object> with(Map<String, Object> input, String name, Object value) {
		Map<String, Object> other = new HashMap<>(input);
		other.put(name, value);
		return other;
	}

	private static GraphQlTester.Response create(WebGraphQlTester caller, Map<String, Object> input) {
		return caller
			.document("mutation($input: CreateApiKeyInput!) { createApiKey(input: $input) { key " + KEY + " " + ERRORS
					+ " } }")
			.variable("input", input)
			.execute();
	}

	private GraphQlTester.Response rotate(String key, int version, String overlap) {
		return this.admin
			.document("mutation($input: RotateApiKeyInput!) { rotateApiKey(input: $input) { key " + KEY + " " + ERRORS
					+ " } }")
			.variable("input",
					Map.of("id", key, "version", version, "overlap", overlap, "expiresAt",
							Instant.now().plus(Duration.ofDays(90)).toString()))
			.execute();
	}

	private GraphQlTester.Response revoke(String key, int version) {
		return this.admin
			.document("mutation($input: RevokeApiKeyInput!) { revokeApiKey(input: $input) { " + KEY + " " + ERRORS
					+ " } }")
			.variable("input", Map.of("id", key, "version", version))
			.execute();
	}

	private void refused(Map<String, Object> input, String constraint) {
		var refused = create(this.admin, input);
		refused.path("createApiKey.errors[0].constraint").entity(String.class).isEqualTo(constraint);
		refused.path("createApiKey.key").valueIsNull();
	}

	/** The code of what kept a key from being made, be it a scope or a rule. */
	private static String code(GraphQlTester.Response response) {
		List<ResponseError> errors = response.returnResponse().getErrors();
		return errors.isEmpty() ? response.path("createApiKey.errors[0].code").entity(String.class).get()
				: String.valueOf(errors.getFirst().getExtensions().get("code"));
	}

	private static String said(GraphQlTester.Response response, String verb) {
		return response.path(verb).entity(Object.class).get().toString();
	}

	private @Nullable Object lastUsed(String key) {
		return this.tenants.owner()
			.queryForMap("select last_used_at from api_key where id = ?",
					new ApiKeyId(NodeId.decode(ApiKeyId.PREFIX, key)).value())
			.get("last_used_at");
	}

	private List<@Nullable String> events(String aggregate) {
		return this.tenants.owner()
			.queryForList("select type from event_log where tenant_id = ? and aggregate_type = ? order by position",
					String.class, this.tenant.id().value(), aggregate);
	}

	/** How many rows of all tables have a text in them. */
	private int dump(String text) {
		return this.tenants.owner()
			.queryForList("""
					select c.oid::regclass::text from pg_class c
					where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = 'public'::regnamespace
					""", String.class)
			.stream()
			.mapToInt((table) -> this.tenants.owner()
				.queryForList("select 1 from " + table + " row where position(? in row::text) > 0", Integer.class, text)
				.size())
			.sum();
	}

}
