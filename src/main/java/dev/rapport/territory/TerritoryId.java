package dev.rapport.territory;

import java.util.UUID;

import dev.rapport.kernel.NodeId;

/**
 * The id of a {@link Territory}.
 *
 * @param value the UUID inside
 */
public record TerritoryId(UUID value) implements NodeId {

	public static final String PREFIX = "ter";

	@Override
	public String prefix() {
		return PREFIX;
	}

	@Override
	public String toString() {
		return text();
	}

}
