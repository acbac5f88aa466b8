package dev.rapport.security;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;
import dev.rapport.Tenants.Tenant;
import dev.rapport.Wire;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Signing in with a real Keycloak, with the realm that {@code docker/keycloak} offers.
 */
@RapportTest
@Tag("keycloak")
@DirtiesContext
class KeycloakTests {

	private static final String KEY = "kc-" + Long.toString(System.nanoTime(), 36);

	@TempDir
	private static Path temporary;

	private static Keycloak keycloak;

	@Autowired
	Tenants tenants;

	@LocalServerPort
	int port;

	@BeforeAll
	static void start() {
		Path zip = Path.of(System.getProperty("keycloak.zip", ""));
		Assumptions.assumeTrue(Files.isRegularFile(zip),
				() -> "Keycloak's distribution is not in the local Maven repository: " + zip);
		keycloak = new Keycloak(zip, temporary.resolve("keycloak"), KEY);
	}

	@AfterAll
	static void stop() {
		if (keycloak != null) {
			keycloak.close();
		}
	}

	@DynamicPropertySource
	static void issuer(DynamicPropertyRegistry registry) {
		registry.add("rapport.security.issuers[0].issuer", () -> keycloak.issuer());
		registry.add("rapport.security.issuers[0].roles-claim", () -> "realm_access.roles");
		registry.add("rapport.security.keys.age", () -> "1s");
		registry.add("rapport.security.keys.pause", () -> "1s");
	}

	/**
	 * One tenant for all tests, as the realm names it; nobody has signed in to it yet.
	 */
	@BeforeEach
	void found() {
		JdbcTemplate owner = this.tenants.owner();
		if (!owner.queryForList("select from tenant where key = ?", KEY).isEmpty()) {
			return;
		}
		Tenant tenant = this.tenants.found();
		owner.update("update member set subject = null, email = subject || '@rapport.example' where tenant_id = ?",
				tenant.id().value());
		UUID program = UUID.randomUUID();
		owner.update(
				"""
						insert into member (tenant_id, id, version, name, email, locale, active, created_at, created_by, updated_at, updated_by)
						values (?, ?, 1, 'Sync', 'sync@rapport.example', 'en', true, now(), ?, now(), ?)
						""",
				tenant.id().value(), program, program, program);
		owner.update("update tenant set key = ?, issuer = ? where tenant_id = ?", KEY, keycloak.issuer(),
				tenant.id().value());
	}

	@Test
	void letsInWhoTheTenantKnows() {
		assertThat(viewer(keycloak.byPassword("ann"))).isEqualTo("Ann Able");
		assertThat(viewer(keycloak.byPassword("bo"))).isEqualTo("Bo 博");
		assertThat(viewer(keycloak.byClientCredentials())).isEqualTo("Sync");
		assertThat(viewer(keycloak.byPassword("ann"))).as("once more, by the subject").isEqualTo("Ann Able");
	}

	@Test
	void refusesWhomTheTenantDoesNotKnow() {
		assertThat(reason(keycloak.byPassword("stranger").path("access_token"))).isEqualTo("UNKNOWN_MEMBER");
	}

	@Test
	void refusesTokensMadeForOtherPurposes() {
		JsonNode tokens = keycloak.byPassword("ann");
		assertThat(reason(tokens.path("id_token"))).isEqualTo("INVALID_TOKEN");
		assertThat(reason(tokens.path("refresh_token"))).isEqualTo("INVALID_TOKEN");
	}

	@Test
	void refusesTokensOfKeysThatWereWithdrawn() throws InterruptedException {
		JsonNode before = keycloak.byPassword("ann");
		assertThat(viewer(before)).isEqualTo("Ann Able");
		keycloak.rotateKeys();
		JsonNode after = keycloak.byPassword("ann");
		Thread.sleep(Duration.ofMillis(1_200));
		assertThat(viewer(after)).isEqualTo("Ann Able");
		assertThat(reason(before.path("access_token"))).isEqualTo("INVALID_TOKEN");
	}

	private String viewer(JsonNode tokens) {
		Wire.Answer answer = ask(tokens.path("access_token"));
		assertThat(answer.status()).as(answer.text()).isEqualTo(200);
		return answer.json().at("/data/viewer/name").asString();
	}

	private String reason(JsonNode token) {
		Wire.Answer answer = ask(token);
		assertThat(answer.status()).as(answer.text()).isEqualTo(401);
		return answer.json().at("/errors/0/extensions/reason").asString();
	}

	private Wire.Answer ask(JsonNode token) {
		return new Wire(this.port, token.asString()).ask("{ viewer { name } }", Map.of());
	}

}
