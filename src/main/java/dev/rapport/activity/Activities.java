package dev.rapport.activity;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;

import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

import dev.rapport.events.EventLog;
import dev.rapport.kernel.Checks;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.Problem;
import dev.rapport.kernel.Stamp;
import dev.rapport.persistence.TenantDatabase;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Actors;

/**
 * The door to activities: each write is one transaction of lock, rule, rows and event.
 * Fails with a {@link Problem} and no change if a rule is broken.
 */
@Component
public class Activities {

	private final ActivityRepository repository;

	private final RelatedRecords related;

	private final Footprints footprints;

	private final EventLog log;

	private final TenantDatabase transactions;

	private final Clock clock;

	Activities(ActivityRepository repository, RelatedRecords related, Footprints footprints, EventLog log,
			TenantDatabase transactions, Clock clock) {
		this.repository = repository;
		this.related = related;
		this.footprints = footprints;
		this.log = log;
		this.transactions = transactions;
		this.clock = clock;
	}

	/** The activities that exist for the caller, by id. */
	public Mono<Map<UUID, Activity>> byIds(Collection<UUID> ids) {
		return this.repository.byIds(ids);
	}

	/** Records a new activity. */
	Mono<Activity> create(ActivityType type, Input input) {
		return Actors.current()
			.map((actor) -> Stamp.created(this.clock.instant(), actor.member()))
			.map((stamp) -> type.read(ActivityCore.read(type, input, stamp), input))
			.flatMap((draft) -> createAll(List.of(draft)))
			.map(List::getFirst);
	}

	/**
	 * Records activities in one transaction, in order. Their cores come from
	 * {@link ActivityCore#first}, for imported history with the historic times; the
	 * customers that they concern are found here.
	 * @throws Problem.NotFound if a record that one is related to does not exist
	 */
	public Mono<List<Activity>> createAll(List<? extends Activity> drafts) {
		return this.related
			.byIds(drafts.stream().flatMap((draft) -> draft.core().links().relatedTo().stream()).toList())
			.map((records) -> created(drafts, records))
			.delayUntil((events) -> this.repository.insert(activities(events)))
			.delayUntil(this::append)
			.map(Activities::activities)
			.as(this.transactions::transactional);
	}

	Mono<Activity> update(Input input) {
		return this.related.links(input)
			.flatMap((links) -> change(input,
					(activity, stamp) -> activity.update(input, links.orElseGet(() -> activity.core().links()), stamp)))
			.as(this.transactions::transactional);
	}

	Mono<Activity> reschedule(Input input) {
		return change(input, (activity, stamp) -> activity.reschedule(input.instantOrNull("at"), input, stamp));
	}

	Mono<Activity> complete(Input input) {
		return change(input, (activity, stamp) -> {
			Instant occurred = Course.occurred(input, stamp.updatedAt());
			return activity.complete(Checks.text(input.textOrNull("outcome"), input.at("outcome")),
					(occurred == null) ? stamp.updatedAt() : occurred, stamp);
		});
	}

	Mono<Activity> cancel(Input input) {
		return change(input, (activity, stamp) -> activity
			.cancel(Checks.text(input.textOrNull("reason"), input.at("reason")), stamp));
	}

	Mono<Activity> reopen(Input input) {
		return change(input, Activity::reopen);
	}

	private Mono<Activity> change(Input input, BiFunction<Activity, Stamp, ? extends ActivityEvent> verb) {
		ActivityId id = input.id("id", ActivityId.PREFIX, ActivityId::new);
		Integer version = input.version();
		return this.repository.forUpdate(id)
			.switchIfEmpty(Mono.error(() -> new Problem.NotFound("input.id", id)))
			.zipWith(Actors.current(),
					(activity, actor) -> verb.apply(activity.expecting(version), stamp(activity, actor)))
			.delayUntil((event) -> this.repository.update(event.after()))
			.delayUntil((event) -> append(List.of(event)))
			.<Activity>map(ActivityEvent::after)
			.as(this.transactions::transactional);
	}

	private Mono<Void> append(List<? extends ActivityEvent> events) {
		return this.footprints.of(events).flatMap((computed) -> this.log.append(events, computed));
	}

	private Stamp stamp(Activity activity, Actor actor) {
		return activity.core().stamp().updated(this.clock.instant(), actor.member());
	}

	private static List<ActivityEvent.Created> created(List<? extends Activity> drafts, Map<Related, Object> records) {
		return drafts.stream()
			.map((draft) -> draft.with(draft.core().with(draft.core().links().concerning(records))))
			.map(ActivityEvent.Created::new)
			.toList();
	}

	private static List<Activity> activities(List<ActivityEvent.Created> events) {
		return events.stream().map(ActivityEvent.Created::after).toList();
	}

}
