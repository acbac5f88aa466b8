package dev.rapport.member;

import java.util.List;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import dev.rapport.kernel.Problem;
import dev.rapport.tenancy.ApiKeyText;

/**
 * The answer to every mutation of one API key.
 *
 * @param apiKey as it is after the change; null if there are errors
 * @param text the key itself, if it is handed over by this answer
 * @param errors what kept the change from happening
 */
record ApiKeyPayload(@Nullable ApiKey apiKey, @Nullable ApiKeyText text, List<Problem.User> errors) {

	static Mono<ApiKeyPayload> issued(Mono<IssuedKey> change) {
		return answered(change.map((issued) -> new ApiKeyPayload(issued.key(), issued.text(), List.of())));
	}

	static Mono<ApiKeyPayload> of(Mono<ApiKey> change) {
		return answered(change.map((key) -> new ApiKeyPayload(key, null, List.of())));
	}

	private static Mono<ApiKeyPayload> answered(Mono<ApiKeyPayload> change) {
		return change.onErrorResume(Problem.User.class,
				(problem) -> Mono.just(new ApiKeyPayload(null, null, List.of(problem))));
	}

	/** The whole key. */
	@Nullable String key() {
		return (this.text == null) ? null : this.text.text();
	}

}
