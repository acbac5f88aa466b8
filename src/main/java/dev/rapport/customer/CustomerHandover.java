package dev.rapport.customer;

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

/** Hands over customers that are not archived. */
@Component
class CustomerHandover implements Handover {

	private static final String OWNED = """
			from customer c where c.tenant_id = $1 and seen(customers, c) and changeable(customers, c)
			  and c.owner_id = $2 and c.archived_at is null""";

	/** In the order of ids, so that two who hand over at once wait instead of failing. */
	private static final String LOCK = "select c.id " + OWNED + " order by c.id limit $3 for update of c";

	private static final String LEFT = "select count(*)::int " + OWNED;

	private static final String UPDATE = """
			update customer c set version = n.version, owner_id = $3, updated_at = n.updated_at, updated_by = $4
			from jsonb_to_recordset($2) as n(id uuid, version int, updated_at timestamptz)
			where c.tenant_id = $1 and c.id = n.id and c.version = n.version - 1
			""";

	private final CustomerRepository repository;

	private final TenantDatabase database;

	private final Clock clock;

	CustomerHandover(CustomerRepository repository, TenantDatabase database, Clock clock) {
		this.repository = repository;
		this.database = database;
		this.clock = clock;
	}

	@Override
	public OwnedKind kind() {
		return OwnedKind.CUSTOMERS;
	}

	@Override
	public Mono<List<DomainEvent>> handOver(Succession succession, int most) {
		return this.database.list(LOCK, Columns::uuid, succession.from().value(), most)
			.flatMap(this.repository::byIds)
			.zipWith(Actors.current(), (customers, actor) -> events(customers.values(), succession, actor))
			.delayUntil((events) -> write(events, succession))
			.map(List::<DomainEvent>copyOf);
	}

	@Override
	public Mono<Integer> left(Succession succession) {
		return this.database.first(LEFT, Columns::integer, succession.from().value());
	}

	private List<CustomerEvent.Updated> events(Collection<Customer> customers, Succession succession, Actor actor) {
		return customers.stream()
			.map((customer) -> customer.update(customer.profile().ownedBy(succession.to()),
					customer.stamp().updated(this.clock.instant(), actor.member())))
			.toList();
	}

	private Mono<Void> write(List<CustomerEvent.Updated> events, Succession succession) {
		return Actors.current()
			.flatMap((actor) -> this.database.execute(UPDATE, Handover.versions(events), succession.to().value(),
					actor.member()))
			.filter((rows) -> rows == events.size())
			.switchIfEmpty(Mono.error(() -> new IllegalStateException("Locked, yet changed")))
			.then();
	}

}
