package dev.rapport.web;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

import dev.rapport.kernel.ApiCode;
import graphql.ExecutionResult;
import graphql.GraphQLError;

import org.springframework.http.MediaType;

/**
 * The HTTP status of a result. A result with data is always 200. Without, it is an error
 * status for {@code application/graphql-response+json}; clients of plain JSON expect 200
 * even then, unless the code asks something of the layers below GraphQL: a new token, a
 * pause, another key.
 */
final class ResultStatus {

	private static final int OK = 200;

	private static final int FAULT = 500;

	private static final Set<ApiCode> FOR_EVERY_CLIENT = EnumSet.of(ApiCode.RATE_LIMITED,
			ApiCode.IDEMPOTENCY_KEY_REUSED, ApiCode.SERVICE_UNAVAILABLE, ApiCode.UNAUTHENTICATED);

	private ResultStatus() {
	}

	static int of(ExecutionResult result, MediaType type) {
		if (result.isDataPresent()) {
			return OK;
		}
		ApiCode code = result.getErrors().stream().findFirst().flatMap(ResultStatus::code).orElse(ApiCode.BAD_REQUEST);
		if (Negotiation.GRAPHQL.equals(type) || FOR_EVERY_CLIENT.contains(code)) {
			return failed(code);
		}
		return OK;
	}

	private static int failed(ApiCode code) {
		if (code == ApiCode.INTERNAL_ERROR) {
			return FAULT;
		}
		return (code.status() == OK) ? ApiCode.BAD_REQUEST.status() : code.status();
	}

	private static Optional<ApiCode> code(GraphQLError error) {
		Object code = (error.getExtensions() != null) ? error.getExtensions().get("code") : null;
		return EnumSet.allOf(ApiCode.class).stream().filter((known) -> known.name().equals(code)).findFirst();
	}

}
