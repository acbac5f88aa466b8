package dev.rapport.contact;

import java.util.UUID;

import dev.rapport.kernel.NodeId;

/**
 * The id of a {@link Contact}.
 *
 * @param value the UUID inside
 */
public record ContactId(UUID value) implements NodeId {

	public static final String PREFIX = "con";

	@Override
	public String prefix() {
		return PREFIX;
	}

	@Override
	public String toString() {
		return text();
	}

}
