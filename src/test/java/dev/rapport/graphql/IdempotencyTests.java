package dev.rapport.graphql;

import java.net.URI;
import java.sql.Connection;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.server.WebGraphQlHandler;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.util.LinkedMultiValueMap;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;
import dev.rapport.Tenants.Tenant;
import dev.rapport.kernel.Problem;
import dev.rapport.persistence.Ids;
import dev.rapport.persistence.TenantDatabase;
import dev.rapport.tenancy.Actors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@RapportTest
final class IdempotencyTests {

	private static final String CREATE = """
			mutation Create($name: String!) { createCustomer(input: {name: $name}) {
			  errors { message code } customer { version number id name } } }""";

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	@Autowired
	Tenants tenants;

	@Autowired
	WebGraphQlHandler handler;

	@Autowired
	TenantDatabase database;

	@Autowired
	IdempotencyKeys keys;

	@Test
	void repeatsTheFirstAnswer() {
		Tenant tenant = this.tenants.found();
		Map<String, Object> first = answer(tenant, "k1", "Acme");
		Map<String, Object> again = answer(tenant, "k1", "Acme");
		assertThat(first).doesNotContainKeys("errors", "extensions");
		assertThat(again.get("data")).hasToString(String.valueOf(first.get("data")));
		assertThat(again.get("extensions")).isEqualTo(Map.of("idempotency", Map.of("replayed", true)));
		assertThat(customers(tenant)).isEqualTo(1);
	}

	@Test
	void repeatsTheAnswerWithItsErrors() {
		Tenant tenant = this.tenants.found();
		Map<String, Object> blank = answer(tenant, "blank", " ");
		assertThat(blank.get("data")).asString().contains("REQUIRED");
		assertThat(answer(tenant, "blank", " ").get("data")).isEqualTo(blank.get("data"));

		String document = "mutation { archiveCustomer(input: {id: \"opp_1\", version: 1}) { customer { id } } }";
		Map<String, Object> refused = ask(tenant, document, Map.of(), Map.of("idempotencyKey", "id")).toMap();
		Map<String, Object> again = ask(tenant, document, Map.of(), Map.of("idempotencyKey", "id")).toMap();
		assertThat(refused.get("errors")).asString().contains("BAD_USER_INPUT", "requestId");
		assertThat(again.get("errors")).isEqualTo(refused.get("errors"));
		assertThat(again.get("data")).isEqualTo(refused.get("data"));
		assertThat(again.get("extensions")).asString().contains("replayed");
	}

	@Test
	void takesTheKeyFromTheHeaderToo() {
		Tenant tenant = this.tenants.found();
		HttpHeaders headers = new HttpHeaders();
		headers.set("Idempotency-Key", "h-1");
		Map<String, Object> body = Map.of("query", CREATE, "variables", Map.of("name", "Acme"));
		String id = id(block(tenant, request(headers, body)));
		assertThat(id(block(tenant, request(headers, body)))).isEqualTo(id);
		assertThat(id(ask(tenant, CREATE, Map.of("name", "Acme"), Map.of("idempotencyKey", "h-1")))).isEqualTo(id);

		headers.set("Upgrade", "websocket");
		assertThat(id(block(tenant, request(headers, body)))).as("headers of a handshake").isNotEqualTo(id);
	}

	@Test
	void refusesTheKeyForAnythingElse() {
		Tenant tenant = this.tenants.found();
		answer(tenant, "k", "Acme");
		assertThat(error(answer(tenant, "k", "Other"))).containsEntry("code", "IDEMPOTENCY_KEY_REUSED")
			.containsEntry("retryable", false)
			.containsOnlyKeys("code", "retryable", "requestId");
		assertThat(customers(tenant)).isEqualTo(1);
	}

	@Test
	void doesNotMindTheOrderOfVariables() {
		Tenant tenant = this.tenants.found();
		String document = "mutation($a: CreateCustomerInput!) { createCustomer(input: $a) { customer { id } } }";
		Map<String, Object> one = Map.of("a", Map.of("name", "Acme", "industry", "Steel"));
		Map<String, Object> two = Map.of("a", new TreeMap<>(Map.of("industry", "Steel", "name", "Acme")));
		Map<String, Object> extension = Map.of("idempotencyKey", "order");
		assertThat(id(ask(tenant, document, one, extension))).isEqualTo(id(ask(tenant, document, two, extension)));
	}

	@Test
	void refusesMalformedKeys() {
		Tenant tenant = this.tenants.found();
		for (Object key : List.of("", " ", "ключ", "a b", "x".repeat(256), 7)) {
			Map<String, Object> answer = ask(tenant, CREATE, Map.of("name", "Acme"), Map.of("idempotencyKey", key))
				.toMap();
			assertThat(error(answer)).containsEntry("code", "BAD_REQUEST").containsEntry("retryable", false);
		}
		assertThat(customers(tenant)).isZero();
		assertThat(answer(tenant, "!~" + "x".repeat(253), "Acme")).doesNotContainKey("errors");
	}

	@Test
	void hasOneEffectForFiftyDuplicatesAtOnce() {
		Tenant tenant = this.tenants.found();
		List<Map<String, Object>> answers = Flux.range(0, 50)
			.flatMap((i) -> Mono.defer(() -> exchange(tenant, create("rush", "Acme")))
				.subscribeOn(Schedulers.parallel()), 50)
			.map(WebGraphQlResponse::toMap)
			.collectList()
			.block(PATIENCE);
		assertThat(customers(tenant)).isEqualTo(1);
		assertThat(answers).hasSize(50).allSatisfy((answer) -> {
			if (answer.containsKey("errors")) {
				assertThat(error(answer)).containsEntry("code", "IDEMPOTENCY_KEY_REUSED")
					.containsEntry("retryable", true);
			}
		}).anySatisfy((answer) -> assertThat(answer).doesNotContainKeys("errors", "extensions"));
		assertThat(answer(tenant, "rush", "Acme").get("extensions")).asString().contains("replayed");
	}

	@Test
	void servesKeysOfTenantsAndMembersIndependently() {
		Tenant one = this.tenants.found();
		Tenant two = this.tenants.found();
		String first = answer(one, "same", "Acme").toString();
		assertThat(answer(two, "same", "Other")).doesNotContainKeys("errors", "extensions");
		assertThat(answer(one, "same", "Acme").toString()).contains(first.substring(1, first.length() - 1));
		this.tenants.owner()
			.update("update idempotency_key set member_id = ? where tenant_id = ?", one.bo(), one.id().value());
		assertThat(answer(one, "same", "Acme")).as("asked by ann, kept for bo").doesNotContainKey("extensions");
		assertThat(customers(one)).isEqualTo(2);
	}

	@Test
	void takesOverFromOneThatDiedBeforeItsEffect() {
		Tenant tenant = this.tenants.found();
		String first = id(ask(tenant, CREATE, Map.of("name", "Acme"), Map.of("idempotencyKey", "k")));
		crash(tenant, "CLAIMED", "1 second");
		assertThat(error(answer(tenant, "k", "Acme"))).containsEntry("retryable", true);
		crash(tenant, "CLAIMED", "61 seconds");
		assertThat(error(answer(tenant, "k", "Other"))).containsEntry("retryable", false);
		String second = id(ask(tenant, CREATE, Map.of("name", "Acme"), Map.of("idempotencyKey", "k")));
		assertThat(second).isNotEqualTo(first);
		assertThat(id(ask(tenant, CREATE, Map.of("name", "Acme"), Map.of("idempotencyKey", "k")))).isEqualTo(second);
	}

	@Test
	void tellsThatItWasDoneWhereTheAnswerWasLost() {
		Tenant tenant = this.tenants.found();
		answer(tenant, "k", "Acme");
		crash(tenant, "EFFECT", "1 second");
		assertThat(error(answer(tenant, "k", "Acme"))).containsEntry("retryable", true);
		crash(tenant, "EFFECT", "61 seconds");
		Map<String, Object> answer = answer(tenant, "k", "Acme");
		assertThat(error(answer)).containsEntry("code", "IDEMPOTENCY_KEY_REUSED").containsEntry("retryable", false);
		assertThat(answer.get("errors")).asString().contains("answer was lost");
		assertThat(customers(tenant)).isEqualTo(1);
	}

	@Test
	void keepsAnOvertakenAttemptFromCommitting() {
		Tenant tenant = this.tenants.found();
		IdempotencyKey overtaken = new IdempotencyKey("test", tenant.ann(), "k", "f", UUID.randomUUID());
		IdempotencyKey current = new IdempotencyKey("test", tenant.ann(), "k", "f", UUID.randomUUID());
		Mono<Long> work = this.database
			.execute("insert into number_series (tenant_id, series, last) values ($1, 'x', 1)")
			.as(this.database::transactional);
		assertThat(this.keys.claim(current).contextWrite(Actors.with(tenant.actor())).block(PATIENCE)).isEmpty();
		assertThatExceptionOfType(Problem.Refused.class)
			.isThrownBy(() -> work.contextWrite(this.keys.witness(overtaken).context())
				.contextWrite(Actors.with(tenant.actor()))
				.block(PATIENCE))
			.matches(Problem.Refused::retryable);
		assertThat(work.contextWrite(this.keys.witness(current).context())
			.contextWrite(Actors.with(tenant.actor()))
			.block(PATIENCE)).isEqualTo(1);
		assertThat(this.keys.release(current).contextWrite(Actors.with(tenant.actor())).block(PATIENCE))
			.as("given up after an effect")
			.isFalse();
	}

	@Test
	void givesTheKeyBackWhereNothingWasDone() throws Exception {
		Tenant tenant = this.tenants.found();
		try (Connection lock = Objects.requireNonNull(this.tenants.owner().getDataSource()).getConnection()) {
			lock.setAutoCommit(false);
			try (var statement = lock.createStatement()) {
				statement.execute("select from event_head where tenant_id = '" + tenant.id() + "' for update");
			}
			Map<String, Object> answer = answer(tenant, "k", "Acme");
			assertThat(error(answer)).containsEntry("code", "SERVICE_UNAVAILABLE").containsEntry("retryable", true);
			lock.rollback();
		}
		assertThat(answer(tenant, "k", "Acme")).doesNotContainKeys("errors", "extensions");
		Map<String, Object> invalid = ask(tenant, "mutation { nothing }", Map.of(), Map.of("idempotencyKey", "v"))
			.toMap();
		assertThat(error(invalid)).containsEntry("code", "GRAPHQL_VALIDATION_FAILED");
		assertThat(answer(tenant, "v", "Acme")).doesNotContainKey("errors");
	}

	@Test
	void needsNoKeyForARehearsalOrAQuery() {
		Tenant tenant = this.tenants.found();
		String rehearsal = "mutation @dryRun { createCustomer(input: {name: \"Acme\"}) { customer { id } } }";
		Map<String, Object> extension = Map.of("idempotencyKey", "k");
		assertThat(ask(tenant, rehearsal, Map.of(), extension).toMap()).doesNotContainKey("errors");
		assertThat(ask(tenant, "{ eventCursor }", Map.of(), extension).toMap()).doesNotContainKey("errors");
		assertThat(answer(tenant, "k", "Acme")).doesNotContainKeys("errors", "extensions");
		assertThat(customers(tenant)).isEqualTo(1);
	}

	@Test
	void keepsTheAnswerForACallerThatGaveUp() {
		Tenant tenant = this.tenants.found();
		for (int i = 0; i < 20; i++) {
			exchange(tenant, create("gone-" + i, "Acme")).subscribe().dispose();
			assertThat(Mono.delay(Duration.ofMillis(ThreadLocalRandom.current().nextInt(6))).block()).isZero();
		}
		for (int i = 0; i < 20; i++) {
			String key = "gone-" + i;
			Map<String, Object> answer = Mono.defer(() -> exchange(tenant, create(key, "Acme")))
				.map(WebGraphQlResponse::toMap)
				.filter((done) -> !done.containsKey("errors"))
				.repeatWhenEmpty(100, (again) -> again.delayElements(Duration.ofMillis(50)))
				.block(PATIENCE);
			assertThat(answer).containsKey("extensions");
		}
		assertThat(customers(tenant)).isEqualTo(20);
	}

	@Test
	void forgetsAfterADay() {
		Tenant tenant = this.tenants.found();
		answer(tenant, "old", "Acme");
		crash(tenant, "ANSWERED", "25 hours");
		answer(tenant, "new", "Acme");
		this.keys.perform().block(PATIENCE);
		assertThat(this.tenants.owner()
			.queryForList("select key from idempotency_key where tenant_id = ?", String.class, tenant.id().value()))
			.containsExactly("new");
	}

	private void crash(Tenant tenant, String state, String ago) {
		this.tenants.owner()
			.update("update idempotency_key set state = ?, answer = null, claimed_at = now() - ?::interval where tenant_id = ?",
					state, ago, tenant.id().value());
	}

	private int customers(Tenant tenant) {
		return Objects.requireNonNull(this.tenants.owner()
			.queryForObject("select count(*) from customer where tenant_id = ?", Integer.class, tenant.id().value()));
	}

	private Map<String, Object> answer(Tenant tenant, String key, String name) {
		return block(tenant, create(key, name)).toMap();
	}

	private WebGraphQlResponse ask(Tenant tenant, String document, Map<String, Object> variables,
			Map<String, Object> extensions) {
		return block(tenant, request(new HttpHeaders(),
				Map.of("query", document, "variables", variables, "extensions", extensions)));
	}

	private WebGraphQlResponse block(Tenant tenant, WebGraphQlRequest request) {
		return Objects.requireNonNull(exchange(tenant, request).block(PATIENCE));
	}

	private Mono<WebGraphQlResponse> exchange(Tenant tenant, WebGraphQlRequest request) {
		return this.handler.handleRequest(request)
			.contextWrite(ReactiveSecurityContextHolder
				.withAuthentication(new TestingAuthenticationToken(tenant.actor(), "", List.of())))
			.map(IdempotencyTests::withoutCost);
	}

	/** Each repetition pays for itself. */
	@SuppressWarnings("NullAway") // the engine takes null for "none"
	private static WebGraphQlResponse withoutCost(WebGraphQlResponse response) {
		Map<Object, Object> extensions = new HashMap<>(response.getExtensions());
		extensions.remove("cost");
		return response.transform((builder) -> builder.extensions(extensions.isEmpty() ? null : extensions));
	}

	private static WebGraphQlRequest create(String key, String name) {
		return request(new HttpHeaders(), Map.of("query", CREATE, "variables", Map.of("name", name), "extensions",
				Map.of("idempotencyKey", key)));
	}

	private static WebGraphQlRequest request(HttpHeaders headers, Map<String, Object> body) {
		return new WebGraphQlRequest(URI.create("/graphql"), headers, new LinkedMultiValueMap<>(), null, Map.of(), body,
				Ids.next().toString(), null);
	}

	private static String id(WebGraphQlResponse response) {
		return Objects.requireNonNull(response.field("createCustomer.customer.id").getValue());
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> error(Map<String, Object> answer) {
		List<Map<String, Object>> errors = (List<Map<String, Object>>) Objects.requireNonNull(answer.get("errors"));
		return (Map<String, Object>) Objects.requireNonNull(errors.getFirst().get("extensions"));
	}

}
