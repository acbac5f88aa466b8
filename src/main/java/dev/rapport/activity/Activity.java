package dev.rapport.activity;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.rapport.customer.CustomerId;
import dev.rapport.customer.CustomerRelated;
import dev.rapport.events.Aggregate;
import dev.rapport.events.Facts;
import dev.rapport.kernel.Checks;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.Problem;
import dev.rapport.kernel.Stamp;
import dev.rapport.member.MemberId;

/**
 * Something that was done with customers or is to be done. Its verbs return what
 * happened, with the new state inside; they never change this one.
 */
public sealed interface Activity extends Aggregate, CustomerRelated permits Call, Email, Meeting, Note, Task, Visit {

	/** The aggregate type of activities of all types. */
	String AGGREGATE = "Activity";

	ActivityCore core();

	ActivityType type();

	/** This activity with another core. */
	Activity with(ActivityCore core);

	/** This activity with what only its type has, as far as the input has it. */
	Activity patched(Input input);

	/** This activity with what only its type has, among the facts. */
	Facts facts(Facts common);

	/** This activity at another time. */
	default Activity scheduled(@Nullable Instant at) {
		return with(core().with(core().course().planned(Checks.required(at, "input.at"))));
	}

	/** When it is to be done; null if nobody said. */
	default @Nullable Instant scheduledAt() {
		return plannedAt();
	}

	/**
	 * This activity, if a change may be based on this version.
	 * @param version what the client saw; null if it does not care
	 * @throws Problem.Conflict if it saw another one
	 */
	default Activity expecting(@Nullable Integer version) {
		if (version != null && version != version()) {
			throw new Problem.Conflict(this);
		}
		return this;
	}

	/** Changes what the input has; allowed in every state, but never for a note. */
	default ActivityEvent.Updated update(Input input, Links links, Stamp stamp) {
		if (type() == ActivityType.NOTE) {
			throw new Problem.Forbidden("activity.note");
		}
		type().admit(input);
		ActivityCore core = core().with(core().matter().patched(input)).with(links).next(stamp);
		return new ActivityEvent.Updated(this, patched(input).with(core));
	}

	/** Gives it to another owner. */
	default ActivityEvent.Updated give(MemberId owner, Stamp stamp) {
		return new ActivityEvent.Updated(this, with(core().with(core().matter().ownedBy(owner)).next(stamp)));
	}

	/**
	 * Moves what is still to be done to another time; null takes a task's due time away.
	 */
	default ActivityEvent.Rescheduled reschedule(@Nullable Instant at, Input input, Stamp stamp) {
		if (status() != ActivityStatus.OPEN) {
			throw refused("RESCHEDULED");
		}
		type().admit(input);
		Activity moved = patched(input).scheduled(at);
		return new ActivityEvent.Rescheduled(this, moved.with(moved.core().next(stamp)));
	}

	default ActivityEvent.Completed complete(@Nullable String outcome, Instant at, Stamp stamp) {
		leadsTo(ActivityStatus.COMPLETED);
		return new ActivityEvent.Completed(this, next(core().course().completed(at, outcome), stamp));
	}

	default ActivityEvent.Cancelled cancel(@Nullable String reason, Stamp stamp) {
		leadsTo(ActivityStatus.CANCELLED);
		return new ActivityEvent.Cancelled(this, next(core().course().cancelled(reason), stamp));
	}

	/** Opens a completed task again; what it says about its completion is forgotten. */
	default ActivityEvent.Reopened reopen(Stamp stamp) {
		leadsTo(ActivityStatus.OPEN);
		return new ActivityEvent.Reopened(this, next(core().course().reopened(), stamp));
	}

	private Activity next(Course course, Stamp stamp) {
		return with(core().with(course).next(stamp));
	}

	private void leadsTo(ActivityStatus status) {
		if (!type().next(status()).contains(status)) {
			throw refused(status.name());
		}
	}

	private Problem.Transition refused(String step) {
		return new Problem.Transition(status().name(), step,
				type().next(status()).stream().map(ActivityStatus::name).toList());
	}

	@Override
	default ActivityId id() {
		return core().id();
	}

	@Override
	default int version() {
		return core().version();
	}

	default ActivityStatus status() {
		return core().course().status();
	}

	default @Nullable Instant plannedAt() {
		return core().course().plannedAt();
	}

	default @Nullable Instant occurredAt() {
		return core().course().occurredAt();
	}

	default @Nullable String outcome() {
		return core().course().outcome();
	}

	default String subject() {
		return core().matter().subject();
	}

	default @Nullable String body() {
		return core().matter().body();
	}

	default List<String> tags() {
		return core().matter().tags();
	}

	default Instant createdAt() {
		return core().stamp().createdAt();
	}

	@Override
	default Instant updatedAt() {
		return core().stamp().updatedAt();
	}

	@Override
	default List<CustomerId> customers() {
		return core().links().customers();
	}

	/** Its place on a timeline: when it happened, is to happen, or was recorded. */
	default Instant happensAt() {
		Instant occurred = occurredAt();
		Instant scheduled = scheduledAt();
		return (occurred != null) ? occurred : (scheduled != null) ? scheduled : createdAt();
	}

	/**
	 * When it stands in agendas; null if it has no time or nothing is left to be done.
	 */
	default @Nullable Instant agendaAt() {
		return (status() == ActivityStatus.OPEN) ? scheduledAt() : null;
	}

	/** Whether it should have been done by now. */
	default boolean overdue(Instant now) {
		Instant at = agendaAt();
		return at != null && at.isBefore(now);
	}

	@Override
	default String aggregateType() {
		return AGGREGATE;
	}

	@Override
	default Map<String, @Nullable Object> facts() {
		return facts(new Facts().with("id", id())
			.with("type", type())
			.with("status", status())
			.with("subject", subject())
			.with("body", body())
			.with("ownerId", core().matter().owner())
			.with("relatedTo", core().links().relatedTo().stream().map(Related::text).toList())
			.with(ActivityFilters.CUSTOMERS, customers())
			.with("plannedAt", plannedAt())
			.with("occurredAt", occurredAt())
			.with("happensAt", happensAt())
			.with("outcome", outcome())
			.with("tags", tags())
			.with("createdAt", createdAt())
			.with("updatedAt", updatedAt())).toMap();
	}

}
