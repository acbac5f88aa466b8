package dev.rapport.events;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * How far somebody is behind whose place in the log is kept, by whatever way it is told.
 *
 * @param events how many events of the tenant, whoever sees them
 * @param oldestAt when the oldest of them was written; null if there is none
 * @param age how long ago that is; null if there is none
 * @param expired whether the log no longer goes back to that place
 */
public record ConsumerLag(int events, @Nullable Instant oldestAt, @Nullable Duration age, boolean expired) {

	public static ConsumerLag of(Backlog backlog, Instant now) {
		Instant since = backlog.since();
		return new ConsumerLag((int) Math.min(Integer.MAX_VALUE, backlog.events()), since,
				(since == null) ? null : age(since, now), backlog.lost());
	}

	/** Events may have been written by a process whose clock is ahead. */
	private static Duration age(Instant since, Instant now) {
		return since.isAfter(now) ? Duration.ZERO : Duration.between(since, now);
	}

}
