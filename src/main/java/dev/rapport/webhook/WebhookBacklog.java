package dev.rapport.webhook;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * How far a subscription is behind.
 *
 * @param lag how many events of the log it has not looked at yet
 * @param failingSince since when nothing but failures came back; null if things go well
 * @param waiting how many deliveries wait
 * @param dead how many deliveries all attempts failed for, at most 10,001
 */
record WebhookBacklog(int lag, @Nullable Instant failingSince, int waiting, int dead) {

	/** What is left of a subscription that was deleted. */
	static final WebhookBacklog NONE = new WebhookBacklog(0, null, 0, 0);

}
