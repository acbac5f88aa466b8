package dev.rapport.graphql;

import java.util.List;
import java.util.Map;

import graphql.ErrorClassification;
import graphql.GraphQLError;
import graphql.language.SourceLocation;
import org.jspecify.annotations.Nullable;

/**
 * An error as it leaves the service. It has no classification: the engine would write it
 * into the extensions beside the published code.
 */
record PublishedError(String message, List<SourceLocation> locations, @Nullable List<Object> path,
		Map<String, @Nullable Object> extensions) implements GraphQLError {

	@Override
	public String getMessage() {
		return this.message;
	}

	@Override
	public List<SourceLocation> getLocations() {
		return this.locations;
	}

	@Override
	@SuppressWarnings("NullAway") // the engine takes null for "none" and its interface
									// does not say so
	public ErrorClassification getErrorType() {
		return null;
	}

	@Override
	@SuppressWarnings("NullAway") // likewise
	public List<Object> getPath() {
		return this.path;
	}

	@Override
	@SuppressWarnings("NullAway") // values may be null
	public Map<String, Object> getExtensions() {
		return this.extensions;
	}

}
