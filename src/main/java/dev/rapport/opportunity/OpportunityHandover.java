package dev.rapport.opportunity;

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
 * Hands over opportunities that are not archived: the open ones, or the closed ones too.
 */
@Component
class OpportunityHandover implements Handover {

	private static final EstateStatements STATEMENTS = new EstateStatements("opportunities", "opportunity", "owner_id",
			"x.archived_at is null and ($3 or x.category = 'OPEN')");

	private final Estate<Opportunity, OpportunityEvent.Updated> estate;

	OpportunityHandover(OpportunityRepository repository, TenantDatabase database, Clock clock) {
		this.estate = new Estate<>(database, clock, STATEMENTS, repository::byIds, OpportunityHandover::give);
	}

	@Override
	public OwnedKind kind() {
		return OwnedKind.OPPORTUNITIES;
	}

	@Override
	public Mono<List<DomainEvent>> handOver(Succession succession, int most) {
		return this.estate.handOver(succession, most, succession.closedToo()).map(List::<DomainEvent>copyOf);
	}

	@Override
	public Mono<Integer> left(Succession succession) {
		return this.estate.left(succession, succession.closedToo());
	}

	private static OpportunityEvent.Updated give(Opportunity opportunity, Estate.Gift gift) {
		return opportunity.update(opportunity.terms().ownedBy(gift.to()), gift.on(opportunity.stamp()));
	}

}
