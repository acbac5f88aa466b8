package dev.rapport.activity;

import java.util.UUID;

import dev.rapport.kernel.NodeId;

/**
 * The id of an {@link Activity}, whatever its type.
 *
 * @param value the UUID inside
 */
public record ActivityId(UUID value) implements NodeId {

	public static final String PREFIX = "act";

	@Override
	public String prefix() {
		return PREFIX;
	}

	@Override
	public String toString() {
		return text();
	}

}
