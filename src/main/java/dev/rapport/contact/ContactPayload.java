package dev.rapport.contact;

import java.util.List;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import dev.rapport.kernel.Problem;

/**
 * The answer to every mutation of one contact.
 *
 * @param contact as it is after the change; null if there are errors
 * @param errors what kept the change from happening
 */
record ContactPayload(@Nullable Contact contact, List<Problem.User> errors) {

	static Mono<ContactPayload> of(Mono<Contact> change) {
		return change.map((contact) -> new ContactPayload(contact, List.of()))
			.onErrorResume(Problem.User.class, (problem) -> Mono.just(new ContactPayload(null, List.of(problem))));
	}

}
