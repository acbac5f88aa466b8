package dev.rapport.webhook;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import dev.rapport.events.Following;
import dev.rapport.events.Topic;
import dev.rapport.kernel.ErrorCode;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.Problem;
import dev.rapport.persistence.Condition;

/**
 * The filters of subscriptions: for each type of record the one that it has elsewhere,
 * kept as JSON and judged by the facts of events.
 */
@Component
class WantedFilters {

	private static final String FILTER = "filter";

	private final Map<String, Topic> topics;

	WantedFilters(Collection<Topic> topics) {
		this.topics = topics.stream().collect(Collectors.toMap(Topic::type, Function.identity()));
	}

	/** The name of a type of record among the filters. */
	static String name(String recordType) {
		return recordType.substring(0, 1).toLowerCase(Locale.ROOT) + recordType.substring(1);
	}

	/** The type of records that a filter is for. */
	static String recordType(String name) {
		return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
	}

	/** Whether a text is a type of records, or of their events. */
	boolean isType(String text) {
		return this.topics.containsKey(text)
				|| this.topics.values().stream().anyMatch((topic) -> topic.eventTypes().contains(text));
	}

	/**
	 * The filters in an input, as JSON; none if it has none.
	 * @param types what is followed; nothing else can be filtered
	 * @throws Problem.Refused for a filter that asks for too much, or for what only the
	 * database knows
	 */
	Map<String, @Nullable Object> read(Input input, Wanted types) {
		Input filters = input.childOrNull(FILTER);
		Map<String, @Nullable Object> kept = new LinkedHashMap<>();
		if (filters == null) {
			return kept;
		}
		for (String name : filters.values().keySet()) {
			Input filter = filters.childOrNull(name);
			if (filter != null && !types.concerns(recordType(name))) {
				throw new Problem.Violation(ErrorCode.INVALID_FORMAT, filters.at(name), "webhook.filter",
						recordType(name));
			}
			if (filter != null) {
				var _ = parsed(name, filter.values()).matches(Map.of());
				kept.put(name, json(filter.values()));
			}
		}
		return kept;
	}

	/**
	 * What a subscription follows of some types of records: those with a filter each for
	 * itself, the others together.
	 */
	List<Following> following(Wanted wanted, Collection<String> types) {
		Map<Boolean, List<String>> filtered = types.stream()
			.collect(Collectors.partitioningBy((type) -> wanted.filter().containsKey(name(type))));
		Stream<Following> each = of(filtered, true).stream()
			.map((type) -> Following.of(List.of(type), wanted.derived(), condition(type, wanted.filter())));
		List<String> others = of(filtered, false);
		return Stream.concat(each, Stream.of(Following.of(others, wanted.derived(), Condition.ALWAYS)))
			.filter((following) -> !following.kinds().isEmpty())
			.toList();
	}

	private Condition condition(String type, Map<String, @Nullable Object> filters) {
		return (filters.get(name(type)) instanceof Map<?, ?> filter) ? parsed(name(type), filter) : Condition.ALWAYS;
	}

	private static List<String> of(Map<Boolean, List<String>> filtered, boolean which) {
		return filtered.getOrDefault(which, List.of());
	}

	private Condition parsed(String name, Map<?, ?> filter) {
		Topic topic = this.topics.get(recordType(name));
		if (topic == null) {
			throw new IllegalArgumentException("Nobody knows how to filter " + name);
		}
		return topic.filter(Input.of(Map.of(FILTER, filter)));
	}

	/** The same values as texts, numbers, booleans, lists and maps. */
	private static @Nullable Object json(@Nullable Object value) {
		return switch (value) {
			case null -> null;
			case Map<?, ?> map -> {
				Map<String, @Nullable Object> copy = new LinkedHashMap<>();
				map.forEach((name, each) -> copy.put(String.valueOf(name), json(each)));
				yield copy;
			}
			case List<?> list -> list.stream().map(WantedFilters::json).toList();
			case BigDecimal decimal -> decimal.toPlainString();
			case Boolean flag -> flag;
			case Integer number -> number;
			default -> value.toString();
		};
	}

}
