package dev.rapport.security;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jwt.JWTClaimsSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import reactor.core.publisher.Flux;

import dev.rapport.StatementLog;
import dev.rapport.Tenants.Tenant;
import dev.rapport.Wire;

import static org.assertj.core.api.Assertions.assertThat;

/** Who gets in, and what those are told who don't. */
class SignInTests extends WithIssuers {

	private static final String EVENTS = "select type from event_log where tenant_id = ? and type = 'MemberLinked'";

	@Autowired
	private TokenVerifier verifier;

	@Test
	void letsMembersIn() {
		assertThat(name(token(claims(this.tenant.key(), "ann")))).isEqualTo("Ann Able");
		assertThat(name(signed(EC, new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("ec-1").type(type("at+jwt")),
				claims(this.tenant.key(), "bo"))))
			.isEqualTo("Bo 博");
	}

	@Test
	void linksTheMemberWhoHasTheVerifiedAddress() {
		UUID li = member("Li 李", "Li@example.com", null);
		String first = token(this.tenant.key(), "idp|7",
				(claims) -> claims.claim("email", "li@EXAMPLE.com").claim("email_verified", true));
		assertThat(name(first)).isEqualTo("Li 李");
		assertThat(this.tenants.owner().queryForMap("select subject, version from member where id = ?", li))
			.containsEntry("subject", "idp|7")
			.containsEntry("version", 2);
		assertThat(this.tenants.owner().queryForList(EVENTS, this.tenant.id().value())).hasSize(1);
		assertThat(name(token(claims(this.tenant.key(), "idp|7")))).as("the subject is enough now").isEqualTo("Li 李");
		unknown(token(this.tenant.key(), "idp|8",
				(claims) -> claims.claim("email", "li@example.com").claim("email_verified", true)));
	}

	@Test
	void linksOnceHoweverManySignInAtOnce() throws Exception {
		member("Mei", "mei@example.com", null);
		String token = token(this.tenant.key(), "idp|mei",
				(claims) -> claims.claim("email", "mei@example.com").claim("email_verified", true));
		try (ExecutorService clients = Executors.newFixedThreadPool(8)) {
			List<Callable<String>> calls = IntStream.range(0, 8)
				.<Callable<String>>mapToObj((_) -> () -> name(token))
				.toList();
			for (Future<String> answer : clients.invokeAll(calls)) {
				assertThat(answer.get()).isEqualTo("Mei");
			}
		}
		assertThat(this.tenants.owner().queryForList(EVENTS, this.tenant.id().value())).hasSize(1);
	}

	@Test
	void looksAMemberUpOnceHoweverManySocketsComeBack() {
		int alone = statements(token(claims(this.tenant.key(), "bo")), 1);
		assertThat(statements(token(claims(this.tenant.key(), "ann")), 200)).isEqualTo(alone);
	}

	private int statements(String token, int times) {
		StatementLog.clear();
		assertThat(Flux.range(0, times)
			.flatMap((i) -> this.verifier.authenticate(new BearerTokenAuthenticationToken(token)), times)
			.collectList()
			.block(Duration.ofSeconds(20))).hasSize(times);
		return StatementLog.statements(this.tenant.id()).size();
	}

	@Test
	void linksNobodyByAnAddressThatIsNotVerified() {
		UUID li = member("Li", "li@example.com", null);
		unknown(token(this.tenant.key(), "x", (claims) -> claims.claim("email", "li@example.com")));
		unknown(token(this.tenant.key(), "x",
				(claims) -> claims.claim("email", "li@example.com").claim("email_verified", false)));
		unknown(token(this.tenant.key(), "x",
				(claims) -> claims.claim("email", "li@example.com").claim("email_verified", "true")));
		unknown(token(this.tenant.key(), "x",
				(claims) -> claims.claim("email", "ｌi@example.com").claim("email_verified", true)));
		unknown(token(this.tenant.key(), "x",
				(claims) -> claims.claim("email", List.of("li@example.com")).claim("email_verified", true)));
		assertThat(this.tenants.owner().queryForMap("select subject from member where id = ?", li))
			.containsEntry("subject", null);
	}

	@Test
	void linksNobodyWhoIsTakenOrInactiveOrElsewhere() {
		UUID left = member("Left", "left@example.com", null);
		this.tenants.owner().update("update member set active = false where id = ?", left);
		member("Taken", "taken@example.com", "somebody");
		member("Free", "free@example.com", null);
		for (String email : List.of("left@example.com", "taken@example.com")) {
			unknown(token(this.tenant.key(), "new",
					(claims) -> claims.claim("email", email).claim("email_verified", true)));
		}
		Tenant elsewhere = trusting(ISSUER);
		unknown(token(elsewhere.key(), "new",
				(claims) -> claims.claim("email", "free@example.com").claim("email_verified", true)));
		Tenant ofAnother = trusting(OTHER);
		unknown(token(ofAnother.key(), "new",
				(claims) -> claims.claim("email", "ann@" + ofAnother.id() + ".example").claim("email_verified", true)));
	}

	@Test
	void namesTheReasonAndTellsNothingAboutTenants() {
		Tenant foreign = trusting(OTHER);
		String nobody = unknown(token(claims(this.tenant.key(), "nobody")));
		assertThat(unknown(token(claims("no-such-tenant", "ann")))).isEqualTo(nobody);
		assertThat(unknown(token(claims(foreign.key(), "ann")))).isEqualTo(nobody);
		reason(token(this.tenant.key(), "ann", (claims) -> claims.expirationTime(ago(60))), "TOKEN_EXPIRED");
		reason(token(this.tenant.key(), "ann", (claims) -> claims.expirationTime(ago(60)).audience("other")),
				"INVALID_TOKEN");
	}

	@Test
	void challengesAsTheStandardSays() throws Exception {
		assertThat(challenge(null)).isEqualTo("Bearer realm=\"rapport\"");
		assertThat(challenge(token(this.tenant.key(), "ann", (claims) -> claims.expirationTime(ago(60)))))
			.isEqualTo("Bearer realm=\"rapport\", error=\"invalid_token\", error_description=\"token expired\"");
		assertThat(challenge("x")).contains("error=\"invalid_token\"").contains("\"invalid token\"");
	}

	@Test
	void speaksTheCallersLanguage() {
		Wire.Answer answer = wire("x").send("{\"query\":\"{ viewer { name } }\"}", "application/json",
				"Accept-Language", "zh");
		assertThat(answer.json().at("/errors/0/message").asString()).isEqualTo("访问令牌在此无效。");
	}

	@Test
	void bindsAnIssuerToItsTenantsByConfiguration() {
		assertThat(only().key()).as("what it was founded as").isNotEqualTo(ONLY);
		assertThat(name(other(null))).as("the one tenant need not be named").isEqualTo("Ann Able");
		assertThat(name(other(ONLY))).isEqualTo("Ann Able");
		unknown(other(trusting(OTHER).key()));
	}

	@Test
	void asksTheIssuerAboutOpaqueTokensOnce() {
		opaque("op_ann", Map.of("active", true, "sub", "ann", "aud", "rapport", "tenant", this.tenant.key(), "exp",
				now().plusSeconds(600).getEpochSecond(), "client_id", "app"));
		int before = ISSUER.introspections.get();
		for (int i = 0; i < 5; i++) {
			assertThat(name("op_ann")).isEqualTo("Ann Able");
		}
		assertThat(ISSUER.introspections.get() - before).isOne();
	}

	@Test
	void refusesOpaqueTokensThatAreNotForUs() {
		Map<String, Object> good = Map.of("active", true, "sub", "ann", "aud", "rapport", "tenant", this.tenant.key(),
				"exp", now().plusSeconds(600).getEpochSecond(), "token_type", "Bearer");
		opaque("op_good", good);
		assertThat(name("op_good")).isEqualTo("Ann Able");
		Map<String, Object> wrong = Map.of("active", false, "aud", "other", "iss", OTHER.name(), "token_type",
				"refresh_token", "typ", "Refresh", "cnf", Map.of("jkt", "x"), "nbf",
				now().plusSeconds(600).getEpochSecond(), "token_use", "id");
		wrong.forEach((claim, value) -> {
			opaque("op_" + claim, changed(good, claim, value));
			reason("op_" + claim, "INVALID_TOKEN");
		});
		for (String needed : List.of("active", "aud", "sub", "exp", "tenant")) {
			opaque("op_no_" + needed, changed(good, needed, null));
			reason("op_no_" + needed, "INVALID_TOKEN");
		}
		opaque("op_past", changed(good, "exp", now().minusSeconds(60).getEpochSecond()));
		reason("op_past", "TOKEN_EXPIRED");
		reason("op_unheard_of", "INVALID_TOKEN");
		reason("other_prefix", "INVALID_TOKEN");
	}

	@Test
	void opensNothingWhenTheIssuerDoesNotAnswer() {
		Wire.Answer answer = ask("op_fail");
		assertThat(answer.status()).isEqualTo(503);
		assertThat(answer.code()).isEqualTo("SERVICE_UNAVAILABLE");
		assertThat(answer.json().at("/errors/0/extensions/retryable").asBoolean()).isTrue();
	}

	@Test
	void lastsThroughAnOutageOfTheIssuer() {
		String token = token(claims(this.tenant.key(), "ann"));
		assertThat(name(token)).isEqualTo("Ann Able");
		ISSUER.broken = true;
		putForward(Duration.ofMinutes(6));
		assertThat(name(token)).isEqualTo("Ann Able");
		putForward(Duration.ofMinutes(58));
		assertThat(ask(token).status()).isEqualTo(503);
		ISSUER.broken = false;
		putForward(Duration.ofMinutes(1));
		assertThat(name(token)).isEqualTo("Ann Able");
	}

	@Test
	void refusesAWithdrawnKeyAfterFiveMinutes() {
		String token = token(claims(this.tenant.key(), "ann"));
		putForward(Duration.ofMinutes(5));
		assertThat(name(token)).isEqualTo("Ann Able");
		ISSUER.keys = List.of(EC);
		putForward(Duration.ofMinutes(5));
		reason(token, "INVALID_TOKEN");
	}

	@Test
	void takesANewKeyAtOnce() {
		putForward(Duration.ofMinutes(5));
		assertThat(name(token(claims(this.tenant.key(), "ann")))).isEqualTo("Ann Able");
		var fresh = rsa("rsa-2");
		ISSUER.keys = List.of(RSA, EC, fresh);
		putForward(Duration.ofSeconds(30));
		assertThat(name(signed(fresh, new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("rsa-2").type(type("JWT")),
				claims(this.tenant.key(), "ann"))))
			.isEqualTo("Ann Able");
	}

	@Test
	void asksAtMostOnceWhenFloodedWithUnknownKeys() {
		putForward(Duration.ofMinutes(5));
		assertThat(name(token(claims(this.tenant.key(), "ann")))).isEqualTo("Ann Able");
		int before = ISSUER.fetches.get();
		flood(500);
		assertThat(ISSUER.fetches.get() - before).as("within 30 s of the last question").isZero();
		putForward(Duration.ofSeconds(30));
		flood(500);
		assertThat(ISSUER.fetches.get() - before).isOne();
		assertThat(name(token(claims(this.tenant.key(), "ann")))).isEqualTo("Ann Able");
	}

	private void flood(int tokens) {
		var attacker = ec("attacker", Curve.P_256);
		IntStream.range(0, tokens)
			.parallel()
			.mapToObj(
					(_) -> signed(attacker,
							new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(UUID.randomUUID().toString())
								.type(type("JWT")),
							claims(this.tenant.key(), "ann")))
			.forEach((token) -> assertThat(ask(token).status()).isEqualTo(401));
	}

	private UUID member(String name, String email, @Nullable String subject) {
		UUID id = UUID.randomUUID();
		this.tenants.owner()
			.update("""
					insert into member (tenant_id, id, version, name, email, locale, subject, active, created_at, created_by,
					  updated_at, updated_by) values (?, ?, 1, ?, ?, 'en', ?, true, now(), ?, now(), ?)
					""",
					this.tenant.id().value(), id, name, email, subject, id, id);
		return id;
	}

	private static String other(@Nullable String tenant) {
		JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder().issuer(OTHER.name())
			.audience("crm")
			.subject("ann")
			.claim("tenant", tenant)
			.expirationTime(Date.from(now().plus(Duration.ofHours(8))));
		return signed(OTHER_RSA, new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("b-1"), claims);
	}

	private static void opaque(String token, Map<String, Object> claims) {
		ISSUER.opaque.put(token, claims);
	}

	private static Map<String, Object> changed(Map<String, Object> claims, String name, @Nullable Object value) {
		Map<String, Object> changed = claims.entrySet()
			.stream()
			.filter((claim) -> !claim.getKey().equals(name))
			.collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
		if (value != null) {
			changed.put(name, value);
		}
		return changed;
	}

	private String name(String token) {
		Wire.Answer answer = ask(token);
		assertThat(answer.status()).as(answer.text()).isEqualTo(200);
		return answer.json().at("/data/viewer/name").asString();
	}

	private String unknown(String token) {
		return reason(token, "UNKNOWN_MEMBER");
	}

	/** The answer without the id of its request. */
	private String reason(String token, String reason) {
		Wire.Answer answer = ask(token);
		assertThat(answer.status()).as(answer.text()).isEqualTo(401);
		assertThat(answer.code()).isEqualTo("UNAUTHENTICATED");
		assertThat(answer.json().at("/errors/0/extensions/reason").asString()).isEqualTo(reason);
		return answer.text().replaceAll("\"requestId\":\"[^\"]*\"", "");
	}

	private String challenge(@Nullable String token) throws Exception {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + "/graphql"))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString("{\"query\":\"{ viewer { name } }\"}"));
		if (token != null) {
			request.header("Authorization", "Bearer " + token);
		}
		try (HttpClient client = HttpClient.newHttpClient()) {
			HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
			assertThat(response.statusCode()).isEqualTo(401);
			assertThat(response.headers().firstValue("Server")).isEmpty();
			assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
			return response.headers().firstValue("WWW-Authenticate").orElseThrow();
		}
	}

	private static JOSEObjectType type(String name) {
		return new JOSEObjectType(name);
	}

	private static Date ago(int seconds) {
		return Date.from(now().minusSeconds(seconds));
	}

}
