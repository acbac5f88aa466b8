package dev.rapport.member;

import java.util.UUID;

import dev.rapport.kernel.NodeId;

/**
 * The id of a {@link Role}.
 *
 * @param value the UUID inside
 */
public record RoleId(UUID value) implements NodeId {

	public static final String PREFIX = "rol";

	@Override
	public String prefix() {
		return PREFIX;
	}

	@Override
	public String toString() {
		return text();
	}

}
