package dev.rapport.pipeline;

import java.util.List;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import dev.rapport.kernel.Problem;

/**
 * The answer to every mutation of one pipeline.
 *
 * @param pipeline as it is after the change; null if there are errors
 * @param errors what kept the change from happening
 */
record PipelinePayload(@Nullable Pipeline pipeline, List<Problem.User> errors) {

	static Mono<PipelinePayload> of(Mono<Pipeline> change) {
		return change.map((pipeline) -> new PipelinePayload(pipeline, List.of()))
			.onErrorResume(Problem.User.class, (problem) -> Mono.just(new PipelinePayload(null, List.of(problem))));
	}

}
