package dev.rapport.webhook;

import java.util.UUID;

import dev.rapport.kernel.NodeId;

/**
 * The id of a {@link WebhookSubscription}.
 *
 * @param value the UUID inside
 */
record WebhookSubscriptionId(UUID value) implements NodeId {

	static final String PREFIX = "whk";

	@Override
	public String prefix() {
		return PREFIX;
	}

	@Override
	public String toString() {
		return text();
	}

}
