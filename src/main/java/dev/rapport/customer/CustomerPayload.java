package dev.rapport.customer;

import java.util.List;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import dev.rapport.kernel.Problem;

/**
 * The answer to every mutation of one customer.
 *
 * @param customer as it is after the change; null if there are errors
 * @param errors what kept the change from happening
 */
record CustomerPayload(@Nullable Customer customer, List<Problem.User> errors) {

	static Mono<CustomerPayload> of(Mono<Customer> change) {
		return change.map((customer) -> new CustomerPayload(customer, List.of()))
			.onErrorResume(Problem.User.class, (problem) -> Mono.just(new CustomerPayload(null, List.of(problem))));
	}

}
