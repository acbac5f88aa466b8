package dev.rapport.ticket;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

import dev.rapport.persistence.Columns;
import dev.rapport.persistence.TenantDatabase;

@Repository
class TicketHistoryRepository {

	/** The most steps that are shown of one ticket: the newest. */
	static final int STEPS = 100;

	private static final String BY_TICKETS = """
			select h.ticket_id, h.version, h.from_status, h.to_status, h.at, h.by_id, h.reason, h.seconds
			from unnest($2::uuid[]) t(id) cross join lateral (
			  select s.* from ticket_status_history s where s.tenant_id = $1 and s.ticket_id = t.id
			  order by s.version desc limit $3) h
			order by h.ticket_id, h.version
			""";

	private final TenantDatabase database;

	TicketHistoryRepository(TenantDatabase database) {
		this.database = database;
	}

	/** The newest steps of each ticket, oldest first, in one statement. */
	Mono<Map<UUID, List<TicketStatusChange>>> byTickets(Collection<UUID> ids) {
		return this.database
			.list(BY_TICKETS, TicketHistoryRepository::read, ids.stream().distinct().toArray(UUID[]::new), STEPS)
			.map((steps) -> grouped(steps, ids));
	}

	private static Map<UUID, List<TicketStatusChange>> grouped(List<TicketStatusChange> steps, Collection<UUID> ids) {
		Map<UUID, List<TicketStatusChange>> grouped = new HashMap<>();
		ids.forEach((id) -> grouped.put(id, List.of()));
		grouped.putAll(steps.stream().collect(Collectors.groupingBy((step) -> step.ticket().value())));
		return grouped;
	}

	private static TicketStatusChange read(Columns c) {
		return new TicketStatusChange(c.id(TicketId::new), c.integer(), c.constantOrNull(TicketStatus.class),
				c.constant(TicketStatus.class), c.instant(), c.uuid(), c.textOrNull(),
				c.numberOrNull() instanceof Long seconds ? Duration.ofSeconds(seconds) : null);
	}

}
