package dev.rapport.opportunity;

import java.time.Clock;
import java.util.Collection;
import java.util.List;

import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

import dev.rapport.events.DomainEvent;
import dev.rapport.member.Handover;
import dev.rapport.member.OwnedKind;
import dev.rapport.member.Succession;
import dev.rapport.persistence.Columns;
import dev.rapport.persistence.TenantDatabase;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Actors;

/**
 * Hands over opportunities that are not archived: the open ones, or the closed ones too.
 */
@Component
class OpportunityHandover implements Handover {

	private static final String OWNED = """
			from opportunity o where o.tenant_id = $1 and seen(opportunities, o) and changeable(opportunities, o)
			  and o.owner_id = $2 and o.archived_at is null and ($3 or o.category = 'OPEN')""";

	/** In the order of ids, so that two who hand over at once wait instead of failing. */
	private static final String LOCK = "select o.id " + OWNED + " order by o.id limit $4 for update of o";

	private static final String LEFT = "select count(*)::int " + OWNED;

	private static final String UPDATE = """
			update opportunity o set version = n.version, owner_id = $3, updated_at = n.updated_at, updated_by = $4
			from jsonb_to_recordset($2) as n(id uuid, version int, updated_at timestamptz)
			where o.tenant_id = $1 and o.id = n.id and o.version = n.version - 1
			""";

	private final OpportunityRepository repository;

	private final TenantDatabase database;

	private final Clock clock;

	OpportunityHandover(OpportunityRepository repository, TenantDatabase database, Clock clock) {
		this.repository = repository;
		this.database = database;
		this.clock = clock;
	}

	@Override
	public OwnedKind kind() {
		return OwnedKind.OPPORTUNITIES;
	}

	@Override
	public Mono<List<DomainEvent>> handOver(Succession succession, int most) {
		return this.database.list(LOCK, Columns::uuid, succession.from().value(), succession.closedToo(), most)
			.flatMap(this.repository::byIds)
			.zipWith(Actors.current(), (opportunities, actor) -> events(opportunities.values(), succession, actor))
			.delayUntil((events) -> write(events, succession))
			.map(List::<DomainEvent>copyOf);
	}

	@Override
	public Mono<Integer> left(Succession succession) {
		return this.database.first(LEFT, Columns::integer, succession.from().value(), succession.closedToo());
	}

	private List<OpportunityEvent.Updated> events(Collection<Opportunity> opportunities, Succession succession,
			Actor actor) {
		return opportunities.stream()
			.map((opportunity) -> opportunity.update(opportunity.terms().ownedBy(succession.to()),
					opportunity.stamp().updated(this.clock.instant(), actor.member())))
			.toList();
	}

	private Mono<Void> write(List<OpportunityEvent.Updated> events, Succession succession) {
		return Actors.current()
			.flatMap((actor) -> this.database.execute(UPDATE, Handover.versions(events), succession.to().value(),
					actor.member()))
			.filter((rows) -> rows == events.size())
			.switchIfEmpty(Mono.error(() -> new IllegalStateException("Locked, yet changed")))
			.then();
	}

}
