package dev.rapport.consumer;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.rapport.events.Aggregate;
import dev.rapport.events.EventCursor;
import dev.rapport.events.Facts;
import dev.rapport.kernel.ApiCode;
import dev.rapport.kernel.Problem;
import dev.rapport.kernel.Stamp;

/**
 * A named reader of the log whose place is kept. Its verbs return what happened, with the
 * new state inside; they never change this one. That it acknowledges events is progress,
 * not a change: it has no event of its own, or the log would never come to rest.
 *
 * @param name unique in the tenant; never changes
 * @param owner the UUID of the member, or program, that it belongs to
 * @param types which records it follows; none stand for all that its reader may read
 * @param derived whether it follows only derived changes, or only others; null for both
 * @param acknowledged everything up to here has been worked through
 * @param acknowledgedAt when its place last changed
 */
public record ConsumerGroup(ConsumerGroupId id, int version, String name, UUID owner, List<EventRecordType> types,
		@Nullable Boolean derived, EventCursor acknowledged, Instant acknowledgedAt, Stamp stamp) implements Aggregate {

	public ConsumerGroup {
		types = List.copyOf(types);
	}

	/** A new group of its creator, at version 1. */
	static ConsumerGroupEvent.Created create(ConsumerGroupId id, Terms terms, EventCursor from, Stamp stamp) {
		return new ConsumerGroupEvent.Created(new ConsumerGroup(id, 1, terms.name(), stamp.createdBy(), terms.types(),
				terms.derived(), from, stamp.createdAt(), stamp));
	}

	/**
	 * This group, if a change may be based on this version.
	 * @param version what the client saw; null if it does not care
	 * @throws Problem.Conflict if it saw another one
	 */
	ConsumerGroup expecting(@Nullable Integer version) {
		if (version != null && version != this.version) {
			throw new Problem.Conflict(this);
		}
		return this;
	}

	/** This group at another place, forward or back. */
	ConsumerGroupEvent.Reset reset(EventCursor place, Stamp stamp) {
		return new ConsumerGroupEvent.Reset(this, at(place, this.version + 1, stamp, stamp.updatedAt()));
	}

	ConsumerGroupEvent.Deleted delete(Stamp stamp) {
		return new ConsumerGroupEvent.Deleted(this,
				at(this.acknowledged, this.version + 1, stamp, this.acknowledgedAt));
	}

	/**
	 * This group behind what has been worked through; the same one if it was there
	 * already.
	 * @throws Problem.Refused with {@code CURSOR_EPOCH_CHANGED} if its place is one in a
	 * log that was restored since
	 */
	ConsumerGroup acknowledge(EventCursor cursor, Instant now) {
		if (!cursor.epoch().equals(this.acknowledged.epoch())) {
			throw new Problem.Refused(ApiCode.CURSOR_EPOCH_CHANGED, "cursor.epoch");
		}
		return (cursor.position() <= this.acknowledged.position()) ? this : at(cursor, this.version, this.stamp, now);
	}

	private ConsumerGroup at(EventCursor place, int version, Stamp stamp, Instant when) {
		return new ConsumerGroup(this.id, version, this.name, this.owner, this.types, this.derived, place, when, stamp);
	}

	public Instant createdAt() {
		return this.stamp.createdAt();
	}

	@Override
	public Instant updatedAt() {
		return this.stamp.updatedAt();
	}

	@Override
	public Map<String, @Nullable Object> facts() {
		return new Facts().with("id", this.id)
			.with("name", this.name)
			.with("ownerId", this.owner)
			.with("types", this.types)
			.with("derived", this.derived)
			.with("acknowledged", this.acknowledged.toString())
			.with("acknowledgedAt", this.acknowledgedAt)
			.with("createdAt", createdAt())
			.with("updatedAt", updatedAt())
			.toMap();
	}

	/** What a new group is to be. */
	record Terms(String name, List<EventRecordType> types, @Nullable Boolean derived) {
	}

}
