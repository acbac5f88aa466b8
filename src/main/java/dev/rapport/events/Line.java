package dev.rapport.events;

import java.time.Duration;

import reactor.core.publisher.Flux;

/** A party line between the processes that share a database. */
interface Line {

	/** How long anything on the line may take before it counts as broken. */
	Duration PATIENCE = Duration.ofSeconds(3);

	/** How often a silent line is tried. */
	Duration BEAT = Duration.ofSeconds(10);

	/** The most bytes of a message: PostgreSQL takes 7,999. */
	int LONGEST = 7_999;

	/**
	 * Calls, and stays on the line for as long as it is subscribed to. Says what it is
	 * given, one text after the other, and tells what anybody says, itself included.
	 * Never completes; fails when the line is broken, and may then be called again.
	 * @param said texts in ASCII of at most {@value #LONGEST} characters
	 */
	Flux<String> converse(Flux<String> said);

	/** Gives up what outlives a call. */
	default void close() {
	}

}
