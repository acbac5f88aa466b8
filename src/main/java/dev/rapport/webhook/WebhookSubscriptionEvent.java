package dev.rapport.webhook;

import dev.rapport.events.DomainEvent;

/** What can happen to a subscription. */
sealed interface WebhookSubscriptionEvent extends DomainEvent {

	@Override
	WebhookSubscription after();

	record Created(WebhookSubscription after) implements WebhookSubscriptionEvent {
	}

	record Updated(WebhookSubscription before, WebhookSubscription after) implements WebhookSubscriptionEvent {
	}

	record Paused(WebhookSubscription before, WebhookSubscription after) implements WebhookSubscriptionEvent {
	}

	record Disabled(WebhookSubscription before, WebhookSubscription after) implements WebhookSubscriptionEvent {
	}

	record Resumed(WebhookSubscription before, WebhookSubscription after) implements WebhookSubscriptionEvent {
	}

	record SecretRotated(WebhookSubscription before, WebhookSubscription after) implements WebhookSubscriptionEvent {
	}

	record Deleted(WebhookSubscription before, WebhookSubscription after) implements WebhookSubscriptionEvent {
	}

}
