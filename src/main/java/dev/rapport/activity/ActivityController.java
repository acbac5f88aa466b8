package dev.rapport.activity;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import org.dataloader.DataLoader;
import org.springframework.graphql.data.method.annotation.MutationMapping;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.graphql.data.method.annotation.SubscriptionMapping;
import org.springframework.stereotype.Controller;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import dev.rapport.events.Change;
import dev.rapport.events.Changes;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.NodeId;
import dev.rapport.kernel.PageRequest;
import dev.rapport.persistence.Connection;
import dev.rapport.persistence.Paging;

@Controller
class ActivityController {

	private final Activities activities;

	private final Paging paging;

	private final Changes changes;

	ActivityController(Activities activities, Paging paging, Changes changes) {
		this.activities = activities;
		this.paging = paging;
		this.changes = changes;
	}

	@QueryMapping
	CompletableFuture<Activity> activity(Input arguments, DataLoader<UUID, Activity> activities) {
		return activities.load(NodeId.decode(ActivityId.PREFIX, arguments.text("id")));
	}

	@QueryMapping
	Mono<Connection<Activity>> activities(Input arguments) {
		return this.paging.page(ActivityRepository.LISTING, PageRequest.of(arguments),
				ActivityFilters.filter(arguments), ActivityFilters.order(arguments));
	}

	@MutationMapping
	Mono<ActivityPayload> createTask(Input arguments) {
		return create(ActivityType.TASK, arguments);
	}

	@MutationMapping
	Mono<ActivityPayload> createCall(Input arguments) {
		return create(ActivityType.CALL, arguments);
	}

	@MutationMapping
	Mono<ActivityPayload> createEmail(Input arguments) {
		return create(ActivityType.EMAIL, arguments);
	}

	@MutationMapping
	Mono<ActivityPayload> createMeeting(Input arguments) {
		return create(ActivityType.MEETING, arguments);
	}

	@MutationMapping
	Mono<ActivityPayload> createVisit(Input arguments) {
		return create(ActivityType.VISIT, arguments);
	}

	@MutationMapping
	Mono<ActivityPayload> addNote(Input arguments) {
		return create(ActivityType.NOTE, arguments);
	}

	@MutationMapping
	Mono<ActivityPayload> updateActivity(Input arguments) {
		return ActivityPayload.of(() -> this.activities.update(arguments.child("input")));
	}

	@MutationMapping
	Mono<ActivityPayload> rescheduleActivity(Input arguments) {
		return ActivityPayload.of(() -> this.activities.reschedule(arguments.child("input")));
	}

	@MutationMapping
	Mono<ActivityPayload> completeActivity(Input arguments) {
		return ActivityPayload.of(() -> this.activities.complete(arguments.child("input")));
	}

	@MutationMapping
	Mono<ActivityPayload> cancelActivity(Input arguments) {
		return ActivityPayload.of(() -> this.activities.cancel(arguments.child("input")));
	}

	@MutationMapping
	Mono<ActivityPayload> reopenActivity(Input arguments) {
		return ActivityPayload.of(() -> this.activities.reopen(arguments.child("input")));
	}

	@SubscriptionMapping
	Flux<Change> activityChanged(Input arguments) {
		return this.changes.of(Activity.AGGREGATE, arguments, ActivityFilters.filter(arguments));
	}

	private Mono<ActivityPayload> create(ActivityType type, Input arguments) {
		return ActivityPayload.of(() -> this.activities.create(type, arguments.child("input")));
	}

}
