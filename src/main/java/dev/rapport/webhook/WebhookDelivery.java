package dev.rapport.webhook;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.rapport.kernel.Problem;

/**
 * An event on its way to one subscription.
 *
 * @param eventId the id of the message, the same for all attempts
 * @param position where the event stands in the log; 0 for a test
 * @param type what happened, {@code CustomerUpdated}
 * @param recordType the type of the record that it is about
 * @param attemptsMade since the first try, or since it was asked for again
 * @param attempts the oldest first
 * @param endedAt when it was taken or given up; null while it waits
 */
record WebhookDelivery(WebhookDeliveryId id, WebhookSubscriptionId subscription, UUID eventId, long position,
		String type, String recordType, UUID recordUuid, DeliveryStatus status, int attemptsMade, Instant dueAt,
		List<Attempt> attempts, Instant createdAt, @Nullable Instant endedAt) {

	/** The type of messages that only show whether they arrive. */
	static final String TEST = "WebhookTest";

	/** A new delivery, due at once. */
	static WebhookDelivery due(WebhookDeliveryId id, WebhookSubscriptionId subscription, Subject subject, Instant now) {
		return new WebhookDelivery(id, subscription, subject.eventId(), subject.position(), subject.type(),
				subject.recordType(), subject.record(), DeliveryStatus.WAITING, 0, now, List.of(), now, null);
	}

	boolean isTest() {
		return this.position == 0;
	}

	/** When it is tried next; null if it is not. */
	@Nullable Instant nextAttemptAt() {
		return (this.status == DeliveryStatus.WAITING) ? this.dueAt : null;
	}

	/** This delivery, if it can be sent again. */
	WebhookDelivery ended() {
		if (this.status == DeliveryStatus.WAITING || this.status == DeliveryStatus.WITHHELD) {
			throw new Problem.Transition(this.status.name(), DeliveryStatus.WAITING.name(), List.of());
		}
		return this;
	}

	/**
	 * What a delivery is about.
	 */
	record Subject(UUID eventId, long position, String type, String recordType, UUID record) {
	}

}
