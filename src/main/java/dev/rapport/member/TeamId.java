package dev.rapport.member;

import java.util.UUID;

import dev.rapport.kernel.NodeId;

/**
 * The id of a {@link Team}.
 *
 * @param value the UUID inside
 */
public record TeamId(UUID value) implements NodeId {

	public static final String PREFIX = "tea";

	@Override
	public String prefix() {
		return PREFIX;
	}

	@Override
	public String toString() {
		return text();
	}

}
