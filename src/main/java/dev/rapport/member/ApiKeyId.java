package dev.rapport.member;

import java.util.UUID;

import dev.rapport.kernel.NodeId;

/**
 * The id of an {@link ApiKey}.
 *
 * @param value the UUID inside
 */
record ApiKeyId(UUID value) implements NodeId {

	static final String PREFIX = "key";

	@Override
	public String prefix() {
		return PREFIX;
	}

	@Override
	public String toString() {
		return text();
	}

}
