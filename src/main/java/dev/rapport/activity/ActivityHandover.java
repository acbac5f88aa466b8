package dev.rapport.activity;

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

/** Hands over activities that are still to be done. */
@Component
class ActivityHandover implements Handover {

	private static final EstateStatements STATEMENTS = new EstateStatements("activities", "activity", "owner_id",
			"x.status = 'OPEN'");

	private final ActivityRepository repository;

	private final Estate<Activity, ActivityEvent.Updated> estate;

	ActivityHandover(ActivityRepository repository, TenantDatabase database, Clock clock) {
		this.repository = repository;
		this.estate = new Estate<>(database, clock, STATEMENTS, repository::byIds, ActivityHandover::give);
	}

	@Override
	public OwnedKind kind() {
		return OwnedKind.ACTIVITIES;
	}

	@Override
	public Mono<List<DomainEvent>> handOver(Succession succession, int most) {
		return this.estate.handOver(succession, most)
			.delayUntil(
					(events) -> this.repository.reattend(events.stream().map(ActivityEvent.Updated::after).toList()))
			.map(List::<DomainEvent>copyOf);
	}

	@Override
	public Mono<Integer> left(Succession succession) {
		return this.estate.left(succession);
	}

	private static ActivityEvent.Updated give(Activity activity, Estate.Gift gift) {
		return activity.give(gift.to(), gift.on(activity.core().stamp()));
	}

}
