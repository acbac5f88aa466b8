package dev.rapport.events;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.rapport.kernel.Money;
import dev.rapport.kernel.NodeId;

/** Builds the facts of an {@link Aggregate} in the plain form that the log holds. */
public final class Facts {

	private final Map<String, @Nullable Object> facts = new LinkedHashMap<>();

	/** Notes a value; ids, times, money and constants take their plain form. */
	public Facts with(String name, @Nullable Object value) {
		this.facts.put(name, plain(value));
		return this;
	}

	public Map<String, @Nullable Object> toMap() {
		return this.facts;
	}

	private static @Nullable Object plain(@Nullable Object value) {
		return switch (value) {
			case null -> null;
			case NodeId id -> id.value().toString();
			case UUID id -> id.toString();
			case Instant time -> time.toString();
			case LocalDate date -> date.toString();
			case Enum<?> constant -> constant.name();
			case Money money -> Map.of("minor", money.minor(), "currency", money.currency());
			case Collection<?> items -> items.stream().map(Facts::item).toList();
			default -> value;
		};
	}

	/**
	 * Items of lists are noted by their texts; facts tell that a list changed, not its
	 * parts.
	 */
	private static Object item(Object item) {
		return String.valueOf(plain(item));
	}

}
