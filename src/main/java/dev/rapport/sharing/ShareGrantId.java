package dev.rapport.sharing;

import java.util.UUID;

import dev.rapport.kernel.NodeId;

/**
 * The id of a {@link ShareGrant}.
 *
 * @param value the UUID inside
 */
public record ShareGrantId(UUID value) implements NodeId {

	public static final String PREFIX = "shr";

	@Override
	public String prefix() {
		return PREFIX;
	}

	@Override
	public String toString() {
		return text();
	}

}
