package dev.rapport.webhook;

import java.util.List;

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
 */
record Wanted(List<String> types, List<String> recordIds, List<String> changedFields, List<String> fields) {

	public Wanted {
		types = List.copyOf(types);
		recordIds = List.copyOf(recordIds);
		changedFields = List.copyOf(changedFields);
		fields = List.copyOf(fields);
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
