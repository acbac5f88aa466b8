package dev.rapport.consumer;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import dev.rapport.events.Backlog;

/**
 * How far a group is behind.
 *
 * @param events how many events of the tenant, whoever sees them
 * @param oldestAt when the oldest of them was written; null if there is none
 * @param age how long ago that is; null if there is none
 * @param expired whether the log no longer goes back to the group's place
 */
record ConsumerLag(int events, @Nullable Instant oldestAt, @Nullable Duration age, boolean expired) {

	static ConsumerLag of(Backlog backlog, Instant now) {
		Instant since = backlog.since();
		return new ConsumerLag((int) Math.min(Integer.MAX_VALUE, backlog.events()), since,
				(since == null) ? null : age(since, now), backlog.lost());
	}

	/** Events may have been written by a process whose clock is ahead. */
	private static Duration age(Instant since, Instant now) {
		return since.isAfter(now) ? Duration.ZERO : Duration.between(since, now);
	}

}
