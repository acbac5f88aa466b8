package dev.rapport.security;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.JWTClaimsSet;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import dev.rapport.Tenants.Tenant;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Directory;
import dev.rapport.tenancy.SignIn;
import dev.rapport.tenancy.TokenRoles;

import static org.assertj.core.api.Assertions.assertThat;

/** A token gives no role that its issuer is not trusted to give. */
class TokenRolesTests extends WithIssuers {

	@Autowired
	Directory directory;

	@Test
	void giveNothingUnlessTheIssuerIsTrustedWithThem() {
		this.tenant.hire("rep", null, "REP");
		assertThat(roles(token(this.tenant.key(), "rep", (claims) -> claims.claim("roles", List.of("ADMIN")))))
			.containsExactly("REP");
	}

	@Test
	void giveOnlyWhatTheIssuerMayGive() {
		Tenant only = only();
		only.hire("pat", null, "PARTNER");
		assertThat(roles(other(List.of("ADMIN", "ANALYST", "NOBODY", "analyst")))).containsExactly("ANALYST",
				"PARTNER");
		assertThat(ask(other(List.of("ADMIN"))).json().at("/data/viewer/name").asString()).isEqualTo("pat");
		assertThat(roles(other(List.of("ADMIN")))).containsExactly("PARTNER");
		assertThat(roles(other(List.of()))).containsExactly("PARTNER");
	}

	@Test
	void replaceThoseOfTheDirectoryWhereTheyDecideAlone() {
		this.tenant.hire("boss", null, "ADMIN", "MANAGER");
		Actor rep = signIn(new TokenRoles(Set.of("REP"), true));
		assertThat(rep.rights().roles()).containsExactly("REP");
		assertThat(rep.rights().may("roles:write")).isFalse();
		assertThat(Objects.requireNonNull(this.directory.current(rep).block(Duration.ofSeconds(10))).rights().roles())
			.as("asked again for a caller who stays")
			.containsExactly("REP");
		assertThat(signIn(new TokenRoles(Set.of(), true)).rights().scopes()).isEmpty();
		assertThat(signIn(TokenRoles.NONE).rights().roles()).containsExactlyInAnyOrder("ADMIN", "MANAGER");
	}

	private Actor signIn(TokenRoles roles) {
		SignIn signIn = new SignIn(ISSUER.name(), this.tenant.key(), "boss", null, roles, Set.of(), null);
		return Objects.requireNonNull(this.directory.find(signIn).block(Duration.ofSeconds(10)));
	}

	private static String other(List<String> roles) {
		JWTClaimsSet.Builder claims = claims(ONLY, "pat").issuer(OTHER.name())
			.audience("crm")
			.claim("realm_access", Map.of("roles", roles));
		return signed(OTHER_RSA, new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("b-1"), claims);
	}

	private List<String> roles(String token) {
		return wire(token).ask("{ viewer { name } viewerAccess { roles } }", Map.of())
			.json()
			.at("/data/viewerAccess/roles")
			.valueStream()
			.map((role) -> role.asString())
			.toList();
	}

}
