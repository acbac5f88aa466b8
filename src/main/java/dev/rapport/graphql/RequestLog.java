package dev.rapport.graphql;

import org.slf4j.spi.LoggingEventBuilder;
import reactor.core.publisher.Mono;

import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Actors;

/**
 * What a line of the log says about the request that it belongs to: two ids, and nothing
 * about a person.
 *
 * @param request the id of the request; empty if there is none
 * @param tenant the id of the caller's tenant; empty if there is none
 */
record RequestLog(String request, String tenant) {

	static final RequestLog NONE = new RequestLog("", "");

	static RequestLog of(Actor actor) {
		return new RequestLog(actor.request(), actor.tenant().toString());
	}

	/** The tenant of the caller; empty text where there is none. Never fails. */
	static Mono<String> tenantOfCaller() {
		return Actors.current().map((actor) -> actor.tenant().toString()).onErrorReturn("");
	}

	/** The line with both ids as fields of their own, for logs that machines read. */
	LoggingEventBuilder to(LoggingEventBuilder line) {
		return line.addKeyValue("requestId", this.request).addKeyValue("tenantId", this.tenant);
	}

}
