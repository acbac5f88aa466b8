package dev.rapport.webhook;

/** Why a subscription is not sent events. */
enum WebhookReason {

	/** Somebody paused it. */
	PAUSED_BY_MEMBER,
	/** Its owner may no longer sign in. */
	OWNER_INACTIVE,
	/** Events that it has not seen are no longer kept, or the log was restored. */
	EVENTS_LOST,
	/** The key that its secret was encrypted with is missing. */
	SECRET_UNREADABLE,
	/** Its owner may no longer filter by what it filters by. */
	FILTER_FORBIDDEN,
	/** Nothing but failures for days. */
	FAILURES,
	/** The receiver answered 410. */
	GONE

}
