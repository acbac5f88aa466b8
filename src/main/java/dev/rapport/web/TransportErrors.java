package dev.rapport.web;

import java.util.List;
import java.util.Map;

import dev.rapport.kernel.ApiCode;
import dev.rapport.kernel.Problem;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

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

	private static final Log logger = LogFactory.getLog(TransportErrors.class);

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
		String text = this.messages.getMessage(rejection.messageKey(), rejection.arguments(), call.locale());
		return new Failure(rejection.status(), List.of(error(call, rejection.code(), text)));
	}

	private Failure failure(Call call, Problem.Refused refused) {
		String fallback = this.messages.getMessage("transport.refused", null, call.locale());
		String text = this.messages.getMessage("problem." + refused.messageKey(), refused.arguments(), fallback,
				call.locale());
		int status = (refused.code().status() < 400) ? ApiCode.BAD_REQUEST.status() : refused.code().status();
		return new Failure(status, List.of(error(call, refused.code(), (text != null) ? text : "")));
	}

	private Failure unforeseen(Call call, Throwable cause) {
		logger.error("Request " + call.id() + " failed", cause);
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
