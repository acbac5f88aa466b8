package dev.rapport.webhook;

import java.util.List;

/** Whether a subscription is sent events. */
enum WebhookStatus {

	/** It is sent events. */
	ACTIVE,
	/** Somebody stopped it, or something is missing; nothing is lost meanwhile. */
	PAUSED,
	/** Its receiver took nothing for days, or said that it is gone. */
	DISABLED,
	/** It is no more. */
	DELETED;

	/** Where one can go from here, besides deleting. */
	List<String> next() {
		return switch (this) {
			case ACTIVE -> List.of(PAUSED.name());
			case PAUSED, DISABLED -> List.of(ACTIVE.name());
			case DELETED -> List.of();
		};
	}

}
