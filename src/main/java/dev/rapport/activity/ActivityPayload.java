package dev.rapport.activity;

import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import dev.rapport.kernel.Problem;

/**
 * The answer to every mutation of one activity.
 *
 * @param activity as it is after the change; null if there are errors
 * @param errors what kept the change from happening
 */
record ActivityPayload(@Nullable Activity activity, List<Problem.User> errors) {

	static Mono<ActivityPayload> of(Supplier<Mono<Activity>> change) {
		return Mono.defer(change)
			.map((activity) -> new ActivityPayload(activity, List.of()))
			.onErrorResume(Problem.User.class, (problem) -> Mono.just(new ActivityPayload(null, List.of(problem))));
	}

}
