package dev.rapport.member;

import java.util.List;
import java.util.Map;

import reactor.core.publisher.Mono;

import dev.rapport.events.DomainEvent;
import dev.rapport.persistence.Json;

/**
 * Hands records of one kind over from one member to another. Each room that has such a
 * kind contributes its own. What is archived or done for good stays where it is, and so
 * does what the caller may not change.
 */
public interface Handover {

	OwnedKind kind();

	/**
	 * Writes the new owner into at most so many records, with one event for each. Takes
	 * part in the caller's transaction, which must append the events as its last step:
	 * appending them here would hold the log's lock while other kinds still wait for
	 * their rows.
	 */
	Mono<List<DomainEvent>> handOver(Succession succession, int most);

	/**
	 * What all the events change, as a parameter for <code>jsonb_to_recordset($n) as n(id
	 * uuid, version int, updated_at timestamptz)</code>: one statement writes many rows.
	 */
	static Object versions(List<? extends DomainEvent> events) {
		return Json.of(events.stream()
			.map(DomainEvent::after)
			.map((record) -> Map.of("id", record.id().value().toString(), "version", record.version(), "updated_at",
					record.updatedAt().toString()))
			.toList());
	}

	/** How many records there still are to be handed over. */
	Mono<Integer> left(Succession succession);

}
