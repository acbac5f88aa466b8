package dev.rapport.webhook;

import java.util.List;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import dev.rapport.kernel.Problem;

/**
 * The answer to every mutation of one subscription.
 *
 * @param webhookSubscription as it is after the change; null if there are errors
 * @param issued the secret, if it is handed over by this answer
 * @param errors what kept the change from happening
 */
record WebhookSubscriptionPayload(@Nullable WebhookSubscription webhookSubscription, @Nullable WebhookSecret issued,
		List<Problem.User> errors) {

	static Mono<WebhookSubscriptionPayload> of(Mono<WebhookSubscription> change) {
		return answered(change.map((one) -> new WebhookSubscriptionPayload(one, null, List.of())));
	}

	static Mono<WebhookSubscriptionPayload> issued(Mono<WebhookSubscriptions.Issued> change) {
		return answered(change
			.map((issued) -> new WebhookSubscriptionPayload(issued.subscription(), issued.secret(), List.of())));
	}

	private static Mono<WebhookSubscriptionPayload> answered(Mono<WebhookSubscriptionPayload> change) {
		return change.onErrorResume(Problem.User.class,
				(problem) -> Mono.just(new WebhookSubscriptionPayload(null, null, List.of(problem))));
	}

	/** The whole secret. */
	@Nullable String secret() {
		return (this.issued == null) ? null : this.issued.text();
	}

}
