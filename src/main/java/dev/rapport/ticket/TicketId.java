package dev.rapport.ticket;

import java.util.UUID;

import dev.rapport.kernel.NodeId;

/**
 * The id of a {@link Ticket}.
 *
 * @param value the UUID inside
 */
public record TicketId(UUID value) implements NodeId {

	public static final String PREFIX = "tic";

	@Override
	public String prefix() {
		return PREFIX;
	}

	@Override
	public String toString() {
		return text();
	}

}
