package dev.rapport.webhook;

import java.util.List;

import org.springframework.stereotype.Component;

import dev.rapport.persistence.RowGuard;

/** Subscriptions are reached all or not at all, like clients. */
@Component
class WebhookGuard implements RowGuard {

	@Override
	public String kind() {
		return "webhooks";
	}

	@Override
	public String prefix() {
		return WebhookSubscriptionId.PREFIX;
	}

	@Override
	public String type() {
		return "WebhookSubscription";
	}

	@Override
	public String table() {
		return "webhook_subscription";
	}

	@Override
	public List<String> owners() {
		return List.of();
	}

	@Override
	public String rule() {
		return "false";
	}

}
