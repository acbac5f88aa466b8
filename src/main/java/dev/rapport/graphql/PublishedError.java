package dev.rapport.graphql;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import graphql.ErrorClassification;
import graphql.ErrorType;
import graphql.GraphQLError;
import graphql.language.SourceLocation;
import org.jspecify.annotations.Nullable;

/** A top-level error as it leaves the service, without the engine's classification. */
record PublishedError(String message, @Nullable List<SourceLocation> locations, @Nullable List<Object> path,
		Map<String, Object> extensions) implements GraphQLError {

	@Override
	public String getMessage() {
		return this.message;
	}

	@Override
	public @Nullable List<SourceLocation> getLocations() {
		return this.locations;
	}

	@Override
	public ErrorClassification getErrorType() {
		return ErrorType.ExecutionAborted;
	}

	@Override
	public @Nullable List<Object> getPath() {
		return this.path;
	}

	@Override
	public Map<String, Object> getExtensions() {
		return this.extensions;
	}

	@Override
	public Map<String, Object> toSpecification() {
		Map<String, Object> specification = new LinkedHashMap<>();
		specification.put("message", this.message);
		if (this.locations != null) {
			specification.put("locations", this.locations.stream().map(PublishedError::place).toList());
		}
		if (this.path != null) {
			specification.put("path", this.path);
		}
		specification.put("extensions", this.extensions);
		return specification;
	}

	private static Map<String, Integer> place(SourceLocation location) {
		return Map.of("line", location.getLine(), "column", location.getColumn());
	}

}
