package dev.rapport.security;

import java.time.Duration;
import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Whose tokens are taken, and how tokens name things where an issuer does not say
 * otherwise.
 *
 * @param audience what a token's {@code aud} must contain
 * @param tenantClaim the claim that carries the tenant's key
 * @param rolesClaim the claim that carries the names of roles
 * @param issuers the issuers besides the one of Spring's own setting
 * @param keys how long the keys of issuers are kept
 */
@ConfigurationProperties("rapport.security")
record SignInSettings(@DefaultValue("rapport") String audience, @DefaultValue("tenant") String tenantClaim,
		@DefaultValue("roles") String rolesClaim, @DefaultValue List<IssuerSettings> issuers, @DefaultValue Keys keys) {

	SignInSettings {
		issuers = List.copyOf(issuers);
	}

	/**
	 * How long keys are kept.
	 *
	 * @param age after which they are asked for again: so long a withdrawn key may live
	 * @param pause the least time between two questions, whatever unknown keys tokens
	 * name
	 * @param stale how long after they were fetched keys still count if the issuer does
	 * not answer
	 */
	record Keys(@DefaultValue("5m") Duration age, @DefaultValue("30s") Duration pause,
			@DefaultValue("1h") Duration stale) {
	}

}
