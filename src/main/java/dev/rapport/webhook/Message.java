package dev.rapport.webhook;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import dev.rapport.events.Change;
import dev.rapport.events.StoredEvent;
import dev.rapport.kernel.NodeId;
import dev.rapport.tenancy.Rights;

/**
 * What is sent: an event as a subscription of the API would tell it, in JSON. The names
 * are those of the {@code …Change} types.
 */
final class Message {

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private Message() {
	}

	/**
	 * An event with its record.
	 * @param change how the event relates to the owner
	 * @param prefix of the record's id
	 * @param record the record as the owner sees it now; null if it no longer does, so
	 * that nothing but its id is told
	 */
	static byte[] of(Change change, StoredEvent event, String prefix, Rights rights,
			@Nullable Map<String, @Nullable Object> record) {
		boolean removed = record == null || change.kind() == Change.Kind.ACCESS_REMOVED;
		Map<String, @Nullable Object> message = envelope(event.eventId().toString(), event.type(), event.occurredAt());
		message.put("cursor", change.cursor().toString());
		message.put("kind", (removed ? Change.Kind.ACCESS_REMOVED : change.kind()).name());
		message.put("recordType", event.aggregateType());
		message.put("recordId", NodeId.encode(prefix, event.aggregateId()));
		message.put("derived", event.derived());
		message.put("version", removed ? null : event.aggregateVersion());
		message.put("changedFields", removed ? List.of() : shown(event, rights));
		message.put("oversized", false);
		message.put("data", removed ? null : record);
		return bounded(message);
	}

	/** A message that only shows whether it arrives. */
	static byte[] test(WebhookDelivery delivery) {
		return bounded(envelope(delivery.eventId().toString(), delivery.type(), delivery.createdAt()));
	}

	private static Map<String, @Nullable Object> envelope(String id, String type, Instant occurredAt) {
		Map<String, @Nullable Object> message = new LinkedHashMap<>();
		message.put("id", id);
		message.put("type", type);
		message.put("occurredAt", occurredAt.toString());
		return message;
	}

	/** Who may not see a field does not learn that it changed either. */
	private static List<String> shown(StoredEvent event, Rights rights) {
		return event.changedFields()
			.stream()
			.filter((field) -> rights.shows(event.aggregateType() + "." + field))
			.toList();
	}

	/** Too large a message says so, and leaves it to the receiver to ask. */
	private static byte[] bounded(Map<String, @Nullable Object> message) {
		byte[] whole = bytes(message);
		if (whole.length <= WebhookSettings.BODY) {
			return whole;
		}
		message.put("oversized", true);
		message.put("data", null);
		return bytes(message);
	}

	private static byte[] bytes(Map<String, @Nullable Object> message) {
		return MAPPER.writeValueAsString(message).getBytes(StandardCharsets.UTF_8);
	}

}
