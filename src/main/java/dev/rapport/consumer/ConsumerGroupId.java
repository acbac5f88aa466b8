package dev.rapport.consumer;

import java.util.UUID;

import dev.rapport.kernel.NodeId;

/**
 * The id of a {@link ConsumerGroup}.
 *
 * @param value the UUID inside
 */
public record ConsumerGroupId(UUID value) implements NodeId {

	public static final String PREFIX = "cgr";

	@Override
	public String prefix() {
		return PREFIX;
	}

	@Override
	public String toString() {
		return text();
	}

}
