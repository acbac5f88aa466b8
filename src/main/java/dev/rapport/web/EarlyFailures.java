package dev.rapport.web;

import dev.rapport.kernel.Problem;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;

/**
 * Answers requests that failed on their way to the endpoint, such as when nobody could
 * look up who is calling, in the shape of every other error. What is not foreseen goes on
 * to Spring Boot's handler.
 */
final class EarlyFailures implements WebExceptionHandler {

	private final TransportErrors errors;

	EarlyFailures(TransportErrors errors) {
		this.errors = errors;
	}

	@Override
	public Mono<Void> handle(ServerWebExchange exchange, Throwable cause) {
		boolean foreseen = cause instanceof Problem.Refused || cause instanceof AuthenticationServiceException;
		boolean ours = exchange.getRequest().getPath().value().equals(WebConfiguration.PATH);
		return (foreseen && ours && !exchange.getResponse().isCommitted()) ? answer(exchange, cause)
				: Mono.error(cause);
	}

	private Mono<Void> answer(ServerWebExchange exchange, Throwable cause) {
		Call call = Call.of(exchange.getRequest().getHeaders());
		TransportErrors.Failure failure = this.errors.failure(call, cause);
		ServerHttpResponse response = exchange.getResponse();
		response.setStatusCode(HttpStatusCode.valueOf(failure.status()));
		GraphQlHttpEndpoint.common(response.getHeaders(), call);
		response.getHeaders().setContentType(GraphQlHttpEndpoint.errorType(exchange.getRequest().getHeaders()));
		return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(Wire.bytes(failure.body()))));
	}

}
