package dev.rapport.pipeline;

import java.util.UUID;

import dev.rapport.kernel.NodeId;

/**
 * The id of a {@link Pipeline}.
 *
 * @param value the UUID inside
 */
public record PipelineId(UUID value) implements NodeId {

	public static final String PREFIX = "pip";

	@Override
	public String prefix() {
		return PREFIX;
	}

	@Override
	public String toString() {
		return text();
	}

}
