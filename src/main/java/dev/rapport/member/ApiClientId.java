package dev.rapport.member;

import java.util.UUID;

import dev.rapport.kernel.NodeId;

/**
 * The id of an {@link ApiClient}.
 *
 * @param value the UUID inside
 */
record ApiClientId(UUID value) implements NodeId {

	static final String PREFIX = "cli";

	@Override
	public String prefix() {
		return PREFIX;
	}

	@Override
	public String toString() {
		return text();
	}

}
