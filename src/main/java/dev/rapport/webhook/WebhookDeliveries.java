package dev.rapport.webhook;

import java.time.Clock;

import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

import dev.rapport.kernel.Input;
import dev.rapport.kernel.Problem;
import dev.rapport.persistence.Ids;
import dev.rapport.persistence.TenantDatabase;
import dev.rapport.tenancy.Actors;

/**
 * The door to deliveries: sending again what ended, and sending something to see it
 * arrive.
 */
@Component
class WebhookDeliveries {

	/** The most dead deliveries that are sent again at once. */
	static final int MOST = 1_000;

	private final WebhookDeliveryRepository repository;

	private final WebhookSubscriptionRepository subscriptions;

	private final TenantDatabase transactions;

	private final Clock clock;

	WebhookDeliveries(WebhookDeliveryRepository repository, WebhookSubscriptionRepository subscriptions,
			TenantDatabase transactions, Clock clock) {
		this.repository = repository;
		this.subscriptions = subscriptions;
		this.transactions = transactions;
		this.clock = clock;
	}

	/** Sends once more what was taken or given up, with all attempts anew. */
	Mono<WebhookDelivery> redeliver(Input input) {
		WebhookDeliveryId id = input.id("deliveryId", WebhookDeliveryId.PREFIX, WebhookDeliveryId::new);
		return Actors.permitted(WebhookSubscriptions.WRITE)
			.then(Mono.defer(() -> this.repository.forUpdate(id)))
			.switchIfEmpty(Mono.error(() -> new Problem.NotFound(input.at("deliveryId"), id)))
			.map(WebhookDelivery::ended)
			.delayUntil((delivery) -> this.repository.again(id, this.clock.instant()))
			.then(Mono.defer(() -> this.repository.forUpdate(id)))
			.as(this.transactions::transactional);
	}

	/** Sends the oldest dead deliveries once more, and tells how many there were. */
	Mono<Integer> redeliverDead(Input input) {
		return active(input).flatMap((one) -> this.repository.deadAgain(one.id(), this.clock.instant(), MOST))
			.map(Math::toIntExact)
			.as(this.transactions::transactional);
	}

	/** Sends a message without a record, once. */
	Mono<WebhookDelivery> test(Input input) {
		return active(input).map(this::test).delayUntil(this.repository::insert).as(this.transactions::transactional);
	}

	private WebhookDelivery test(WebhookSubscription one) {
		WebhookDelivery.Subject subject = new WebhookDelivery.Subject(Ids.next(), 0, WebhookDelivery.TEST,
				one.aggregateType(), one.id().value());
		return WebhookDelivery.due(new WebhookDeliveryId(Ids.next()), one.id(), subject, this.clock.instant());
	}

	private Mono<WebhookSubscription> active(Input input) {
		WebhookSubscriptionId id = input.id("subscriptionId", WebhookSubscriptionId.PREFIX, WebhookSubscriptionId::new);
		return Actors.permitted(WebhookSubscriptions.WRITE)
			.then(Mono.defer(() -> this.subscriptions.forUpdate(id)))
			.switchIfEmpty(Mono.error(() -> new Problem.NotFound(input.at("subscriptionId"), id)))
			.map(WebhookSubscription::active);
	}

}
