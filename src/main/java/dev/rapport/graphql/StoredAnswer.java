package dev.rapport.graphql;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import graphql.ExecutionResult;
import graphql.GraphQLError;
import graphql.language.SourceLocation;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.graphql.support.DefaultExecutionGraphQlResponse;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import dev.rapport.kernel.ApiCode;
import dev.rapport.tenancy.SecretText;

/** Answers to keyed operations as text, field by field as they were given. */
final class StoredAnswer {

	/** The longest answer that is kept, in characters. */
	private static final int LONGEST = 1_000_000;

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private static final Set<String> FAULTS = Set.of(ApiCode.INTERNAL_ERROR.name());

	private StoredAnswer() {
	}

	/**
	 * The answer as text; null if it is too long to keep, or must not be repeated. One
	 * that hands over a secret must not be kept at all.
	 */
	static @Nullable String of(WebGraphQlResponse response) {
		String text = MAPPER.writeValueAsString(response.getExecutionResult().toSpecification());
		return (text.length() > LONGEST || retryable(response) || SecretText.isIn(text)) ? null : text;
	}

	/** The answer to a later request with the same key. */
	static WebGraphQlResponse replay(String answer, WebGraphQlRequest request) {
		ExecutionResult result = result(MAPPER.readValue(answer, new TypeReference<Map<String, Object>>() {
		}));
		return new WebGraphQlResponse(new DefaultExecutionGraphQlResponse(request.toExecutionInput(), result));
	}

	/** Whether an operation failed so that it may be tried again under the same key. */
	static boolean failed(WebGraphQlResponse response) {
		return !response.getExecutionResult().isDataPresent() || retryable(response)
				|| errors(response).anyMatch((extensions) -> FAULTS.contains(extensions.get("code")));
	}

	private static boolean retryable(WebGraphQlResponse response) {
		return errors(response).anyMatch((extensions) -> Boolean.TRUE.equals(extensions.get("retryable")));
	}

	private static Stream<Map<String, Object>> errors(WebGraphQlResponse response) {
		return response.getExecutionResult()
			.getErrors()
			.stream()
			.map(GraphQLError::getExtensions)
			.filter(Objects::nonNull);
	}

	@SuppressWarnings("unchecked")
	private static ExecutionResult result(Map<String, Object> answer) {
		Map<Object, Object> extensions = new HashMap<>();
		extensions.putAll((Map<String, Object>) answer.getOrDefault("extensions", Map.of()));
		extensions.put("idempotency", Map.of("replayed", true));
		List<Map<String, Object>> errors = (List<Map<String, Object>>) answer.getOrDefault("errors", List.of());
		ExecutionResult.Builder<?> result = ExecutionResult.newExecutionResult()
			.errors(errors.stream().<GraphQLError>map(StoredAnswer::error).toList())
			.extensions(extensions);
		return answer.containsKey("data") ? result.data(answer.get("data")).build() : result.build();
	}

	private static PublishedError error(Map<String, Object> specification) {
		GraphQLError error = GraphQLError.fromSpecification(specification);
		return new PublishedError(error.getMessage(),
				Objects.requireNonNullElse(error.getLocations(), List.<SourceLocation>of()), error.getPath(),
				new HashMap<>(Objects.requireNonNullElse(error.getExtensions(), Map.of())));
	}

}
