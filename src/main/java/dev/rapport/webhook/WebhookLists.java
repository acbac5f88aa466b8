package dev.rapport.webhook;

import dev.rapport.kernel.Input;
import dev.rapport.persistence.Condition;
import dev.rapport.persistence.Filters;
import dev.rapport.persistence.Ordering;
import dev.rapport.persistence.Ordering.Sort;

/** How subscriptions and their deliveries are listed. */
final class WebhookLists {

	private static final Filters DELIVERIES = new Filters("d.id", "").constant("status", "d.status");

	static final Ordering NEWEST_FIRST = Ordering.by(new Sort("w.created_at", "timestamptz", false), true, "w.id");

	static final Ordering NEWEST_DELIVERY_FIRST = Ordering.by(new Sort("d.created_at", "timestamptz", false), true,
			"d.id");

	private WebhookLists() {
	}

	static Condition deliveries(Input arguments) {
		return DELIVERIES.parse(arguments.childOrNull("filter"));
	}

}
