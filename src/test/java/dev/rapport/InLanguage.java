package dev.rapport;

import java.util.Locale;

import io.micrometer.context.ContextSnapshotFactory;
import org.springframework.graphql.server.WebGraphQlHandler;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.graphql.server.WebSocketGraphQlInterceptor;
import reactor.core.publisher.Mono;

/** A handler whose callers prefer a language, as {@code Accept-Language} says it. */
record InLanguage(WebGraphQlHandler handler, Locale locale) implements WebGraphQlHandler {

	@Override
	public WebSocketGraphQlInterceptor getWebSocketInterceptor() {
		return this.handler.getWebSocketInterceptor();
	}

	@Override
	public ContextSnapshotFactory contextSnapshotFactory() {
		return this.handler.contextSnapshotFactory();
	}

	@Override
	public Mono<WebGraphQlResponse> handleRequest(WebGraphQlRequest request) {
		return this.handler.handleRequest(new WebGraphQlRequest(request.getUri().toUri(), request.getHeaders(), null,
				null, request.getAttributes(), request, request.getId(), this.locale));
	}

}
