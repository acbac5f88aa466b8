package dev.rapport.events;

import java.util.List;
import java.util.Map;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.rapport.persistence.Columns;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.TenantId;

/** Reads rows of the log. */
final class EventRow {

	private static final Logger LOGGER = LoggerFactory.getLogger(EventRow.class);

	/** What statements select for {@link #read}. */
	static final String COLUMNS = "position, event_id, aggregate_type, aggregate_id, aggregate_version, type, "
			+ "changed_fields, before, after, derived, actor_kind, actor_id, occurred_at, trace";

	/** The columns that tell what changed: the names, and the facts before and after. */
	private static final int FACTS = 3;

	private EventRow() {
	}

	/**
	 * A row as an event. One that can't be read is parked: it must not keep the tenant
	 * from what comes behind it.
	 */
	static StoredEvent read(TenantId tenant, Columns columns) {
		try {
			return whole(tenant, columns);
		}
		catch (RuntimeException poison) {
			StoredEvent parked = parked(tenant, columns.again());
			LOGGER.warn("The event at position {} of tenant {} can't be read and is parked", parked.position(), tenant,
					poison);
			return parked;
		}
	}

	private static StoredEvent parked(TenantId tenant, Columns columns) {
		return new StoredEvent(tenant, columns.number(), columns.uuid(), columns.text(), columns.uuid(),
				columns.integer(), columns.text(), List.of(), Map.of(), Map.of(), columns.skip(FACTS).flag(),
				Actor.Kind.SYSTEM, columns.skip(1).uuid(), columns.instant(), Trace.parse(columns.textOrNull()));
	}

	private static StoredEvent whole(TenantId tenant, Columns columns) {
		return new StoredEvent(tenant, columns.number(), columns.uuid(), columns.text(), columns.uuid(),
				columns.integer(), columns.text(), columns.texts(), columns.object(), columns.object(), columns.flag(),
				columns.constant(Actor.Kind.class), columns.uuid(), columns.instant(),
				Trace.parse(columns.textOrNull()));
	}

}
