package dev.rapport.graphql;

import java.util.List;

import graphql.ExecutionResult;
import graphql.GraphQLError;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.graphql.support.DefaultExecutionGraphQlResponse;

/** Answers to operations that are refused before they are executed. */
final class Refusals {

	private Refusals() {
	}

	static WebGraphQlResponse response(WebGraphQlRequest request, List<GraphQLError> errors) {
		return new WebGraphQlResponse(new DefaultExecutionGraphQlResponse(request.toExecutionInput(),
				ExecutionResult.newExecutionResult().errors(errors).build()));
	}

}
