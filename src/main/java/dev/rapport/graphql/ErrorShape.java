package dev.rapport.graphql;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import graphql.ErrorClassification;
import graphql.ErrorType;
import graphql.ExecutionResult;
import graphql.GraphQLError;
import graphql.GraphqlErrorBuilder;
import graphql.execution.AbortExecutionException;
import graphql.execution.InputMapDefinesTooManyFieldsException;
import graphql.execution.NonNullableValueCoercedAsNullException;
import graphql.introspection.GoodFaithIntrospection.BadFaithIntrospectionError;
import graphql.language.SourceLocation;
import graphql.schema.CoercingParseValueException;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.graphql.execution.DataFetcherExceptionResolver;
import org.springframework.graphql.execution.SubscriptionExceptionResolver;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import dev.rapport.kernel.ApiCode;
import dev.rapport.kernel.Problem;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Actors;

/**
 * Gives every top-level error its published shape: a message in the caller's language,
 * {@code extensions.code}, {@code requestId} and {@code retryable}. What is not the
 * caller's doing becomes {@code INTERNAL_ERROR} and is logged under the request id; its
 * own text never leaves the service.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class ErrorShape implements DataFetcherExceptionResolver, SubscriptionExceptionResolver {

	private static final Logger LOGGER = LoggerFactory.getLogger(ErrorShape.class);

	private final Messages messages;

	ErrorShape(Messages messages) {
		this.messages = messages;
	}

	@Override
	public Mono<List<GraphQLError>> resolveException(Throwable failure,
			graphql.schema.DataFetchingEnvironment environment) {
		GraphqlErrorBuilder<?> error = GraphqlErrorBuilder.newError(environment);
		return RequestLog.tenantOfCaller()
			.map((tenant) -> List.of(shaped(error, failure, environment.getLocale(),
					new RequestLog(environment.getExecutionId().toString(), tenant))));
	}

	@Override
	public Mono<List<GraphQLError>> resolveException(Throwable failure) {
		return RequestLocale.current()
			.zipWith(Actors.current(),
					(locale, actor) -> List
						.of(complete(shaped(GraphqlErrorBuilder.newError(), failure, locale, RequestLog.of(actor)),
								actor.request())));
	}

	private GraphQLError shaped(GraphqlErrorBuilder<?> error, Throwable failure, Locale locale, RequestLog log) {
		if (failure instanceof Problem problem) {
			return error.message(this.messages.of(problem, locale)).extensions(extensions(problem)).build();
		}
		if (failure instanceof AbortExecutionException) {
			LOGGER.debug("Request {} was given up", log.request(), failure);
			return error.message(this.messages.of(ApiCode.TIMEOUT, locale))
				.extensions(extensions(ApiCode.TIMEOUT))
				.build();
		}
		log.to(LOGGER.atError()).setCause(failure).log("Request {} failed", log.request());
		return error.message(this.messages.of(ApiCode.INTERNAL_ERROR, locale))
			.extensions(extensions(ApiCode.INTERNAL_ERROR))
			.build();
	}

	/** The error of an operation that is refused before it is executed. */
	GraphQLError of(Problem problem, Locale locale) {
		return shaped(GraphqlErrorBuilder.newError(), problem, locale, RequestLog.NONE);
	}

	/**
	 * A response whose errors all have their published shape. Errors that have it keep
	 * it: a replayed answer names the request that was carried out.
	 */
	WebGraphQlResponse complete(WebGraphQlResponse response, WebGraphQlRequest request) {
		ExecutionResult result = response.getExecutionResult();
		if (result.getData() instanceof Publisher<?> messages) {
			return response.transform((builder) -> builder.data(complete(messages, request.getId())));
		}
		return result.getErrors().isEmpty() ? response
				: response.transform((builder) -> builder.errors(complete(result.getErrors(), request.getId())));
	}

	/** The messages of a subscription, of which each may have errors. */
	private Flux<ExecutionResult> complete(Publisher<?> messages, String requestId) {
		return Flux.from(messages)
			.cast(ExecutionResult.class)
			.map((message) -> message.getErrors().isEmpty() ? message
					: message.transform((builder) -> builder.errors(complete(message.getErrors(), requestId))));
	}

	private List<GraphQLError> complete(List<GraphQLError> errors, String requestId) {
		return errors.stream()
			.map((error) -> (error instanceof PublishedError) ? error : complete(error, requestId))
			.toList();
	}

	/** An error of any origin with the request id, and with a code if it has none yet. */
	GraphQLError complete(GraphQLError error, String requestId) {
		Map<String, @Nullable Object> extensions = new HashMap<>();
		ApiCode code = code(error);
		extensions.putAll(extensions(code));
		if (error.getExtensions() != null) {
			extensions.putAll(error.getExtensions());
		}
		extensions.remove("classification");
		extensions.put("requestId", requestId);
		List<SourceLocation> locations = (error.getLocations() == null) ? List.of() : error.getLocations();
		return new PublishedError(String.valueOf(error.getMessage()), locations, error.getPath(), extensions);
	}

	private static ApiCode code(GraphQLError error) {
		if (error instanceof CoercingParseValueException || error instanceof NonNullableValueCoercedAsNullException
				|| error instanceof InputMapDefinesTooManyFieldsException) {
			return ApiCode.BAD_USER_INPUT;
		}
		if (error instanceof BadFaithIntrospectionError) {
			return ApiCode.QUERY_TOO_COMPLEX;
		}
		ErrorClassification type = error.getErrorType();
		if (type instanceof ErrorType known) {
			return switch (known) {
				case InvalidSyntax -> ApiCode.GRAPHQL_PARSE_FAILED;
				case ValidationError, OperationNotSupported -> ApiCode.GRAPHQL_VALIDATION_FAILED;
				case ExecutionAborted -> ApiCode.BAD_REQUEST;
				case DataFetchingException, NullValueInNonNullableField -> ApiCode.INTERNAL_ERROR;
			};
		}
		return ApiCode.INTERNAL_ERROR;
	}

	private static Map<String, Object> extensions(Problem problem) {
		return (problem instanceof Problem.Refused refused)
				? Map.of("code", refused.code().name(), "retryable", refused.retryable())
				: extensions(ApiCode.BAD_USER_INPUT);
	}

	private static Map<String, Object> extensions(ApiCode code) {
		return Map.of("code", code.name(), "retryable", code.retryable());
	}

}
