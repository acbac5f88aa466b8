package dev.rapport.consumer;

import java.util.List;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import dev.rapport.kernel.Problem;

/**
 * The answer to every mutation of one group.
 *
 * @param consumerGroup as it is after the change; null if there are errors
 * @param errors what kept the change from happening
 */
record ConsumerGroupPayload(@Nullable ConsumerGroup consumerGroup, List<Problem.User> errors) {

	static Mono<ConsumerGroupPayload> of(Mono<ConsumerGroup> change) {
		return change.map((group) -> new ConsumerGroupPayload(group, List.of()))
			.onErrorResume(Problem.User.class,
					(problem) -> Mono.just(new ConsumerGroupPayload(null, List.of(problem))));
	}

}
