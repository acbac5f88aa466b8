package dev.rapport.graphql;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

import graphql.GraphQLError;
import org.springframework.graphql.data.method.annotation.MutationMapping;
import org.springframework.stereotype.Controller;
import reactor.core.publisher.Mono;

import dev.rapport.kernel.ErrorCode;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.Problem;

/** Registers documents. */
@Controller
class DocumentController {

	private static final int CLIENT = 200;

	private final Documents documents;

	private final TrustedDocuments trusted;

	DocumentController(Documents documents, TrustedDocuments trusted) {
		this.documents = documents;
		this.trusted = trusted;
	}

	@MutationMapping
	Mono<Registered> registerDocuments(Input arguments, Locale locale) {
		Input input = arguments.child("input");
		return Mono.defer(() -> register(input.text("client"), input.texts("documents"), locale))
			.onErrorResume(Problem.User.class, (problem) -> Mono.just(new Registered(List.of(), List.of(problem))));
	}

	private Mono<Registered> register(String client, List<String> texts, Locale locale) {
		if (client.isBlank() || client.length() > CLIENT) {
			throw new Problem.Violation(ErrorCode.TOO_LONG, "input.client", "tooLong", CLIENT);
		}
		IntStream.range(0, texts.size()).forEach((i) -> check(i, texts.get(i), locale));
		return this.trusted.register(client, texts)
			.thenReturn(new Registered(texts.stream().map((text) -> DocumentHash.of(text).id()).toList(), List.of()));
	}

	private void check(int index, String text, Locale locale) {
		List<GraphQLError> errors = this.documents.errors(text, locale);
		if (!errors.isEmpty()) {
			throw new Problem.Violation(ErrorCode.INVALID_FORMAT, "input.documents." + index, "document.invalid",
					errors.getFirst().getMessage());
		}
	}

	/**
	 * The answer to a registration.
	 *
	 * @param ids of the documents, in their order
	 * @param errors what kept it from happening
	 */
	record Registered(List<String> ids, List<Problem.User> errors) {
	}

}
