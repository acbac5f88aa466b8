package dev.rapport.member;

import java.util.UUID;

import dev.rapport.kernel.NodeId;

/**
 * The id of a {@link Member}.
 *
 * @param value the UUID inside
 */
public record MemberId(UUID value) implements NodeId {

	public static final String PREFIX = "mem";

	@Override
	public String prefix() {
		return PREFIX;
	}

	@Override
	public String toString() {
		return text();
	}

}
