package dev.rapport.webhook;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.rapport.events.StoredEvent;

/**
 * Which events a subscription is about, and what of their records it is sent.
 *
 * @param types kinds of records, {@code Customer}, or of events, {@code CustomerUpdated};
 * at least one
 * @param recordIds only these records; all if empty
 * @param changedFields only events that change one of these fields, or that are the first
 * of their record; all if empty
 * @param fields the fields of the records that are sent
 * @param derived only changes that were computed, or only others; null for both
 * @param filter which records, by the name of their type in lower case: the filter that
 * subscriptions to them have, as JSON
 */
record Wanted(List<String> types, List<String> recordIds, List<String> changedFields, List<String> fields,
		@Nullable Boolean derived, Map<String, @Nullable Object> filter) {

	public Wanted {
		types = List.copyOf(types);
		recordIds = List.copyOf(recordIds);
		changedFields = List.copyOf(changedFields);
		fields = List.copyOf(fields);
		filter = Collections.unmodifiableMap(new LinkedHashMap<>(filter));
	}

	/** The same with other filters. */
	Wanted filtered(Map<String, @Nullable Object> filter) {
		return new Wanted(this.types, this.recordIds, this.changedFields, this.fields, this.derived, filter);
	}

	/** Whether it is about records of a type, all their events or some. */
	boolean concerns(String recordType) {
		return this.types.stream().anyMatch((type) -> type.startsWith(recordType));
	}

	/**
	 * Whether an event is wanted, if its owner may see it.
	 * @param recordId the id of the record that it is about, as clients know it
	 */
	boolean matches(StoredEvent event, String recordId) {
		return (this.types.contains(event.aggregateType()) || this.types.contains(event.type()))
				&& (this.recordIds.isEmpty() || this.recordIds.contains(recordId)) && (this.changedFields.isEmpty()
						|| event.first() || event.changedFields().stream().anyMatch(this.changedFields::contains));
	}

}
