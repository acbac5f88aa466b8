package dev.rapport.graphql;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import graphql.language.OperationDefinition;
import org.springframework.core.annotation.Order;
import org.springframework.graphql.server.WebGraphQlInterceptor;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

import dev.rapport.persistence.DryRun;

/**
 * Serves {@code @dryRun}: the operation's transactions are rolled back, its answer is
 * what would have been, and the events it would have written are in
 * {@code extensions.dryRun}.
 */
@Component
@Order(2_000)
class DryRunInterceptor implements WebGraphQlInterceptor {

	static final String DIRECTIVE = "dryRun";

	private final Documents documents;

	DryRunInterceptor(Documents documents) {
		this.documents = documents;
	}

	@Override
	public Mono<WebGraphQlResponse> intercept(WebGraphQlRequest request, Chain chain) {
		boolean rehearsal = request.getDocument().contains("@" + DIRECTIVE)
				&& this.documents.operation(request).filter(DryRunInterceptor::isRehearsal).isPresent();
		if (!rehearsal) {
			return chain.next(request);
		}
		DryRun dryRun = new DryRun();
		return chain.next(request).contextWrite(dryRun.context()).map((response) -> with(response, dryRun.events()));
	}

	private static boolean isRehearsal(OperationDefinition operation) {
		return operation.hasDirective(DIRECTIVE);
	}

	private static WebGraphQlResponse with(WebGraphQlResponse response, List<Object> events) {
		Map<Object, Object> extensions = new HashMap<>(response.getExtensions());
		extensions.put(DIRECTIVE, Map.of("events", events));
		return response.transform((builder) -> builder.extensions(extensions));
	}

}
