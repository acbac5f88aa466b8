package dev.rapport.webhook;

import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.dataloader.DataLoader;
import org.jspecify.annotations.Nullable;
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
import dev.rapport.kernel.NodeId;
import dev.rapport.kernel.PageRequest;
import dev.rapport.member.Member;
import dev.rapport.persistence.ChildKey;
import dev.rapport.persistence.Condition;
import dev.rapport.persistence.Connection;
import dev.rapport.persistence.Paging;

@Controller
class WebhookController {

	private final WebhookSubscriptions subscriptions;

	private final Paging paging;

	WebhookController(WebhookSubscriptions subscriptions, WebhookDeliveryRepository deliveries, Paging paging,
			EventLog log, Clock clock, BatchLoaderRegistry loaders) {
		this.subscriptions = subscriptions;
		this.paging = paging;
		loaders.<UUID, EventCursor>forName("webhookPlaces")
			.registerMappedBatchLoader((ids, environment) -> deliveries.places(ids));
		loaders.<UUID, ConsumerLag>forName("webhookLags")
			.registerMappedBatchLoader((ids, environment) -> deliveries.places(ids)
				.zipWhen((places) -> log.behind(places.values()), (places, backlogs) -> lags(places, backlogs, clock)));
		loaders.<ChildKey, Connection<WebhookDelivery>>forName("webhookSubscriptionDeliveries")
			.registerMappedBatchLoader((keys, environment) -> ChildKey.load(keys,
					(arguments, parents) -> paging.pages(WebhookDeliveryRepository.LISTING, "d.webhook_id", parents,
							PageRequest.of(arguments), WebhookLists.deliveries(arguments),
							WebhookLists.NEWEST_DELIVERY_FIRST)));
		loaders.<UUID, WebhookBacklog>forName("webhookBacklogs")
			.registerMappedBatchLoader(
					(ids, environment) -> deliveries.backlogs(ids).map((found) -> complete(ids, found)));
	}

	@QueryMapping
	CompletableFuture<WebhookSubscription> webhookSubscription(Input arguments,
			DataLoader<UUID, WebhookSubscription> webhookSubscriptions) {
		return webhookSubscriptions.load(NodeId.decode(WebhookSubscriptionId.PREFIX, arguments.text("id")));
	}

	@QueryMapping
	Mono<Connection<WebhookSubscription>> webhookSubscriptions(Input arguments) {
		return this.paging.page(WebhookSubscriptionRepository.LISTING, PageRequest.of(arguments), Condition.ALWAYS,
				WebhookLists.NEWEST_FIRST);
	}

	@MutationMapping
	Mono<WebhookSubscriptionPayload> createWebhookSubscription(Input arguments) {
		return WebhookSubscriptionPayload.issued(this.subscriptions.create(arguments.child("input")));
	}

	@MutationMapping
	Mono<WebhookSubscriptionPayload> updateWebhookSubscription(Input arguments) {
		return WebhookSubscriptionPayload.of(this.subscriptions.update(arguments.child("input")));
	}

	@MutationMapping
	Mono<WebhookSubscriptionPayload> pauseWebhookSubscription(Input arguments) {
		return WebhookSubscriptionPayload.of(this.subscriptions.pause(arguments.child("input")));
	}

	@MutationMapping
	Mono<WebhookSubscriptionPayload> resumeWebhookSubscription(Input arguments) {
		return WebhookSubscriptionPayload.of(this.subscriptions.resume(arguments.child("input")));
	}

	@MutationMapping
	Mono<WebhookSubscriptionPayload> rotateWebhookSecret(Input arguments) {
		return WebhookSubscriptionPayload.issued(this.subscriptions.rotate(arguments.child("input")));
	}

	@MutationMapping
	Mono<WebhookSubscriptionPayload> deleteWebhookSubscription(Input arguments) {
		return WebhookSubscriptionPayload.of(this.subscriptions.delete(arguments.child("input")));
	}

	private static Map<UUID, ConsumerLag> lags(Map<UUID, EventCursor> places, Map<EventCursor, Backlog> backlogs,
			Clock clock) {
		return places.entrySet()
			.stream()
			.collect(Collectors.toMap(Map.Entry::getKey, (place) -> ConsumerLag
				.of(Objects.requireNonNull(backlogs.get(place.getValue())), clock.instant())));
	}

	/** The payload of a deletion still shows the subscription. */
	private static Map<UUID, WebhookBacklog> complete(Set<UUID> ids, Map<UUID, WebhookBacklog> found) {
		return ids.stream()
			.collect(Collectors.toMap(Function.identity(), (id) -> found.getOrDefault(id, WebhookBacklog.NONE)));
	}

	@SchemaMapping(typeName = "CreateWebhookSubscriptionPayload", field = "secret")
	@Nullable String created(WebhookSubscriptionPayload payload) {
		return payload.secret();
	}

	@SchemaMapping(typeName = "RotateWebhookSecretPayload", field = "secret")
	@Nullable String rotated(WebhookSubscriptionPayload payload) {
		return payload.secret();
	}

	@SchemaMapping
	CompletableFuture<Connection<WebhookDelivery>> deliveries(WebhookSubscription subscription, Input arguments,
			DataLoader<ChildKey, Connection<WebhookDelivery>> webhookSubscriptionDeliveries) {
		return webhookSubscriptionDeliveries.load(ChildKey.of(subscription.id(), arguments));
	}

	@SchemaMapping
	CompletableFuture<WebhookBacklog> backlog(WebhookSubscription subscription,
			DataLoader<UUID, WebhookBacklog> webhookBacklogs) {
		return webhookBacklogs.load(subscription.id().value());
	}

	/** Everything up to here was taken or given up; null once it was deleted. */
	@SchemaMapping
	CompletableFuture<EventCursor> acknowledged(WebhookSubscription subscription,
			DataLoader<UUID, EventCursor> webhookPlaces) {
		return webhookPlaces.load(subscription.id().value());
	}

	/** How far it is behind; null once it was deleted. */
	@SchemaMapping
	CompletableFuture<ConsumerLag> lag(WebhookSubscription subscription, DataLoader<UUID, ConsumerLag> webhookLags) {
		return webhookLags.load(subscription.id().value());
	}

	@SchemaMapping
	CompletableFuture<Member> owner(WebhookSubscription subscription, DataLoader<UUID, Member> members) {
		return members.load(subscription.owner().value());
	}

	@SchemaMapping
	CompletableFuture<Member> createdBy(WebhookSubscription subscription, DataLoader<UUID, Member> members) {
		return members.load(subscription.stamp().createdBy());
	}

	@SchemaMapping
	CompletableFuture<Member> updatedBy(WebhookSubscription subscription, DataLoader<UUID, Member> members) {
		return members.load(subscription.stamp().updatedBy());
	}

}
