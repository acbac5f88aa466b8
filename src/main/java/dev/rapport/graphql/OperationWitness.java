package dev.rapport.graphql;

import graphql.language.OperationDefinition;
import org.springframework.core.annotation.Order;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Actors;

/** Notes which operation it is, once its document and its caller are known. */
@Component
@Order(200)
class OperationWitness implements OperationInterceptor {

	private final Documents documents;

	private final TrustedDocuments trusted;

	OperationWitness(Documents documents, TrustedDocuments trusted) {
		this.documents = documents;
		this.trusted = trusted;
	}

	@Override
	public Mono<WebGraphQlResponse> intercept(WebGraphQlRequest request, Context context, Chain chain) {
		note(request, context);
		return chain.next(request, context);
	}

	private void note(WebGraphQlRequest request, ContextView context) {
		OperationNote note = OperationNote.in(context);
		Actor caller = Actors.of(context);
		note.tenant(caller.tenant());
		if (this.documents.errors(request).isEmpty()) {
			this.documents.operation(request).ifPresent((operation) -> note(request, operation, caller, note));
		}
	}

	private void note(WebGraphQlRequest request, OperationDefinition operation, Actor caller, OperationNote note) {
		note.valid(operation);
		if (operation.getName() != null && this.trusted.knows(caller, request.getDocument())) {
			note.registered(operation);
		}
	}

}
