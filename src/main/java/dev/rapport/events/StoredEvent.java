package dev.rapport.events;

import java.time.Instant;
import java.util.AbstractMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.TenantId;

/**
 * An event as the log holds it.
 *
 * @param position its place in the tenant's log: dense, increasing, from 1
 * @param eventId stable over redeliveries
 * @param aggregateVersion the version of the aggregate after it
 * @param overwritten the facts that it changed, with their values before
 * @param facts all facts of the aggregate after it; empty if they can't be read
 * @param occurredAt when it happened, UTC; for imported history the historic time
 * @param trace the span that it was written in; null where tracing was off
 */
public record StoredEvent(TenantId tenant, long position, UUID eventId, String aggregateType, UUID aggregateId,
		int aggregateVersion, String type, List<String> changedFields, Map<String, @Nullable Object> overwritten,
		Map<String, @Nullable Object> facts, boolean derived, Actor.Kind actorKind, UUID actorId, Instant occurredAt,
		@Nullable Trace trace) {

	/**
	 * Whether its facts can be read; every aggregate has some. One that can't be read is
	 * parked: it keeps its place, and tells nothing but that something has happened.
	 */
	public boolean readable() {
		return !this.facts.isEmpty();
	}

	/** The same event with nothing of what could not be read. */
	StoredEvent parked() {
		return new StoredEvent(this.tenant, this.position, this.eventId, this.aggregateType, this.aggregateId,
				this.aggregateVersion, this.type, List.of(), Map.of(), Map.of(), this.derived, this.actorKind,
				this.actorId, this.occurredAt, this.trace);
	}

	/** Whether it is the first event of its aggregate. */
	public boolean first() {
		return this.aggregateVersion == 1;
	}

	/** The same event as one of a record that it did not change, but bears upon. */
	StoredEvent about(Aggregate record) {
		return about(record.aggregateType(), record.id().value(), record.version(), record.facts());
	}

	/** The same event as one of a record as it was before its own next event. */
	StoredEvent aboutBefore(StoredEvent next) {
		return about(next.aggregateType, next.aggregateId, next.aggregateVersion - 1, next.factsBefore());
	}

	private StoredEvent about(String type, UUID id, int version, Map<String, @Nullable Object> facts) {
		return new StoredEvent(this.tenant, this.position, this.eventId, type, id, version, this.type, List.of(),
				Map.of(), facts, this.derived, this.actorKind, this.actorId, this.occurredAt, this.trace);
	}

	/** All facts of the aggregate before it; empty for the first event. */
	public Map<String, @Nullable Object> factsBefore() {
		if (first()) {
			return Map.of();
		}
		return new Overlay(this.overwritten, this.facts);
	}

	/** Every subscriber's question about it is looked up by this. */
	@Override
	public int hashCode() {
		return this.eventId.hashCode();
	}

	/** Some facts over others, which each subscriber looks at and hardly any keeps. */
	private static final class Overlay extends AbstractMap<String, @Nullable Object> {

		private final Map<String, @Nullable Object> over;

		private final Map<String, @Nullable Object> facts;

		Overlay(Map<String, @Nullable Object> over, Map<String, @Nullable Object> facts) {
			this.over = over;
			this.facts = facts;
		}

		@Override
		public @Nullable Object get(@Nullable Object name) {
			return this.over.containsKey(name) ? this.over.get(name) : this.facts.get(name);
		}

		@Override
		public boolean containsKey(@Nullable Object name) {
			return this.over.containsKey(name) || this.facts.containsKey(name);
		}

		@Override
		public Set<Entry<String, @Nullable Object>> entrySet() {
			Map<String, @Nullable Object> all = new HashMap<>(this.facts);
			all.putAll(this.over);
			return all.entrySet();
		}

	}

}
