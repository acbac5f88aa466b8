package dev.rapport.security;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.web.server.ServerAuthenticationEntryPoint;
import org.springframework.security.web.server.WebFilterExchange;
import org.springframework.security.web.server.authentication.ServerAuthenticationFailureHandler;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

import dev.rapport.kernel.ApiCode;
import dev.rapport.security.TokenRefused.Reason;

/**
 * The answer to a request without a valid token: 401 with a challenge (RFC 6750) and a
 * body in the shape of every other error, which names the reason. 503 where the token
 * can't be verified now.
 */
@Component
class UnauthenticatedAnswer implements ServerAuthenticationEntryPoint, ServerAuthenticationFailureHandler {

	private static final Log logger = LogFactory.getLog(UnauthenticatedAnswer.class);

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private static final String REALM = "Bearer realm=\"rapport\"";

	private final MessageSource messages;

	UnauthenticatedAnswer(MessageSource messages) {
		this.messages = messages;
	}

	@Override
	public Mono<Void> onAuthenticationFailure(WebFilterExchange exchange, AuthenticationException failure) {
		return commence(exchange.getExchange(), failure);
	}

	@Override
	public Mono<Void> commence(ServerWebExchange exchange, AuthenticationException failure) {
		if (failure instanceof AuthenticationServiceException) {
			logger.warn("A token could not be verified: " + failure.getCause());
			return write(exchange, ApiCode.SERVICE_UNAVAILABLE, null);
		}
		Reason reason = reason(failure);
		exchange.getResponse().getHeaders().set(HttpHeaders.WWW_AUTHENTICATE, challenge(reason));
		return write(exchange, ApiCode.UNAUTHENTICATED, reason);
	}

	private static Reason reason(AuthenticationException failure) {
		return switch (failure) {
			case TokenRefused refused -> refused.reason();
			case OAuth2AuthenticationException _ -> Reason.INVALID_TOKEN;
			default -> Reason.MISSING_TOKEN;
		};
	}

	/** No error code where there was nothing to judge, says RFC 6750. */
	private static String challenge(Reason reason) {
		return (reason == Reason.MISSING_TOKEN) ? REALM
				: REALM + ", error=\"invalid_token\", error_description=\"" + reason.text() + "\"";
	}

	private Mono<Void> write(ServerWebExchange exchange, ApiCode code, @Nullable Reason reason) {
		ServerHttpResponse response = exchange.getResponse();
		String request = exchange.getRequest().getId();
		response.setStatusCode(HttpStatus.valueOf(code.status()));
		response.getHeaders().set(HttpHeaders.CACHE_CONTROL, "no-store");
		response.getHeaders().set("X-Request-Id", request);
		response.getHeaders()
			.setContentType(new MediaType("application", "graphql-response+json", StandardCharsets.UTF_8));
		String message = this.messages.getMessage(key(code, reason), null, locale(exchange));
		return response.writeWith(Mono.fromSupplier(
				() -> response.bufferFactory().wrap(MAPPER.writeValueAsBytes(body(code, message, request, reason)))));
	}

	private static String key(ApiCode code, @Nullable Reason reason) {
		return (reason == null || reason == Reason.MISSING_TOKEN) ? "code." + code
				: "problem.unauthenticated." + reason;
	}

	private static Locale locale(ServerWebExchange exchange) {
		Locale locale = exchange.getLocaleContext().getLocale();
		return (locale != null && locale.getLanguage().equals("zh")) ? Locale.CHINESE : Locale.ENGLISH;
	}

	private static Object body(ApiCode code, String message, String request, @Nullable Reason reason) {
		Map<String, Object> extensions = new LinkedHashMap<>();
		extensions.put("code", code.name());
		extensions.put("requestId", request);
		extensions.put("retryable", code.retryable());
		if (reason != null) {
			extensions.put("reason", reason.name());
		}
		return Map.of("errors", List.of(Map.of("message", message, "extensions", extensions)));
	}

}
