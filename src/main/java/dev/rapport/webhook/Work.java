package dev.rapport.webhook;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.rapport.events.EventCursor;
import dev.rapport.tenancy.TenantId;

/**
 * A subscription that this process has taken, as it is at the beginning of a round.
 *
 * @param fence tells whether the process still has it: a later claim has a higher one
 * @param cursor everything up to here was read from the log
 * @param waiting how many deliveries wait
 * @param sealed its secrets, encrypted, the newest first
 * @param failingSince since when nothing but failures came back; null if things go well
 */
record Work(WebhookSubscription subscription, long fence, EventCursor cursor, int waiting, List<String> sealed,
		@Nullable Instant failingSince) {

	/**
	 * A subscription that has something to do.
	 */
	record Due(TenantId tenant, WebhookSubscriptionId webhook) {
	}

}
