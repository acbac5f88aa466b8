package dev.rapport.persistence;

import reactor.core.publisher.Mono;

/**
 * Recurring work that keeps the database in order. Each process does it at its start and
 * about once an hour, so it must be safe to repeat and to do in parallel. A room that
 * stores what must one day go contributes one.
 */
public interface Chore {

	/** What is done, for the log. */
	String name();

	Mono<Void> perform();

}
