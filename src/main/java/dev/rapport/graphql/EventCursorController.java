package dev.rapport.graphql;

import graphql.GraphQLContext;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.stereotype.Controller;
import reactor.core.publisher.Mono;

import dev.rapport.events.EventCursor;

/**
 * The newest place in the caller's event log, as it was before anything else of the
 * operation was read; see {@link EventCursorInterceptor}.
 */
@Controller
class EventCursorController {

	@QueryMapping
	Mono<EventCursor> eventCursor(GraphQLContext context) {
		return EventCursorInterceptor.cursor(context);
	}

}
