package dev.rapport.catalog;

import java.util.List;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import dev.rapport.kernel.Problem;

/**
 * The answer to every mutation of one product.
 *
 * @param product as it is after the change; null if there are errors
 * @param errors what kept the change from happening
 */
record ProductPayload(@Nullable Product product, List<Problem.User> errors) {

	static Mono<ProductPayload> of(Mono<Product> change) {
		return change.map((product) -> new ProductPayload(product, List.of()))
			.onErrorResume(Problem.User.class, (problem) -> Mono.just(new ProductPayload(null, List.of(problem))));
	}

}
