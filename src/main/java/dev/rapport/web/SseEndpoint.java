package dev.rapport.web;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.rapport.kernel.ApiCode;
import dev.rapport.tenancy.Actor;
import graphql.ExecutionResult;
import graphql.language.OperationDefinition.Operation;
import io.netty.handler.timeout.WriteTimeoutHandler;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;

import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

/**
 * GraphQL over server-sent events, the distinct-connections mode of the graphql-sse
 * protocol, for every kind of operation: {@code next} per result, then {@code complete}.
 * Headers go out before the operation is executed, so all later errors are results in the
 * stream. GET does not change anything: mutations need POST. A result with a cursor has
 * it as its id; a client that reconnects with {@code Last-Event-ID} goes on behind it,
 * whatever its document says about where to begin: the header tells what was received
 * last, the argument {@code after} where the client began. A stream that ends without
 * {@code complete} was cut by us (restart, a client that does not take what it asked for)
 * or by the network and may be resumed.
 */
final class SseEndpoint {

	private static final int PREFETCH = 1;

	private static final String STALL = "rapport.stall";

	private static final String LAST_EVENT = "Last-Event-ID";

	private static final Set<Operation> BY_GET = EnumSet.of(Operation.QUERY, Operation.SUBSCRIPTION);

	private static final Set<Operation> BY_POST = EnumSet.allOf(Operation.class);

	private static final ServerSentEvent<String> COMMENT = ServerSentEvent.<String>builder().comment("").build();

	private static final ServerSentEvent<String> COMPLETE = ServerSentEvent.builder("").event("complete").build();

	private final Execution execution;

	private final TransportErrors errors;

	private final Origins origins;

	private final Drain drain;

	private final SocketLimits limits;

	private final Seats seats;

	SseEndpoint(Execution execution, TransportErrors errors, Origins origins, Drain drain, SocketLimits limits,
			Seats seats) {
		this.execution = execution;
		this.errors = errors;
		this.origins = origins;
		this.drain = drain;
		this.limits = limits;
		this.seats = seats;
	}

	/**
	 * The stream of an operation.
	 * @throws Rejection if the page that asks may not have one, the server is stopping,
	 * or the client or its tenant has too many open
	 */
	Mono<ServerResponse> stream(ServerRequest request, Parameters parameters, Call call) {
		this.origins.check(request.headers().asHttpHeaders());
		this.drain.requireOpen();
		cutIfStalled(request);
		return request.principal()
			.flatMap(Credential::of)
			.doOnNext((credential) -> this.seats.requireRoom(credential.actor()))
			.then(Mono.defer(() -> respond(request, parameters, call)));
	}

	private Mono<ServerResponse> respond(ServerRequest request, Parameters parameters, Call call) {
		return ServerResponse.ok()
			.contentType(MediaType.TEXT_EVENT_STREAM)
			.headers((headers) -> GraphQlHttpEndpoint.common(headers, call))
			.header("X-Accel-Buffering", "no")
			.body(BodyInserters.fromServerSentEvents(events(request, parameters, call)));
	}

	/**
	 * Closes the connection where the client does not take a message in time: the wait
	 * for it to be written is the measure, as the socket's buffers hide it from Reactor.
	 */
	private void cutIfStalled(ServerRequest request) {
		HttpServerResponse netty = ServerHttpResponseDecorator.getNativeResponse(request.exchange().getResponse());
		netty.withConnection((connection) -> connection.addHandlerLast(STALL,
				new WriteTimeoutHandler(this.limits.stall().toMillis(), TimeUnit.MILLISECONDS)));
	}

	private Flux<ServerSentEvent<String>> events(ServerRequest request, Parameters parameters, Call call) {
		Flux<ServerSentEvent<String>> keepAlive = Flux.interval(this.limits.keepAlive())
			.onBackpressureDrop()
			.map((_) -> COMMENT);
		Flux<ServerSentEvent<String>> events = Flux.concat(Flux.just(COMMENT), results(request, parameters, call),
				Flux.just(COMPLETE));
		return this.drain.track(Flux.merge(PREFETCH, events, keepAlive)
			.takeUntil(COMPLETE::equals)
			.takeUntilOther(this.drain.started()));
	}

	private Flux<ServerSentEvent<String>> results(ServerRequest request, Parameters parameters, Call call) {
		Flux<ServerSentEvent<String>> results = Mono.defer(() -> execute(request, parameters, call))
			.flatMapMany(Execution::results)
			.map(this::next);
		return holder().flatMapMany((holder) -> seated(holder, untilExpired(results, holder)))
			.onErrorResume((cause) -> Flux.just(next(null, Wire.text(this.errors.failure(call, cause).body()))));
	}

	private Mono<WebGraphQlResponse> execute(ServerRequest request, Parameters parameters, Call call) {
		WebGraphQlRequest operation = GraphQlHttpEndpoint.graphQlRequest(request, parameters, call);
		Execution.resume(operation, request.headers().firstHeader(LAST_EVENT));
		return this.execution.executeApart(operation, (request.method() == HttpMethod.GET) ? BY_GET : BY_POST);
	}

	/** Whose stream it is, and the end of the right to it. */
	private static Mono<Holder> holder() {
		return ReactiveSecurityContextHolder.getContext()
			.mapNotNull(SecurityContext::getAuthentication)
			.flatMap(Credential::of)
			.map((credential) -> new Holder(credential.actor(), credential.expiry()))
			.switchIfEmpty(Mono.fromSupplier(() -> new Holder(null, Mono.never())));
	}

	private <T> Flux<T> seated(Holder holder, Flux<T> results) {
		return (holder.actor() == null) ? results : this.seats.seated(holder.actor(), results);
	}

	/**
	 * By completion, as {@code takeUntilOther} does not cancel its source on an error.
	 */
	private static <T> Flux<T> untilExpired(Flux<T> results, Holder holder) {
		AtomicBoolean expired = new AtomicBoolean();
		return results.takeUntilOther(holder.expiry().doOnNext((_) -> expired.set(true)))
			.concatWith(Mono.defer(() -> expired.get()
					? Mono.error(new Rejection(ApiCode.UNAUTHENTICATED, "transport.credential.expired"))
					: Mono.empty()));
	}

	private ServerSentEvent<String> next(ExecutionResult result) {
		return next(cursor(result.getData()), new String(this.execution.payloads().of(result), StandardCharsets.UTF_8));
	}

	private static ServerSentEvent<String> next(@Nullable String id, String result) {
		ServerSentEvent.Builder<String> event = ServerSentEvent.<String>builder().event("next").data(result);
		return ((id != null) ? event.id(id) : event).build();
	}

	private static @Nullable String cursor(@Nullable Object data) {
		if (data instanceof Map<?, ?> fields && fields.size() == 1
				&& fields.values().iterator().next() instanceof Map<?, ?> field
				&& field.get("cursor") instanceof String cursor && cursor.indexOf('\n') < 0) {
			return cursor;
		}
		return null;
	}

	/**
	 * Whose stream it is.
	 *
	 * @param actor the caller; null if there is none, who is refused anyway
	 * @param expiry signals when the credential ends
	 */
	private record Holder(@Nullable Actor actor, Mono<Long> expiry) {
	}

}
