package dev.rapport.customer;

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

/** Hands over customers that are not archived. */
@Component
class CustomerHandover implements Handover {

	private static final EstateStatements STATEMENTS = new EstateStatements("customers", "customer", "owner_id",
			"x.archived_at is null");

	private final Estate<Customer, CustomerEvent.Updated> estate;

	CustomerHandover(CustomerRepository repository, TenantDatabase database, Clock clock) {
		this.estate = new Estate<>(database, clock, STATEMENTS, repository::byIds, CustomerHandover::give);
	}

	@Override
	public OwnedKind kind() {
		return OwnedKind.CUSTOMERS;
	}

	@Override
	public Mono<List<DomainEvent>> handOver(Succession succession, int most) {
		return this.estate.handOver(succession, most).map(List::<DomainEvent>copyOf);
	}

	@Override
	public Mono<Integer> left(Succession succession) {
		return this.estate.left(succession);
	}

	private static CustomerEvent.Updated give(Customer customer, Estate.Gift gift) {
		return customer.update(customer.profile().ownedBy(gift.to()), gift.on(customer.stamp()));
	}

}
