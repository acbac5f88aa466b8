package dev.rapport.activity;

import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

import dev.rapport.customer.CustomerId;
import dev.rapport.customer.Customers;
import dev.rapport.events.DomainEvent;
import dev.rapport.opportunity.Opportunities;
import dev.rapport.opportunity.OpportunityId;

/**
 * Tells customers and opportunities when something was last done about them. Customers
 * come first, always: who locks both does not wait for each other.
 */
@Component
class Footprints {

	private final ActivityRepository repository;

	private final Customers customers;

	private final Opportunities opportunities;

	Footprints(ActivityRepository repository, Customers customers, Opportunities opportunities) {
		this.repository = repository;
		this.customers = customers;
		this.opportunities = opportunities;
	}

	/**
	 * What is computed from changes of activities that were just written, to be appended
	 * behind them.
	 */
	Mono<List<DomainEvent>> of(List<? extends ActivityEvent> events) {
		Footprint footprint = Footprint.of(events);
		return this.customers.touched(footprint.made(CustomerId.PREFIX))
			.zipWhen((made) -> undoneCustomers(footprint.undone(CustomerId.PREFIX)), Footprints::both)
			.zipWhen((made) -> this.opportunities.touched(footprint.made(OpportunityId.PREFIX)), Footprints::both)
			.zipWhen((made) -> undoneOpportunities(footprint.undone(OpportunityId.PREFIX)), Footprints::both);
	}

	private Mono<List<DomainEvent>> undoneCustomers(List<UUID> ids) {
		return this.customers.touchedAnew(ids, Mono.defer(() -> this.repository.lastDone(ids)));
	}

	private Mono<List<DomainEvent>> undoneOpportunities(List<UUID> ids) {
		return this.opportunities.touchedAnew(ids, Mono.defer(() -> this.repository.lastDone(ids)));
	}

	private static List<DomainEvent> both(List<DomainEvent> one, List<DomainEvent> other) {
		return Stream.concat(one.stream(), other.stream()).toList();
	}

}
