package dev.rapport.graphql;

import java.util.Collection;
import java.util.List;
import java.util.Map;

import graphql.execution.AbortExecutionException;

import dev.rapport.kernel.ApiCode;

/** An operation that its caller may not carry out; nothing of it was executed. */
final class AccessRefused extends AbortExecutionException {

	private final String kind;

	private final List<String> names;

	/**
	 * Refuses an operation.
	 * @param kind the name of the extension that says what it is about
	 * @param names the scopes that are missing, or the fields that may not be used so
	 */
	AccessRefused(String message, String kind, Collection<String> names) {
		super(message);
		this.kind = kind;
		this.names = List.copyOf(names);
	}

	@Override
	public Map<String, Object> getExtensions() {
		return Map.of("code", ApiCode.FORBIDDEN.name(), "retryable", false, this.kind, this.names);
	}

}
