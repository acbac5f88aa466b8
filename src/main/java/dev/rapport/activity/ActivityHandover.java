package dev.rapport.activity;

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

/** Hands over activities that are still to be done. */
@Component
class ActivityHandover implements Handover {

	private static final String OWNED = """
			from activity a where a.tenant_id = $1 and seen(activities, a) and changeable(activities, a)
			  and a.owner_id = $2 and a.status = 'OPEN'""";

	/** In the order of ids, so that two who hand over at once wait instead of failing. */
	private static final String LOCK = "select a.id " + OWNED + " order by a.id limit $3 for update of a";

	private static final String LEFT = "select count(*)::int " + OWNED;

	private static final String UPDATE = """
			update activity a set version = n.version, owner_id = $3, updated_at = n.updated_at, updated_by = $4
			from jsonb_to_recordset($2) as n(id uuid, version int, updated_at timestamptz)
			where a.tenant_id = $1 and a.id = n.id and a.version = n.version - 1
			""";

	private final ActivityRepository repository;

	private final TenantDatabase database;

	private final Clock clock;

	ActivityHandover(ActivityRepository repository, TenantDatabase database, Clock clock) {
		this.repository = repository;
		this.database = database;
		this.clock = clock;
	}

	@Override
	public OwnedKind kind() {
		return OwnedKind.ACTIVITIES;
	}

	@Override
	public Mono<List<DomainEvent>> handOver(Succession succession, int most) {
		return this.database.list(LOCK, Columns::uuid, succession.from().value(), most)
			.flatMap(this.repository::byIds)
			.zipWith(Actors.current(), (activities, actor) -> events(activities.values(), succession, actor))
			.delayUntil((events) -> write(events, succession))
			.delayUntil(
					(events) -> this.repository.reattend(events.stream().map(ActivityEvent.Updated::after).toList()))
			.map(List::<DomainEvent>copyOf);
	}

	@Override
	public Mono<Integer> left(Succession succession) {
		return this.database.first(LEFT, Columns::integer, succession.from().value());
	}

	private List<ActivityEvent.Updated> events(Collection<Activity> activities, Succession succession, Actor actor) {
		return activities.stream()
			.map((activity) -> activity.give(succession.to(),
					activity.core().stamp().updated(this.clock.instant(), actor.member())))
			.toList();
	}

	private Mono<Void> write(List<ActivityEvent.Updated> events, Succession succession) {
		return Actors.current()
			.flatMap((actor) -> this.database.execute(UPDATE, Handover.versions(events), succession.to().value(),
					actor.member()))
			.filter((rows) -> rows == events.size())
			.switchIfEmpty(Mono.error(() -> new IllegalStateException("Locked, yet changed")))
			.then();
	}

}
