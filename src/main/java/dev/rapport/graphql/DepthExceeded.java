package dev.rapport.graphql;

import java.util.Map;

import graphql.execution.AbortExecutionException;

import dev.rapport.kernel.ApiCode;

/** An operation nests deeper than is admitted. */
final class DepthExceeded extends AbortExecutionException {

	DepthExceeded(int depth, int most) {
		super("The operation nests " + depth + " levels deep; at most " + most + " are admitted");
	}

	@Override
	public Map<String, Object> getExtensions() {
		return Map.of("code", ApiCode.QUERY_TOO_DEEP.name(), "retryable", false);
	}

}
