package dev.rapport.graphql;

import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import graphql.GraphQLContext;
import graphql.language.Document;
import graphql.language.Field;
import graphql.language.FragmentDefinition;
import graphql.language.FragmentSpread;
import graphql.language.InlineFragment;
import graphql.language.OperationDefinition;
import graphql.language.OperationDefinition.Operation;
import graphql.language.Selection;
import graphql.language.SelectionSet;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

import dev.rapport.events.EventCursor;
import dev.rapport.events.EventLog;

/**
 * Reads {@code eventCursor} before anything else of its operation. The engine reads root
 * fields at the same time: a list could be read before a commit and the cursor after it,
 * and a subscription behind that cursor would never tell what the list lacks.
 */
@Component
@Order(2_500)
class EventCursorInterceptor implements OperationInterceptor {

	/** Where the cursor waits for its field, in the engine's context. */
	private static final String CURSOR = "rapport.eventCursor";

	private static final String FIELD = "eventCursor";

	private final Documents documents;

	private final EventLog log;

	EventCursorInterceptor(Documents documents, EventLog log) {
		this.documents = documents;
		this.log = log;
	}

	/** The cursor that was read first. */
	static Mono<EventCursor> cursor(GraphQLContext context) {
		return Objects.requireNonNull(context.get(CURSOR));
	}

	@Override
	public Mono<WebGraphQlResponse> intercept(WebGraphQlRequest request, Context context, Chain chain) {
		boolean asked = this.documents.operation(request)
			.filter((operation) -> asks(operation, this.documents.document(request)))
			.isPresent();
		return asked ? cursorFirst(request, context, chain) : chain.next(request, context);
	}

	/** A failure to read it is told by the field. */
	private Mono<WebGraphQlResponse> cursorFirst(WebGraphQlRequest request, Context context, Chain chain) {
		Mono<EventCursor> cursor = this.log.cursor().contextWrite(context).cache();
		request.configureExecutionInput((input, builder) -> builder.graphQLContext(Map.of(CURSOR, cursor)).build());
		return cursor.onErrorComplete().then(Mono.defer(() -> chain.next(request, context)));
	}

	private static boolean asks(OperationDefinition operation, Document document) {
		return operation.getOperation() == Operation.QUERY
				&& asks(operation.getSelectionSet(), document, new HashSet<>());
	}

	private static boolean asks(@Nullable SelectionSet selections, Document document, Set<String> seen) {
		return selections != null
				&& selections.getSelections().stream().anyMatch((selection) -> asks(selection, document, seen));
	}

	private static boolean asks(Selection<?> selection, Document document, Set<String> seen) {
		return switch (selection) {
			case Field field -> field.getName().equals(FIELD);
			case InlineFragment fragment -> asks(fragment.getSelectionSet(), document, seen);
			case FragmentSpread spread ->
				seen.add(spread.getName()) && document.getDefinitionsOfType(FragmentDefinition.class)
					.stream()
					.filter((fragment) -> fragment.getName().equals(spread.getName()))
					.anyMatch((fragment) -> asks(fragment.getSelectionSet(), document, seen));
			default -> false;
		};
	}

}
