package dev.rapport.graphql;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import graphql.language.OperationDefinition;
import org.springframework.core.annotation.Order;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

import dev.rapport.persistence.DryRun;
import dev.rapport.persistence.TenantDatabase;

/**
 * Serves {@code @dryRun}: the whole operation, its answer included, runs in one
 * transaction that is rolled back when the answer is complete. So the answer is what
 * would have been, relations included; the events that would have been written are in
 * {@code extensions.dryRun}.
 */
@Component
@Order(2_000)
class DryRunInterceptor implements OperationInterceptor {

	static final String DIRECTIVE = "dryRun";

	private final Documents documents;

	private final TenantDatabase database;

	DryRunInterceptor(Documents documents, TenantDatabase database) {
		this.documents = documents;
		this.database = database;
	}

	@Override
	public Mono<WebGraphQlResponse> intercept(WebGraphQlRequest request, Context context, Chain chain) {
		if (this.documents.operation(request).filter(DryRunInterceptor::isRehearsal).isEmpty()) {
			return chain.next(request, context);
		}
		DryRun dryRun = new DryRun();
		return this.database.rehearse(dryRun, Mono.deferContextual((within) -> chain.next(request, Context.of(within))))
			.contextWrite(context)
			.map((response) -> with(response, dryRun.events()));
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
