package dev.rapport.events;

import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.rapport.tenancy.TenantId;

/**
 * What one process tells the others: whose logs have grown.
 *
 * @param instance the process that tells it
 * @param tenants at most {@value #MOST}
 */
record Peal(String instance, Collection<TenantId> tenants) {

	/** How many tenants fit into one message of a {@link Line}. */
	static final int MOST = 200;

	/** As it goes over the line. */
	String text() {
		return this.instance + ":" + this.tenants.stream().map(TenantId::toString).collect(Collectors.joining(","));
	}

	/** What was said; null where it is nothing of ours. */
	static @Nullable Peal parse(String text) {
		String[] parts = text.split(":", -1);
		if (parts.length != 2 || text.length() > Line.LONGEST) {
			return null;
		}
		try {
			List<TenantId> tenants = Stream.of(parts[1].split(",")).map(UUID::fromString).map(TenantId::new).toList();
			return new Peal(parts[0], tenants);
		}
		catch (IllegalArgumentException malformed) {
			return null;
		}
	}

}
