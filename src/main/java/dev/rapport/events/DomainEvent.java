package dev.rapport.events;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * Something that happened to one aggregate. Implemented by the event records of a room.
 */
public interface DomainEvent {

	/** The state after it. */
	Aggregate after();

	/** The state before it; null for the first event of an aggregate. */
	default @Nullable Aggregate before() {
		return null;
	}

	/** The event's public name: type of the aggregate and past tense. */
	default String type() {
		return after().aggregateType() + getClass().getSimpleName();
	}

	/** Whether it was computed from other events rather than asked for by somebody. */
	default boolean derived() {
		return false;
	}

	/** When it happened, UTC; for imported history the historic time. */
	default Instant occurredAt() {
		return after().updatedAt();
	}

	/**
	 * The facts that differ, sorted by name, each with its value before; null where it
	 * had none.
	 */
	default Map<String, @Nullable Object> overwritten() {
		Map<String, @Nullable Object> now = after().facts();
		Aggregate previous = before();
		Map<String, @Nullable Object> then = (previous == null) ? Map.of() : previous.facts();
		Map<String, @Nullable Object> overwritten = new TreeMap<>();
		now.forEach((name, value) -> {
			if (!Objects.equals(value, then.get(name))) {
				overwritten.put(name, then.get(name));
			}
		});
		return overwritten;
	}

	/** The names of the facts that differ, sorted. */
	default List<String> changedFields() {
		return List.copyOf(overwritten().keySet());
	}

}
