package dev.rapport.pipeline;

import java.util.UUID;

import dev.rapport.kernel.NodeId;

/**
 * The id of a {@link Stage}.
 *
 * @param value the UUID inside
 */
public record StageId(UUID value) implements NodeId {

	public static final String PREFIX = "stg";

	@Override
	public String prefix() {
		return PREFIX;
	}

	@Override
	public String toString() {
		return text();
	}

}
