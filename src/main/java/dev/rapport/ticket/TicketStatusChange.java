package dev.rapport.ticket;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * A step in the life of a ticket, or its beginning.
 *
 * @param version the version of the ticket after it
 * @param from the status before; null for the beginning
 * @param by the UUID of a member
 * @param reason why; the resolution where it was solved
 * @param spent how long it had the status before, to the second; null for the beginning
 */
record TicketStatusChange(TicketId ticket, int version, @Nullable TicketStatus from, TicketStatus to, Instant at,
		UUID by, @Nullable String reason, @Nullable Duration spent) {

	/** The steps that events brought, in order; most kinds of events bring none. */
	static List<TicketStatusChange> of(List<? extends TicketEvent> events) {
		return events.stream()
			.filter((event) -> event.before() == null || event.before().status() != event.after().status())
			.map(TicketStatusChange::of)
			.toList();
	}

	private static TicketStatusChange of(TicketEvent event) {
		Ticket before = event.before();
		Ticket after = event.after();
		return new TicketStatusChange(after.id(), after.version(), (before == null) ? null : before.status(),
				after.status(), after.statusSince(), after.stamp().updatedBy(), event.reason(),
				(before == null) ? null : spent(before, after));
	}

	private static Duration spent(Ticket before, Ticket after) {
		return Duration.ofSeconds(Math.max(0, Duration.between(before.statusSince(), after.statusSince()).toSeconds()));
	}

}
