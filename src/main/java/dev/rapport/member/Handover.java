package dev.rapport.member;

import java.util.List;

import reactor.core.publisher.Mono;

import dev.rapport.events.DomainEvent;

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

	/** How many records there still are to be handed over. */
	Mono<Integer> left(Succession succession);

}
