package dev.rapport.ticket;

import java.util.UUID;

import dev.rapport.kernel.NodeId;

/**
 * The id of a {@link TicketComment}.
 *
 * @param value the UUID inside
 */
public record TicketCommentId(UUID value) implements NodeId {

	public static final String PREFIX = "tco";

	@Override
	public String prefix() {
		return PREFIX;
	}

	@Override
	public String toString() {
		return text();
	}

}
