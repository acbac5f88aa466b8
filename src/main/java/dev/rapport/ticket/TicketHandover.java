package dev.rapport.ticket;

import java.time.Clock;
import java.util.List;

import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

import dev.rapport.events.DomainEvent;
import dev.rapport.member.Estate;
import dev.rapport.member.EstateStatements;
import dev.rapport.member.Handover;
import dev.rapport.member.OwnedKind;
import dev.rapport.member.Succession;
import dev.rapport.persistence.TenantDatabase;

/**
 * Hands over tickets that are not closed. A new ticket is open once somebody has it, so
 * the status is written too.
 */
@Component
class TicketHandover implements Handover {

	private static final EstateStatements STATEMENTS = new EstateStatements("tickets", "ticket", "assignee_id",
			"x.status not in ('CLOSED', 'SPAM')", List.of(new EstateStatements.Copied("status", "text", "status"),
					new EstateStatements.Copied("status_since", "timestamptz", "statusSince")));

	private final TicketRepository repository;

	private final Estate<Ticket, TicketEvent.Assigned> estate;

	TicketHandover(TicketRepository repository, TenantDatabase database, Clock clock) {
		this.repository = repository;
		this.estate = new Estate<>(database, clock, STATEMENTS, repository::byIds, TicketHandover::give);
	}

	@Override
	public OwnedKind kind() {
		return OwnedKind.TICKETS;
	}

	@Override
	public Mono<List<DomainEvent>> handOver(Succession succession, int most) {
		return this.estate.handOver(succession, most)
			.delayUntil((events) -> this.repository.insertSteps(TicketStatusChange.of(events)))
			.map(List::<DomainEvent>copyOf);
	}

	@Override
	public Mono<Integer> left(Succession succession) {
		return this.estate.left(succession);
	}

	private static TicketEvent.Assigned give(Ticket ticket, Estate.Gift gift) {
		return ticket.assign(gift.to(), gift.on(ticket.stamp()));
	}

}
