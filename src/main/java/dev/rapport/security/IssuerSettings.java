package dev.rapport.security;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import com.nimbusds.jose.JWSAlgorithm;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.StringUtils;

import dev.rapport.tenancy.TokenRoles;

/**
 * An issuer whose tokens are taken.
 *
 * @param issuer exactly what its tokens have as {@code iss}
 * @param jwkSetUri where its keys are; null to read that from its discovery document
 * @param audience what {@code aud} must contain; null for the general setting
 * @param algorithms the signatures it uses; never a symmetric one
 * @param types the {@code typ} headers it uses; {@value #NO_TYPE} stands for none at all
 * @param tenantClaim the claim that carries the tenant's key; null for the general
 * setting
 * @param rolesClaim the claim that carries the names of roles, with dots between the
 * names of nested objects; null for the general setting
 * @param roles who decides on roles: the directory, unless the issuer is trusted with it
 * @param grantableRoles the keys of the roles that its tokens may give, where they may;
 * all others that they name give nothing
 * @param tenants the keys of the tenants it may speak for, where that shall not be left
 * to the tenants; if it is exactly one, tokens need not name it
 * @param introspection where to ask about tokens that are no JWT; null if it has none
 */
record IssuerSettings(String issuer, @Nullable String jwkSetUri, @Nullable String audience, @DefaultValue( {
		"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512" }) List<String> algorithms,
		@DefaultValue({ "JWT", "at+jwt" }) List<String> types, @Nullable String tenantClaim,
		@Nullable String rolesClaim, @DefaultValue("directory") RoleSource roles,
		@DefaultValue Set<String> grantableRoles, @DefaultValue Set<String> tenants,
		@Nullable Introspection introspection){

	static final String NO_TYPE = "none";

	IssuerSettings {
		if (!StringUtils.hasText(issuer)) {
			throw new IllegalArgumentException("An issuer in rapport.security.issuers has no name");
		}
		algorithms.forEach((name) -> requireAsymmetric(issuer, name));
		algorithms = List.copyOf(algorithms);
		types = List.copyOf(types);
		if ((roles == RoleSource.DIRECTORY) != grantableRoles.isEmpty()) {
			throw new IllegalArgumentException("The issuer " + issuer
					+ " needs grantable-roles if its tokens decide on roles, and none if the directory does");
		}
		grantableRoles = Set.copyOf(grantableRoles);
		tenants = Set.copyOf(tenants);
	}

	/** An issuer that is as usual in everything. */
	static IssuerSettings usual(String issuer, @Nullable String jwkSetUri) {
		return new IssuerSettings(issuer, jwkSetUri, null,
				List.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"),
				List.of("JWT", "at+jwt"), null, null, RoleSource.DIRECTORY, Set.of(), Set.of(), null);
	}

	/** The same issuer with what it leaves open taken from the general settings. */
	IssuerSettings completedBy(SignInSettings general) {
		return new IssuerSettings(this.issuer, this.jwkSetUri, or(this.audience, general.audience()), this.algorithms,
				this.types, or(this.tenantClaim, general.tenantClaim()), or(this.rolesClaim, general.rolesClaim()),
				this.roles, this.grantableRoles, this.tenants, this.introspection);
	}

	/** What a token of this issuer gives that names these roles. */
	TokenRoles given(Set<String> named) {
		return (this.roles == RoleSource.DIRECTORY) ? TokenRoles.NONE
				: new TokenRoles(named.stream().filter(this.grantableRoles::contains).collect(Collectors.toSet()),
						this.roles == RoleSource.TOKEN);
	}

	private static String or(@Nullable String value, String general) {
		return StringUtils.hasText(value) ? value : general;
	}

	private static void requireAsymmetric(String issuer, String algorithm) {
		JWSAlgorithm known = JWSAlgorithm.parse(algorithm);
		if (!JWSAlgorithm.Family.RSA.contains(known) && !JWSAlgorithm.Family.EC.contains(known)) {
			throw new IllegalArgumentException("The algorithm " + algorithm + " of the issuer " + issuer
					+ " is not one of RS, PS and ES: whoever can verify others can also sign");
		}
	}

	/**
	 * The token introspection endpoint (RFC 7662) of an issuer.
	 *
	 * @param uri where it is
	 * @param clientId by which we sign in to it
	 * @param clientSecret the secret of that client
	 * @param tokenPrefix what the issuer's tokens begin with; told apart by it, a token
	 * is never shown to another issuer
	 */
	record Introspection(String uri, String clientId, String clientSecret, @DefaultValue("") String tokenPrefix) {

		/** Without the secret. */
		@Override
		public String toString() {
			return "Introspection[" + this.uri + "]";
		}

	}

}
