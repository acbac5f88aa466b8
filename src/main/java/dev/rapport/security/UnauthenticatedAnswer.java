package dev.rapport.security;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.springframework.context.MessageSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.server.ServerAuthenticationEntryPoint;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

import dev.rapport.kernel.ApiCode;

/**
 * The answer to a request without a valid token: 401 with a challenge and a body in the
 * shape of every other error. It does not say what is wrong with the token.
 */
@Component
class UnauthenticatedAnswer implements ServerAuthenticationEntryPoint {

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private final MessageSource messages;

	UnauthenticatedAnswer(MessageSource messages) {
		this.messages = messages;
	}

	@Override
	public Mono<Void> commence(ServerWebExchange exchange, AuthenticationException failure) {
		ServerHttpResponse response = exchange.getResponse();
		String request = exchange.getRequest().getId();
		response.setStatusCode(HttpStatus.UNAUTHORIZED);
		response.getHeaders().set(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"rapport\"");
		response.getHeaders().set(HttpHeaders.CACHE_CONTROL, "no-store");
		response.getHeaders().set("X-Request-Id", request);
		response.getHeaders()
			.setContentType(new MediaType("application", "graphql-response+json", StandardCharsets.UTF_8));
		String message = this.messages.getMessage("code.UNAUTHENTICATED", null, locale(exchange));
		return response.writeWith(Mono
			.fromSupplier(() -> response.bufferFactory().wrap(MAPPER.writeValueAsBytes(body(message, request)))));
	}

	private static Locale locale(ServerWebExchange exchange) {
		Locale locale = exchange.getLocaleContext().getLocale();
		return (locale != null && locale.getLanguage().equals("zh")) ? Locale.CHINESE : Locale.ENGLISH;
	}

	private static Object body(String message, String request) {
		return Map.of("errors", List.of(Map.of("message", message, "extensions",
				Map.of("code", ApiCode.UNAUTHENTICATED.name(), "requestId", request, "retryable", false))));
	}

}
