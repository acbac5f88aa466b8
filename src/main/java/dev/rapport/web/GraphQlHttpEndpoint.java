package dev.rapport.web;

import java.net.URI;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

import dev.rapport.kernel.ApiCode;
import dev.rapport.web.TransportErrors.Failure;
import graphql.language.OperationDefinition.Operation;
import reactor.core.publisher.Mono;

import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * GraphQL over HTTP after the GraphQL-over-HTTP draft: POST for queries and mutations,
 * GET for queries only. A request for {@code text/event-stream} is handed to
 * {@link SseEndpoint}. Every response names its request and is not to be cached.
 */
final class GraphQlHttpEndpoint {

	private static final int TOO_MANY_REQUESTS = 429;

	private static final Set<Operation> BY_GET = EnumSet.of(Operation.QUERY);

	private static final Set<Operation> BY_POST = EnumSet.of(Operation.QUERY, Operation.MUTATION);

	private final RequestReader reader = new RequestReader();

	private final Execution execution;

	private final SseEndpoint streams;

	private final TransportErrors errors;

	GraphQlHttpEndpoint(Execution execution, SseEndpoint streams, TransportErrors errors) {
		this.execution = execution;
		this.streams = streams;
		this.errors = errors;
	}

	/** Answers any request to the path; never fails. */
	Mono<ServerResponse> handle(ServerRequest request) {
		Call call = Call.of(request.headers().asHttpHeaders());
		try {
			return answer(request, call)
				.onErrorResume((cause) -> refusal(request, call, this.errors.failure(call, cause)));
		}
		catch (Exception refused) {
			return refusal(request, call, this.errors.failure(call, refused));
		}
	}

	private Mono<ServerResponse> answer(ServerRequest request, Call call) {
		requireGetOrPost(request);
		MediaType type = Negotiation.answer(request.headers().asHttpHeaders());
		Mono<Parameters> parameters = this.reader.read(request);
		if (type.equals(MediaType.TEXT_EVENT_STREAM)) {
			return parameters.flatMap((what) -> this.streams.stream(request, what, call));
		}
		Set<Operation> admitted = (request.method() == HttpMethod.GET) ? BY_GET : BY_POST;
		return parameters.flatMap((what) -> this.execution.execute(graphQlRequest(request, what, call), admitted))
			.flatMap((response) -> result(response, type, call));
	}

	/** The request as GraphQL sees it; the document in a URL does not go further. */
	static WebGraphQlRequest graphQlRequest(ServerRequest request, Parameters parameters, Call call) {
		return new WebGraphQlRequest(withoutQuery(request.uri()), request.headers().asHttpHeaders(), request.cookies(),
				request.remoteAddress().orElse(null), request.attributes(), parameters.asMap(), call.id(),
				call.locale());
	}

	private static URI withoutQuery(URI uri) {
		return (uri.getRawQuery() == null) ? uri
				: UriComponentsBuilder.fromUri(uri).replaceQuery(null).build(true).toUri();
	}

	/** The headers that every response carries. */
	static void common(HttpHeaders headers, Call call) {
		headers.set(Call.ID_HEADER, call.id());
		headers.set(HttpHeaders.CACHE_CONTROL, "no-store");
		headers.set("X-Content-Type-Options", "nosniff");
	}

	private static void requireGetOrPost(ServerRequest request) {
		if (request.method() != HttpMethod.GET && request.method() != HttpMethod.POST) {
			throw new Rejection(405, ApiCode.BAD_REQUEST, "transport.method");
		}
	}

	private static Mono<ServerResponse> result(WebGraphQlResponse response, MediaType type, Call call) {
		if (Execution.isStream(response)) {
			throw Rejection.badRequest("transport.subscription.needsStream");
		}
		int status = ResultStatus.of(response.getExecutionResult(), type);
		HttpHeaders headers = response.getResponseHeaders();
		if (status == TOO_MANY_REQUESTS && !headers.containsHeader(HttpHeaders.RETRY_AFTER)) {
			headers.set(HttpHeaders.RETRY_AFTER, "1");
		}
		return write(status, type, headers, call, response.toMap());
	}

	private static Mono<ServerResponse> refusal(ServerRequest request, Call call, Failure failure) {
		HttpHeaders headers = new HttpHeaders();
		switch (failure.status()) {
			case 401 -> headers.set(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
			case 405 -> headers.setAllow(Set.of(HttpMethod.GET, HttpMethod.POST));
			case TOO_MANY_REQUESTS -> headers.set(HttpHeaders.RETRY_AFTER, "1");
			case 415 -> headers.set(HttpHeaders.ACCEPT, MediaType.APPLICATION_JSON_VALUE);
			default -> {
			}
		}
		return write(failure.status(), errorType(request.headers().asHttpHeaders()), headers, call, failure.body());
	}

	/** The media type of an error that comes before the result. */
	static MediaType errorType(HttpHeaders request) {
		try {
			MediaType type = Negotiation.answer(request);
			return type.equals(MediaType.TEXT_EVENT_STREAM) ? MediaType.APPLICATION_JSON : type;
		}
		catch (Rejection notAcceptable) {
			return MediaType.APPLICATION_JSON;
		}
	}

	private static Mono<ServerResponse> write(int status, MediaType type, HttpHeaders headers, Call call,
			Map<String, Object> body) {
		return Mono.just(new JsonAnswer(HttpStatusCode.valueOf(status), headers, type, call, Wire.bytes(body)));
	}

}
