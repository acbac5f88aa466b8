package dev.rapport.security;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How tokens name things.
 *
 * @param audience what a token's {@code aud} must contain
 * @param tenantClaim the claim that carries the tenant's key
 */
@ConfigurationProperties("rapport.security")
record TokenSettings(@DefaultValue("rapport") String audience, @DefaultValue("tenant") String tenantClaim) {
}
