package dev.rapport.graphql;

import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.stereotype.Controller;
import reactor.core.publisher.Mono;

import dev.rapport.events.EventCursor;
import dev.rapport.events.EventLog;

/** The newest place in the caller's event log. */
@Controller
class EventCursorController {

	private final EventLog log;

	EventCursorController(EventLog log) {
		this.log = log;
	}

	@QueryMapping
	Mono<EventCursor> eventCursor() {
		return this.log.cursor();
	}

}
