package dev.rapport.webhook;

import java.util.UUID;

import dev.rapport.kernel.NodeId;

/**
 * The id of a {@link WebhookDelivery}.
 *
 * @param value the UUID inside
 */
record WebhookDeliveryId(UUID value) implements NodeId {

	static final String PREFIX = "whd";

	@Override
	public String prefix() {
		return PREFIX;
	}

	@Override
	public String toString() {
		return text();
	}

}
