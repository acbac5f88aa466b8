package dev.rapport.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import org.dataloader.DataLoader;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.MutationMapping;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.stereotype.Controller;
import reactor.core.publisher.Mono;

import dev.rapport.kernel.Input;
import dev.rapport.kernel.NodeId;
import dev.rapport.persistence.RowGuard;

@Controller
class WebhookDeliveryController {

	private final WebhookDeliveries deliveries;

	private final SentFields fields;

	WebhookDeliveryController(WebhookDeliveries deliveries, SentFields fields) {
		this.deliveries = deliveries;
		this.fields = fields;
	}

	@MutationMapping
	Mono<WebhookDeliveryPayload> redeliverWebhook(Input arguments) {
		return WebhookDeliveryPayload.of(this.deliveries.redeliver(arguments.child("input")));
	}

	@MutationMapping
	Mono<WebhookDeliveryPayload> redeliverDeadWebhooks(Input arguments) {
		return WebhookDeliveryPayload.many(this.deliveries.redeliverDead(arguments.child("input")));
	}

	@MutationMapping
	Mono<WebhookDeliveryPayload> sendTestWebhook(Input arguments) {
		return WebhookDeliveryPayload.of(this.deliveries.test(arguments.child("input")));
	}

	@SchemaMapping
	String eventId(WebhookDelivery delivery) {
		return delivery.eventId().toString();
	}

	@SchemaMapping
	String about(WebhookDelivery delivery) {
		RowGuard guard = this.fields.records().get(delivery.recordType());
		return NodeId.encode((guard == null) ? WebhookSubscriptionId.PREFIX : guard.prefix(), delivery.recordUuid());
	}

	@SchemaMapping
	@Nullable Instant nextAttemptAt(WebhookDelivery delivery) {
		return delivery.nextAttemptAt();
	}

	@SchemaMapping
	CompletableFuture<WebhookSubscription> subscription(WebhookDelivery delivery,
			DataLoader<UUID, WebhookSubscription> webhookSubscriptions) {
		return webhookSubscriptions.load(delivery.subscription().value());
	}

	@SchemaMapping(typeName = "WebhookAttempt", field = "at")
	Instant at(Attempt attempt) {
		return Instant.parse(attempt.at());
	}

	@SchemaMapping(typeName = "WebhookAttempt", field = "took")
	Duration took(Attempt attempt) {
		return Duration.ofMillis(attempt.milliseconds());
	}

}
