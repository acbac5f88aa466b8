package dev.rapport.customer;

import java.util.UUID;

import dev.rapport.kernel.NodeId;

/**
 * The id of a {@link Customer}.
 *
 * @param value the UUID inside
 */
public record CustomerId(UUID value) implements NodeId {

	public static final String PREFIX = "cus";

	@Override
	public String prefix() {
		return PREFIX;
	}

	@Override
	public String toString() {
		return text();
	}

}
