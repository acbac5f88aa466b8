package dev.rapport.security;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import dev.rapport.tenancy.TokenRoles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Issuers that can't be configured together, or at all. */
class IssuersTests {

	@Test
	void refusesSymmetricAlgorithms() {
		for (String algorithm : List.of("HS256", "none", "dir", "EdDSA", "")) {
			assertThatIllegalArgumentException().isThrownBy(() -> settings("a", algorithm, null));
		}
	}

	@Test
	void refusesAnIssuerWithoutAName() {
		assertThatIllegalArgumentException().isThrownBy(() -> IssuerSettings.usual(" ", null));
	}

	@Test
	void refusesTheSameIssuerTwice() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new Issuers(List.of(issuer("a", null), issuer("a", null))))
			.withMessageContaining("twice");
	}

	@Test
	void refusesOpaqueTokensThatCanNotBeToldApart() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new Issuers(List.of(issuer("a", "op_"), issuer("b", "op_b_"))))
			.withMessageContaining("token-prefix");
		assertThatIllegalArgumentException().isThrownBy(() -> new Issuers(List.of(issuer("a", ""), issuer("b", ""))));
		assertThat(new Issuers(List.of(issuer("a", "a_"), issuer("b", "b_"), issuer("c", null)))).isNotNull();
	}

	@Test
	void trustsNoIssuerWithRolesThatAreNotNamed() {
		assertThatIllegalArgumentException().isThrownBy(() -> roles(RoleSource.TOKEN, Set.of()))
			.withMessageContaining("grantable-roles");
		assertThatIllegalArgumentException().isThrownBy(() -> roles(RoleSource.BOTH, Set.of()));
		assertThatIllegalArgumentException().isThrownBy(() -> roles(RoleSource.DIRECTORY, Set.of("REP")));
	}

	@Test
	void takesOnlyTheRolesThatAnIssuerMayGive() {
		Set<String> named = Set.of("ADMIN", "REP", "rep");
		assertThat(IssuerSettings.usual("a", null).given(named)).isEqualTo(TokenRoles.NONE);
		assertThat(roles(RoleSource.TOKEN, Set.of("REP", "AGENT")).given(named))
			.isEqualTo(new TokenRoles(Set.of("REP"), true));
		TokenRoles both = roles(RoleSource.BOTH, Set.of("REP", "AGENT")).given(named);
		assertThat(both.with(List.of("PARTNER", "REP"))).containsExactly("PARTNER", "REP");
		assertThat(new TokenRoles(Set.of(), true).with(List.of("ADMIN"))).isEmpty();
	}

	private static IssuerSettings roles(RoleSource source, Set<String> grantable) {
		return new IssuerSettings("a", null, null, List.of("RS256"), List.of("JWT"), null, null, source, grantable,
				Set.of(), null);
	}

	@Test
	void keepsTheSecretToItself() {
		assertThat(settings("a", "RS256", "x")).asString().doesNotContain("s3cret");
	}

	@Test
	void findsNestedClaimsAndClaimsWithDotsInTheirNames() {
		TokenClaims claims = new TokenClaims(Map.of("realm_access", Map.of("roles", List.of("ADMIN", 7, "REP")),
				"https://x.example/roles", List.of("A B"), "scope", "read  write"));
		assertThat(claims.texts("realm_access.roles")).containsExactly("ADMIN", "REP");
		assertThat(claims.texts("https://x.example/roles")).containsExactly("A B");
		assertThat(claims.texts("scope")).containsExactly("read", "write");
		assertThat(claims.texts("realm_access.roles.none")).isEmpty();
		assertThat(claims.texts("none")).isEmpty();
	}

	private static Issuer issuer(String name, @Nullable String prefix) {
		IssuerSettings settings = settings(name, "RS256", prefix);
		KeyRing keys = new KeyRing(Mono.empty(), new SignInSettings.Keys(Duration.ZERO, Duration.ZERO, Duration.ZERO),
				Clock.systemUTC());
		return new Issuer(settings, new TokenRules(settings, Clock.systemUTC()), new SignedTokens(settings, keys),
				null);
	}

	private static IssuerSettings settings(String name, String algorithm, @Nullable String prefix) {
		return new IssuerSettings(name, null, null, List.of(algorithm), List.of("JWT"), null, null,
				RoleSource.DIRECTORY, Set.of(), Set.of(), (prefix == null) ? null
						: new IssuerSettings.Introspection("https://x.example", "rapport", "s3cret", prefix));
	}

}
