package dev.rapport.webhook;

import java.util.List;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import dev.rapport.kernel.Problem;

/**
 * The answer to every mutation of deliveries.
 *
 * @param webhookDelivery as it is after the change; null if there are errors
 * @param count how many there were, where it is about many
 * @param errors what kept the change from happening
 */
record WebhookDeliveryPayload(@Nullable WebhookDelivery webhookDelivery, int count, List<Problem.User> errors) {

	static Mono<WebhookDeliveryPayload> of(Mono<WebhookDelivery> change) {
		return answered(change.map((one) -> new WebhookDeliveryPayload(one, 1, List.of())));
	}

	static Mono<WebhookDeliveryPayload> many(Mono<Integer> change) {
		return answered(change.map((count) -> new WebhookDeliveryPayload(null, count, List.of())));
	}

	private static Mono<WebhookDeliveryPayload> answered(Mono<WebhookDeliveryPayload> change) {
		return change.onErrorResume(Problem.User.class,
				(problem) -> Mono.just(new WebhookDeliveryPayload(null, 0, List.of(problem))));
	}

}
