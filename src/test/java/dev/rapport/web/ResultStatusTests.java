package dev.rapport.web;

import java.util.Map;

import graphql.ExecutionResult;
import graphql.GraphQLError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.http.MediaType;

import static org.assertj.core.api.Assertions.assertThat;

class ResultStatusTests {

	@ParameterizedTest
	@CsvSource({ "GRAPHQL_PARSE_FAILED, 400, 200", "QUERY_TOO_DEEP, 400, 200", "BAD_USER_INPUT, 400, 200",
			"RATE_LIMITED, 429, 429", "IDEMPOTENCY_KEY_REUSED, 409, 409", "SERVICE_UNAVAILABLE, 503, 503",
			"UNAUTHENTICATED, 401, 401", "FORBIDDEN, 403, 200", "INTERNAL_ERROR, 500, 200",
			"SOMETHING_ELSE, 400, 200" })
	void followsTheCodeOfAResultWithoutData(String code, int graphQl, int json) {
		ExecutionResult result = ExecutionResult.newExecutionResult().addError(error(code)).build();
		assertThat(ResultStatus.of(result, Negotiation.GRAPHQL)).isEqualTo(graphQl);
		assertThat(ResultStatus.of(result, MediaType.APPLICATION_JSON)).isEqualTo(json);
	}

	@Test
	void isGoodWithData() {
		ExecutionResult result = ExecutionResult.newExecutionResult().data(null).addError(error("FORBIDDEN")).build();
		assertThat(ResultStatus.of(result, Negotiation.GRAPHQL)).isEqualTo(200);
	}

	private static GraphQLError error(String code) {
		return GraphQLError.newError().message("m").extensions(Map.of("code", code)).build();
	}

}
