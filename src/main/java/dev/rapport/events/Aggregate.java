package dev.rapport.events;

import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.rapport.kernel.NodeId;

/** The state of one node at one version, as the event log records it. */
public interface Aggregate {

	NodeId id();

	/** Grows by one with each change, beginning at 1. */
	int version();

	/** When this state came to be, UTC. */
	Instant updatedAt();

	/**
	 * The state as names and plain values: texts, whole numbers, booleans, lists and maps
	 * of those; ids as UUID texts, times and dates in ISO 8601. Filters of subscriptions
	 * are evaluated against these names, so they are those of the filter inputs.
	 */
	Map<String, @Nullable Object> facts();

	/** The GraphQL type, for instance {@code Opportunity}. */
	default String aggregateType() {
		return getClass().getSimpleName();
	}

}
