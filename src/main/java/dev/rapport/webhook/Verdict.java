package dev.rapport.webhook;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What becomes of a delivery after an attempt.
 *
 * @param attempts how many were made by now
 * @param next when the next one is due; of no meaning if there is none
 * @param attempt null if nothing was sent
 * @param at when it was decided
 */
record Verdict(WebhookDelivery delivery, DeliveryStatus status, int attempts, Instant next, @Nullable Attempt attempt,
		Instant at) {

	static Verdict withheld(WebhookDelivery delivery, Instant now) {
		return new Verdict(delivery, DeliveryStatus.WITHHELD, delivery.attemptsMade(), now, null, now);
	}

	/** The verdict after an attempt: taken, tried again, or given up. */
	static Verdict of(WebhookDelivery delivery, Outcome outcome, RetrySchedule schedule, Instant now) {
		int made = delivery.attemptsMade() + 1;
		Attempt attempt = Attempt.of(now.minus(outcome.took()), outcome);
		if (outcome.taken()) {
			return new Verdict(delivery, DeliveryStatus.DELIVERED, made, now, attempt, now);
		}
		boolean over = delivery.isTest() || outcome.gone() || outcome.error() == DeliveryError.EVENT_EXPIRED;
		Instant next = over ? null : schedule.next(made, now, outcome.pause());
		return (next == null) ? new Verdict(delivery, DeliveryStatus.DEAD, made, now, attempt, now)
				: new Verdict(delivery, DeliveryStatus.WAITING, made, next, attempt, now);
	}

}
