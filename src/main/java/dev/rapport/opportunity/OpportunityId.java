package dev.rapport.opportunity;

import java.util.UUID;

import dev.rapport.kernel.NodeId;

/**
 * The id of a {@link Opportunity}.
 *
 * @param value the UUID inside
 */
public record OpportunityId(UUID value) implements NodeId {

	public static final String PREFIX = "opp";

	@Override
	public String prefix() {
		return PREFIX;
	}

	@Override
	public String toString() {
		return text();
	}

}
