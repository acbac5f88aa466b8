package dev.rapport.webhook;

/** Nothing can be sent to a subscription before somebody mends it. */
final class Unsendable extends RuntimeException {

	private final WebhookReason reason;

	Unsendable(WebhookReason reason) {
		super(reason.name(), null, false, false);
		this.reason = reason;
	}

	WebhookReason reason() {
		return this.reason;
	}

}
