package dev.rapport.ticket;

import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

import dev.rapport.events.DomainEvent;
import dev.rapport.member.Handover;
import dev.rapport.member.OwnedKind;
import dev.rapport.member.Succession;
import dev.rapport.persistence.Columns;
import dev.rapport.persistence.Json;
import dev.rapport.persistence.TenantDatabase;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Actors;

/** Hands over tickets that are not closed. */
@Component
class TicketHandover implements Handover {

	private static final String OWNED = """
			from ticket t where t.tenant_id = $1 and seen(tickets, t) and changeable(tickets, t)
			  and t.assignee_id = $2 and t.status not in ('CLOSED', 'SPAM')""";

	/** In the order of ids, so that two who hand over at once wait instead of failing. */
	private static final String LOCK = "select t.id " + OWNED + " order by t.id limit $3 for update of t";

	private static final String LEFT = "select count(*)::int " + OWNED;

	/** A new ticket is open once somebody has it, so the status is written too. */
	private static final String UPDATE = """
			update ticket t set version = n.version, assignee_id = $3, status = n.status, status_since = n.status_since,
			  updated_at = n.updated_at, updated_by = $4
			from jsonb_to_recordset($2) as n(id uuid, version int, updated_at timestamptz, status text,
			  status_since timestamptz)
			where t.tenant_id = $1 and t.id = n.id and t.version = n.version - 1
			""";

	private final TicketRepository repository;

	private final TenantDatabase database;

	private final Clock clock;

	TicketHandover(TicketRepository repository, TenantDatabase database, Clock clock) {
		this.repository = repository;
		this.database = database;
		this.clock = clock;
	}

	@Override
	public OwnedKind kind() {
		return OwnedKind.TICKETS;
	}

	@Override
	public Mono<List<DomainEvent>> handOver(Succession succession, int most) {
		return this.database.list(LOCK, Columns::uuid, succession.from().value(), most)
			.flatMap(this.repository::byIds)
			.zipWith(Actors.current(), (tickets, actor) -> events(tickets.values(), succession, actor))
			.delayUntil((events) -> write(events, succession))
			.map(List::<DomainEvent>copyOf);
	}

	@Override
	public Mono<Integer> left(Succession succession) {
		return this.database.first(LEFT, Columns::integer, succession.from().value());
	}

	private List<TicketEvent.Assigned> events(Collection<Ticket> tickets, Succession succession, Actor actor) {
		return tickets.stream()
			.map((ticket) -> ticket.assign(succession.to(),
					ticket.stamp().updated(this.clock.instant(), actor.member())))
			.toList();
	}

	private Mono<Void> write(List<TicketEvent.Assigned> events, Succession succession) {
		return Actors.current()
			.flatMap((actor) -> this.database.execute(UPDATE, rows(events), succession.to().value(), actor.member()))
			.filter((rows) -> rows == events.size())
			.switchIfEmpty(Mono.error(() -> new IllegalStateException("Locked, yet changed")))
			.then(this.repository.insertSteps(TicketStatusChange.of(events)));
	}

	private static Object rows(List<TicketEvent.Assigned> events) {
		return Json.of(events.stream()
			.map(TicketEvent.Assigned::after)
			.map((ticket) -> Map.of("id", ticket.id().value().toString(), "version", ticket.version(), "updated_at",
					ticket.updatedAt().toString(), "status", ticket.status().name(), "status_since",
					ticket.statusSince().toString()))
			.toList());
	}

}
