package dev.rapport.web;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.rapport.kernel.ApiCode;
import dev.rapport.kernel.Problem;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.MessageSource;
import org.springframework.graphql.execution.SubscriptionPublisherException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.AuthenticationException;

/**
 * Turns whatever a request failed with into the errors of a GraphQL response. What is not
 * foreseen is logged with the request id and answered as {@code INTERNAL_ERROR}; its own
 * words stay here.
 */
final class TransportErrors {

	private static final Logger LOGGER = LoggerFactory.getLogger(TransportErrors.class);

	private static final Set<ApiCode> LIMITS = EnumSet.of(ApiCode.RATE_LIMITED, ApiCode.PAYLOAD_TOO_LARGE);

	private final MessageSource messages;

	TransportErrors(MessageSource messages) {
		this.messages = messages;
	}

	/** What to answer instead of a result. */
	Failure failure(Call call, Throwable cause) {
		return switch (cause) {
			case Rejection rejection -> failure(call, rejection);
			case Problem.Refused refused -> failure(call, refused);
			case SubscriptionPublisherException ended ->
				new Failure(500, ended.getErrors().stream().map((error) -> error.toSpecification()).toList());
			case AuthenticationServiceException _ ->
				failure(call, new Problem.Refused(ApiCode.SERVICE_UNAVAILABLE, "unavailable"));
			case AuthenticationException _ ->
				failure(call, new Rejection(ApiCode.UNAUTHENTICATED, "transport.unauthenticated"));
			case AccessDeniedException _ -> failure(call, new Rejection(ApiCode.FORBIDDEN, "transport.forbidden"));
			default -> unforeseen(call, cause);
		};
	}

	private Failure failure(Call call, Rejection rejection) {
		if (LIMITS.contains(rejection.code())) {
			refusals(rejection.code().name()).increment();
		}
		String text = this.messages.getMessage(rejection.messageKey(), rejection.arguments(), call.locale());
		return new Failure(rejection.status(), List.of(error(call, rejection.code(), text)));
	}

	/** Refusals by one limit; those of operations are counted under the same name. */
	static Counter refusals(String limit) {
		return Counter.builder("rapport.limits.refused")
			.description("What was refused because of a limit")
			.tag("limit", limit)
			.register(Metrics.globalRegistry);
	}

	private Failure failure(Call call, Problem.Refused refused) {
		String fallback = this.messages.getMessage("transport.refused", null, call.locale());
		String text = this.messages.getMessage("problem." + refused.messageKey(), refused.arguments(), fallback,
				call.locale());
		int status = (refused.code().status() < 400) ? ApiCode.BAD_REQUEST.status() : refused.code().status();
		return new Failure(status, List.of(error(call, refused.code(), (text != null) ? text : "")));
	}

	private Failure unforeseen(Call call, Throwable cause) {
		LOGGER.atError().addKeyValue("requestId", call.id()).setCause(cause).log("Request {} failed", call.id());
		return failure(call, new Rejection(500, ApiCode.INTERNAL_ERROR, "transport.internal"));
	}

	private static Map<String, Object> error(Call call, ApiCode code, String text) {
		return Map.of("message", text, "extensions",
				Map.of("code", code.name(), "requestId", call.id(), "retryable", code.retryable()));
	}

	/**
	 * An answer without data.
	 *
	 * @param status the HTTP status where there still is one to send
	 * @param errors as the GraphQL specification wants them
	 */
	record Failure(int status, List<Map<String, Object>> errors) {

		Map<String, Object> body() {
			return Map.of("errors", this.errors);
		}

	}

}
