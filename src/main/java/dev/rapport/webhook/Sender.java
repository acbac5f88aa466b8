package dev.rapport.webhook;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

import dev.rapport.events.EventStream;
import dev.rapport.events.Trace;

/**
 * Makes one attempt at a delivery: relates the event to the owner as it is now, renders
 * it, signs it and posts it, and says what becomes of the delivery.
 */
@Component
class Sender {

	private static final Logger LOGGER = LoggerFactory.getLogger(Sender.class);

	private final Renderer renderer;

	private final Courier courier;

	private final RetrySchedule schedule = new RetrySchedule(() -> ThreadLocalRandom.current().nextLong());

	private final Trail trail;

	private final Clock clock;

	Sender(Renderer renderer, Courier courier, Trail trail, Clock clock) {
		this.trail = trail;
		this.renderer = renderer;
		this.courier = courier;
		this.clock = clock;
	}

	/**
	 * One attempt.
	 * @param event what is delivered; null if the log no longer has it
	 */
	Mono<Verdict> attempt(Assignment assignment, WebhookDelivery delivery, EventStream.@Nullable Positioned event) {
		if (delivery.isTest()) {
			return post(assignment, delivery, Message.test(delivery), null);
		}
		if (event == null) {
			return Mono.just(verdict(delivery, Outcome.failed(DeliveryError.EVENT_EXPIRED)));
		}
		Wanted wanted = assignment.subscription().wanted();
		return this.renderer.relate(wanted, List.of(event), assignment.owner())
			.filter((changes) -> !changes.isEmpty())
			.map(List::getFirst)
			.flatMap((change) -> this.renderer.body(wanted, change, assignment.owner()))
			.flatMap((body) -> post(assignment, delivery, body, event.event().trace()))
			.switchIfEmpty(Mono.fromSupplier(() -> Verdict.withheld(delivery, this.clock.instant())))
			.onErrorResume((failure) -> notRendered(delivery, failure));
	}

	private Mono<Verdict> post(Assignment assignment, WebhookDelivery delivery, byte[] body, @Nullable Trace cause) {
		String id = delivery.eventId().toString();
		long timestamp = this.clock.instant().getEpochSecond();
		Map<String, String> headers = Map.of("webhook-id", id, "webhook-timestamp", Long.toString(timestamp),
				"webhook-signature", WebhookSecret.signatures(assignment.secrets(), id, timestamp, body));
		return this.trail.of(headers, cause, (all) -> this.courier.post(assignment.subscription().url(), all, body))
			.map((outcome) -> verdict(delivery, outcome));
	}

	private Verdict verdict(WebhookDelivery delivery, Outcome outcome) {
		return Verdict.of(delivery, outcome, this.schedule, this.clock.instant());
	}

	private Mono<Verdict> notRendered(WebhookDelivery delivery, Throwable failure) {
		LOGGER.warn("The delivery {} could not be rendered", delivery.id(), failure);
		return Mono.just(verdict(delivery, Outcome.failed(DeliveryError.NOT_RENDERED)));
	}

}
