package dev.rapport.consumer;

import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import org.dataloader.DataLoader;
import org.springframework.graphql.data.method.annotation.MutationMapping;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.graphql.execution.BatchLoaderRegistry;
import org.springframework.stereotype.Controller;
import reactor.core.publisher.Mono;

import dev.rapport.events.Backlog;
import dev.rapport.events.ConsumerLag;
import dev.rapport.events.EventCursor;
import dev.rapport.events.EventLog;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.PageRequest;
import dev.rapport.member.Member;
import dev.rapport.persistence.Condition;
import dev.rapport.persistence.Connection;
import dev.rapport.persistence.Ordering;
import dev.rapport.persistence.Paging;

@Controller
class ConsumerGroupController {

	/** Groups have one order. */
	private static final Ordering BY_NAME = Ordering.by(new Ordering.Sort("g.name", "text", false), false, "g.id");

	private final ConsumerGroups groups;

	private final Paging paging;

	private final Clock clock;

	ConsumerGroupController(ConsumerGroups groups, Paging paging, EventLog log, Clock clock,
			BatchLoaderRegistry loaders) {
		this.groups = groups;
		this.paging = paging;
		this.clock = clock;
		loaders.<EventCursor, Backlog>forName("backlogs")
			.registerMappedBatchLoader((cursors, environment) -> Mono.defer(() -> log.behind(cursors)));
	}

	@QueryMapping
	Mono<ConsumerGroup> consumerGroup(Input arguments) {
		return this.groups.byName(arguments.text("name"));
	}

	@QueryMapping
	Mono<Connection<ConsumerGroup>> consumerGroups(Input arguments) {
		return this.paging.page(ConsumerGroupRepository.LISTING, PageRequest.of(arguments), Condition.ALWAYS, BY_NAME);
	}

	@MutationMapping
	Mono<ConsumerGroupPayload> createConsumerGroup(Input arguments) {
		return ConsumerGroupPayload.of(this.groups.create(arguments.child("input")));
	}

	@MutationMapping
	Mono<ConsumerGroupPayload> acknowledgeEvents(Input arguments) {
		return ConsumerGroupPayload.of(this.groups.acknowledge(arguments.child("input")));
	}

	@MutationMapping
	Mono<ConsumerGroupPayload> resetConsumerGroup(Input arguments) {
		return ConsumerGroupPayload.of(this.groups.reset(arguments.child("input")));
	}

	@MutationMapping
	Mono<ConsumerGroupPayload> deleteConsumerGroup(Input arguments) {
		return ConsumerGroupPayload.of(this.groups.delete(arguments.child("input")));
	}

	@SchemaMapping
	CompletableFuture<ConsumerLag> lag(ConsumerGroup group, DataLoader<EventCursor, Backlog> backlogs) {
		return backlogs.load(group.acknowledged())
			.thenApply((backlog) -> ConsumerLag.of(backlog, this.clock.instant()));
	}

	@SchemaMapping
	CompletableFuture<Member> owner(ConsumerGroup group, DataLoader<UUID, Member> members) {
		return members.load(group.owner());
	}

	@SchemaMapping
	CompletableFuture<Member> updatedBy(ConsumerGroup group, DataLoader<UUID, Member> members) {
		return members.load(group.stamp().updatedBy());
	}

}
