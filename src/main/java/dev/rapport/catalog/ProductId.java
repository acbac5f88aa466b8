package dev.rapport.catalog;

import java.util.UUID;

import dev.rapport.kernel.NodeId;

/**
 * The id of a {@link Product}.
 *
 * @param value the UUID inside
 */
public record ProductId(UUID value) implements NodeId {

	public static final String PREFIX = "prd";

	@Override
	public String prefix() {
		return PREFIX;
	}

	@Override
	public String toString() {
		return text();
	}

}
