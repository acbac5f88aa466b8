package dev.rapport;

import java.util.List;

import io.micrometer.context.ContextSnapshotFactory;
import org.springframework.graphql.server.WebGraphQlHandler;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.graphql.server.WebSocketGraphQlInterceptor;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import reactor.core.publisher.Mono;

import dev.rapport.tenancy.Actor;

/** The application's handler with a caller signed in, as the transports do it. */
public record CallerHandler(WebGraphQlHandler handler, Actor actor) implements WebGraphQlHandler {

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
		return this.handler.handleRequest(request)
			.contextWrite(ReactiveSecurityContextHolder
				.withAuthentication(new TestingAuthenticationToken(this.actor, "", List.of())));
	}

}
