package dev.rapport.web;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

import dev.rapport.RapportTest;
import dev.rapport.StatementLog;
import dev.rapport.Tenants;
import dev.rapport.embedded.DevelopmentIssuer;

import static org.assertj.core.api.Assertions.assertThat;

/** API keys as programs use them: on every transport, until they are taken away. */
@RapportTest
@Timeout(value = 2, unit = TimeUnit.MINUTES)
@ExtendWith(OutputCaptureExtension.class)
class ApiKeyTransportTests {

	private static final Duration REVOCATION = Duration.ofSeconds(30);

	private static final String NAMES = "{ customers { nodes { name } } }";

	private static final String FOLLOW = "subscription { customerChanged(after: \"%s\") { kind customer { name } } }";

	private static final List<String> READING = List.of("customers:read");

	@Autowired
	Tenants tenants;

	@Autowired
	DevelopmentIssuer issuer;

	@LocalServerPort
	int port;

	private Tenants.Tenant tenant;

	private Program admin;

	@BeforeEach
	void found() {
		this.tenant = this.tenants.found();
		this.admin = new Program(this.issuer.token(this.tenant.key(), "ann"));
		this.admin.ok("mutation { r: createCustomer(input: {name: \"Acme\"}) { errors { code } } }", Map.of());
	}

	@Test
	void letsAProgramInWithinRolesAndScopes() {
		Key key = key("ADMIN", List.of("customers:read", "opportunities:read"));
		Program program = new Program(key.text());
		assertThat(program.ask(NAMES).toString()).contains("Acme");
		JsonNode access = program.ask("{ viewerAccess { actorKind client expiresAt scopes roles member { name } } }")
			.at("/data/viewerAccess");
		assertThat(access.path("actorKind").asString()).isEqualTo("CLIENT");
		assertThat(access.path("client").asString()).isEqualTo(key.client());
		assertThat(access.path("member").path("name").asString()).isEqualTo("Sync");
		assertThat(access.path("expiresAt").asString()).isNotBlank();
		assertThat(access.path("scopes").toString()).isEqualTo("[\"customers:read\",\"opportunities:read\"]");
		String rename = "mutation($id: ID!) { r: updateCustomer(input: {id: $id, version: null, industry: \"x\"}) "
				+ "{ errors { code } } }";
		String acme = this.admin.ask("{ customers { nodes { id } } }").at("/data/customers/nodes/0/id").asString();
		assertThat(program.ask(rename, Map.of("id", acme)).at("/errors/0/extensions/code").asString())
			.isEqualTo("FORBIDDEN");
		Program narrow = new Program(key("ADMIN", List.of("tickets:read")).text());
		assertThat(narrow.ask("{ customers { totalCount } }").at("/errors/0/extensions/code").asString())
			.isEqualTo("FORBIDDEN");
		assertThat(new Program(key("PARTNER", READING).text()).ask("{ customers { totalCount } }")
			.at("/data/customers/totalCount")
			.asInt()).isZero();
	}

	@Test
	void recordsInTheNameOfTheProgram() {
		Program program = new Program(key("ADMIN", List.of("customers:read", "customers:write")).text());
		JsonNode made = program.ok(
				"mutation { r: createCustomer(input: {name: \"Made\"}) { customer { createdBy { name } } errors { code } } }",
				Map.of());
		assertThat(made.at("/data/r/customer/createdBy/name").asString()).isEqualTo("Sync");
		assertThat(
				this.tenants.owner()
					.queryForList("select actor_kind from event_log where tenant_id = ? and type = 'CustomerCreated' "
							+ "order by position", String.class, this.tenant.id().value()))
			.containsExactly("USER", "CLIENT");
	}

	@Test
	void refusesAllThatIsNoKeyAndAsksNobodyAboutMalformedOnes() {
		String key = key("ADMIN", READING).text();
		String[] parts = key.split("_");
		String other = key("ADMIN", READING).text();
		StatementLog.clear();
		for (String wrong : List.of("rpk_", "rpk_x", key + "x", key.substring(0, key.length() - 1),
				"rpk_" + parts[1] + "_" + parts[2] + "_000000", key.replace(parts[2], other.split("_")[2]))) {
			assertThat(new Program(wrong).status(NAMES)).as(wrong.length() + " characters").isEqualTo(401);
		}
		assertThat(new Program(dev.rapport.tenancy.ApiKeyText.random(new java.security.SecureRandom()).text())
			.status(NAMES)).isEqualTo(401);
		assertThat(StatementLog.statements().stream().filter((sql) -> sql.contains("api_key"))).hasSize(1);
		String hash = this.tenants.owner()
			.queryForObject("select hash from api_key where handle = ?", String.class, parts[1]);
		assertThat(new Program("rpk_" + parts[1] + "_" + hash).status(NAMES)).isEqualTo(401);
		assertThat(new Program(String.valueOf(hash)).status(NAMES)).isEqualTo(401);
		assertThat(new Program(key).status(NAMES)).isEqualTo(200);
	}

	@Test
	void aLeakedKeyIsUselessOnEveryTransportWithinHalfAMinute() throws Exception {
		Key key = key("ADMIN", READING);
		Program program = new Program(key.text());
		assertThat(program.status(NAMES)).isEqualTo(200);
		BlockingQueue<String> lines = new LinkedBlockingQueue<>();
		HttpClient http = HttpClient.newHttpClient();
		try (SocketClient socket = SocketClient.open(http, this.port)) {
			socket.as(key.text());
			// from here on, however late the subscriptions begin
			String document = FOLLOW.formatted(this.admin.ask("{ eventCursor }").at("/data/eventCursor").asString());
			socket.subscribe("live", document);
			CompletableFuture<Void> stream = follow(http, key.text(), document, lines);
			this.admin.ok("mutation { r: createCustomer(input: {name: \"Seen\"}) { errors { code } } }", Map.of());
			assertThat(socket.next().toString()).contains("Seen");
			assertThat(awaited(lines, "Seen")).isTrue();
			this.admin.ok("mutation($id: ID!) { r: revokeApiKey(input: {id: $id, version: null}) { errors { code } } }",
					Map.of("id", key.id()));
			Instant revoked = Instant.now();
			List<String> live = new ArrayList<>();
			while (program.status(NAMES) != 401 || !refusedOn(socket, live)) {
				assertThat(Duration.between(revoked, Instant.now())).isLessThan(REVOCATION);
				Thread.sleep(1_000);
			}
			this.admin.ok("mutation { r: createCustomer(input: {name: \"Secret\"}) { errors { code } } }", Map.of());
			while (live.stream().noneMatch((message) -> message.contains("UNAUTHENTICATED"))) {
				assertThat(Duration.between(revoked, Instant.now())).isLessThan(REVOCATION);
				live.add(socket.next().toString());
			}
			assertThat(live).noneMatch((message) -> message.contains("Secret"));
			assertThat(awaited(lines, "UNAUTHENTICATED")).isTrue();
			assertThat(lines).noneMatch((line) -> line.contains("Secret"));
			stream.orTimeout(10, TimeUnit.SECONDS).exceptionally((end) -> null).join();
		}
		finally {
			// closing would wait for the stream, without end where the test failed before
			// it
			http.shutdownNow();
		}
	}

	@Test
	void rotatesWithoutAGap() throws Exception {
		Key old = key("ADMIN", READING);
		Program before = new Program(old.text());
		assertThat(before.status(NAMES)).isEqualTo(200);
		JsonNode rotated = this.admin.ok("""
				mutation($id: ID!, $end: DateTime!) { r: rotateApiKey(input: {id: $id, version: 1, expiresAt: $end,
				  overlap: "PT3S"}) { key apiKey { id } errors { code } } }""",
				Map.of("id", old.id(), "end", Instant.now().plus(Duration.ofDays(30)).toString()));
		Instant end = Instant.now().plusSeconds(3);
		Program after = new Program(rotated.at("/data/r/key").asString());
		assertThat(before.status(NAMES)).isEqualTo(200);
		assertThat(after.status(NAMES)).isEqualTo(200);
		while (before.status(NAMES) == 200) {
			assertThat(after.status(NAMES)).isEqualTo(200);
			assertThat(Instant.now()).isBefore(end.plus(REVOCATION));
			Thread.sleep(500);
		}
		assertThat(Instant.now()).isAfter(end.minusSeconds(1));
		assertThat(after.status(NAMES)).isEqualTo(200);
	}

	@Test
	void isNotRepeatedForAnIdempotencyKey() {
		JsonNode client = this.admin.ok(
				"mutation { r: createApiClient(input: {name: \"Sync\"}) { apiClient { id } errors { code } } }",
				Map.of());
		Map<String, Object> variables = Map.of("id", client.at("/data/r/apiClient/id").asString(), "end",
				Instant.now().plus(Duration.ofDays(30)).toString());
		String document = """
				mutation($id: ID!, $end: DateTime!) { r: createApiKey(input: {clientId: $id, name: "x",
				  scopes: ["customers:read"], expiresAt: $end}) { key errors { code } } }""";
		JsonNode first = this.admin.keyed(document, variables, "once");
		assertThat(first.at("/data/r/key").asString()).startsWith("rpk_");
		JsonNode second = this.admin.keyed(document, variables, "once");
		assertThat(second.toString()).contains("IDEMPOTENCY_KEY_REUSED").doesNotContain("rpk_");
		assertThat(this.tenants.owner()
			.queryForObject("select count(*) from api_key where tenant_id = ?", Long.class, this.tenant.id().value()))
			.isOne();
		assertThat(this.tenants.owner()
			.queryForObject("select count(*) from idempotency_key where tenant_id = ? and answer is not null",
					Long.class, this.tenant.id().value()))
			.isZero();
	}

	@Test
	void neverWritesASecretToTheLog(CapturedOutput output) {
		LoggingSystem logging = LoggingSystem.get(getClass().getClassLoader());
		logging.setLogLevel("dev.rapport", LogLevel.DEBUG);
		logging.setLogLevel("org.springframework", LogLevel.DEBUG);
		logging.setLogLevel("io.r2dbc", LogLevel.DEBUG);
		try {
			String token = this.issuer.token(this.tenant.key(), "ann");
			Key key = key("ADMIN", READING);
			String[] parts = key.text().split("_");
			new Program(key.text()).ask("{ viewerAccess { scopes } nothing }");
			new Program(key.text()).ask(NAMES);
			new Program(key.text() + "x").ask(NAMES);
			new Program("rpk_" + parts[1] + "_" + parts[2] + "_000000").ask(NAMES);
			new Program(token).ask(NAMES);
			new Program(token + "x").ask(NAMES);
			try (HttpClient http = HttpClient.newHttpClient();
					SocketClient socket = SocketClient.open(http, this.port)) {
				socket.as(key.text());
				socket.subscribe("1", NAMES);
				socket.next();
			}
			assertThat(output.getAll()).contains("find_api_key")
				.doesNotContain(parts[2])
				.doesNotContain(key.text())
				.doesNotContain(token.substring(token.lastIndexOf('.')))
				.doesNotContain("Bearer ");
		}
		finally {
			logging.setLogLevel("dev.rapport", null);
			logging.setLogLevel("org.springframework", null);
			logging.setLogLevel("io.r2dbc", null);
		}
	}

	/**
	 * Whether a new operation on a socket that is open already is refused.
	 * @param others takes what comes for other operations
	 */
	private static boolean refusedOn(SocketClient socket, List<String> others) {
		socket.subscribe("again", NAMES);
		String answer = next(socket, "again", others);
		if (!answer.contains("type=error")) {
			assertThat(next(socket, "again", others)).contains("type=complete");
		}
		return answer.contains("UNAUTHENTICATED");
	}

	private static String next(SocketClient socket, String id, List<String> others) {
		while (true) {
			Map<String, Object> message = socket.next();
			if (id.equals(message.get("id"))) {
				return message.toString();
			}
			others.add(message.toString());
		}
	}

	private CompletableFuture<Void> follow(HttpClient http, String key, String document, BlockingQueue<String> lines) {
		HttpRequest request = HttpRequest.newBuilder(new Program(key).wire.endpoint())
			.header("Authorization", "Bearer " + key)
			.header("Content-Type", "application/json")
			.header("Accept", "text/event-stream")
			.POST(HttpRequest.BodyPublishers
				.ofString(dev.rapport.Wire.JSON.writeValueAsString(Map.of("query", document))))
			.build();
		return http.sendAsync(request, HttpResponse.BodyHandlers.ofLines())
			.thenAcceptAsync((response) -> drain(response.body(), lines));
	}

	private static void drain(Stream<String> body, BlockingQueue<String> lines) {
		body.forEach(lines::add);
	}

	private static boolean awaited(BlockingQueue<String> lines, String text) throws InterruptedException {
		for (String line = lines.poll(10, TimeUnit.SECONDS); line != null; line = lines.poll(10, TimeUnit.SECONDS)) {
			if (line.contains(text)) {
				return true;
			}
		}
		return false;
	}

	private Key key(String role, List<String> scopes) {
		String client = this.admin
			.ok("mutation($roles: [String!]!) { r: createApiClient(input: {name: \"Sync\", roles: $roles}) "
					+ "{ apiClient { id } errors { code } } }", Map.of("roles", List.of(role)))
			.at("/data/r/apiClient/id")
			.asString();
		JsonNode made = this.admin.ok(
				"""
						mutation($id: ID!, $scopes: [String!]!, $end: DateTime!) { r: createApiKey(input: {clientId: $id, name: "x",
						  scopes: $scopes, expiresAt: $end}) { key apiKey { id } errors { code message } } }""",
				Map.of("id", client, "scopes", scopes, "end", Instant.now().plus(Duration.ofDays(30)).toString()));
		return new Key(client, made.at("/data/r/apiKey/id").asString(), made.at("/data/r/key").asString());
	}

	private record Key(String client, String id, String text) {
	}

	/** A client with one credential. */
	private final class Program {

		private final dev.rapport.Wire wire;

		Program(String credential) {
			this.wire = new dev.rapport.Wire(ApiKeyTransportTests.this.port, credential);
		}

		JsonNode ask(String document) {
			return ask(document, Map.of());
		}

		JsonNode ask(String document, Map<String, Object> variables) {
			return this.wire.ask(document, variables).json();
		}

		int status(String document) {
			return this.wire.ask(document, Map.of()).status();
		}

		/** The answer to a mutation called {@code r}, which succeeds. */
		JsonNode ok(String document, Map<String, Object> variables) {
			JsonNode answer = ask(document, variables);
			assertThat(answer.at("/data/r/errors").toString()).as(answer.toString()).isEqualTo("[]");
			return answer;
		}

		JsonNode keyed(String document, Map<String, Object> variables, String key) {
			return this.wire
				.send(dev.rapport.Wire.JSON.writeValueAsString(Map.of("query", document, "variables", variables)),
						"application/json", "Idempotency-Key", key)
				.json();
		}

	}

}
