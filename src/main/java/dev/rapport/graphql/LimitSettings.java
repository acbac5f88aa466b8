package dev.rapport.graphql;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What operations may use. What a document may look like is part of the contract and not
 * set here, see {@link DocumentCheck}.
 *
 * @param timeout the longest that an operation may take; for a subscription, until it
 * begins
 * @param cost the most points that one operation may cost
 * @param nodes the most records that one operation may ask for
 * @param clientBurst points that one client of a tenant may spend at once
 * @param clientPerSecond points that one client of a tenant gets back each second
 * @param tenantBurst points that all clients of a tenant together may spend at once
 * @param tenantPerSecond points that a tenant gets back each second
 * @param redis where instances share what was spent, {@code redis://…}; each counts for
 * itself without
 */
@ConfigurationProperties("rapport.limits")
record LimitSettings(@DefaultValue("10s") Duration timeout, @DefaultValue("5000") long cost,
		@DefaultValue("10000") long nodes, @DefaultValue("100000") long clientBurst,
		@DefaultValue("5000") long clientPerSecond, @DefaultValue("400000") long tenantBurst,
		@DefaultValue("20000") long tenantPerSecond, @Nullable String redis) {

	Rate client() {
		return new Rate("client", this.clientBurst, this.clientPerSecond);
	}

	Rate tenant() {
		return new Rate("tenant", this.tenantBurst, this.tenantPerSecond);
	}

}
