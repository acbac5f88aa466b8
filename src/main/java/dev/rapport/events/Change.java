package dev.rapport.events;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.rapport.tenancy.Actor;

/**
 * What a subscription delivers: an event as it relates to the subscription's filter, or a
 * heartbeat.
 *
 * @param cursor resumes behind this message
 * @param kind how it relates to the filter
 * @param event the event; null for a heartbeat
 */
public record Change(EventCursor cursor, Kind kind, @Nullable StoredEvent event) {

	/** How an event relates to a subscription's filter. */
	public enum Kind {

		CREATED, UPDATED, ENTERED_FILTER, LEFT_FILTER, ACCESS_REMOVED, UNREADABLE, HEARTBEAT

	}

	public @Nullable UUID eventId() {
		return (this.event == null) ? null : this.event.eventId();
	}

	public @Nullable Instant occurredAt() {
		return (this.event == null) ? null : this.event.occurredAt();
	}

	public @Nullable String type() {
		return (this.event == null) ? null : this.event.type();
	}

	public Actor.@Nullable Kind actorKind() {
		return (this.event == null) ? null : this.event.actorKind();
	}

	public @Nullable Integer version() {
		return (this.event == null) ? null : Integer.valueOf(this.event.aggregateVersion());
	}

	/** Whether it was computed from others; false for a heartbeat. */
	public boolean derived() {
		return this.event != null && this.event.derived();
	}

	public List<String> changedFields() {
		return (this.event == null) ? List.of() : this.event.changedFields();
	}

}
