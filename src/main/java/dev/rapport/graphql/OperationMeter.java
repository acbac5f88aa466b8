package dev.rapport.graphql;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import graphql.GraphQLError;
import io.micrometer.common.KeyValues;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

import dev.rapport.kernel.ApiCode;

/**
 * Measures every operation of every transport, from the outside: how long it took and
 * what came of it, which subscriptions are live, and which limits have refused something.
 * All of it under names that the schema and the registered documents bound. The log of
 * the same name tells of each operation where it is switched on.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class OperationMeter implements OperationInterceptor {

	private static final Logger OPERATIONS = LoggerFactory.getLogger("dev.rapport.operations");

	private static final String NAME = "rapport.graphql";

	private static final String OK = "ok";

	/** How many names of registered operations get a figure of their own. */
	private static final int NAMES = 200;

	private static final Set<String> LIMITS = EnumSet
		.of(ApiCode.RATE_LIMITED, ApiCode.QUERY_TOO_DEEP, ApiCode.QUERY_TOO_COMPLEX, ApiCode.PAGE_SIZE_EXCEEDED,
				ApiCode.PAYLOAD_TOO_LARGE, ApiCode.TIMEOUT)
		.stream()
		.map(ApiCode::name)
		.collect(Collectors.toUnmodifiableSet());

	private static final Set<String> CODES = EnumSet.allOf(ApiCode.class)
		.stream()
		.map(ApiCode::name)
		.collect(Collectors.toUnmodifiableSet());

	private final ObservationRegistry observations;

	private final MeterRegistry meters;

	private final Set<String> names = ConcurrentHashMap.newKeySet();

	private final Map<String, AtomicInteger> live = new ConcurrentHashMap<>();

	OperationMeter(ObservationRegistry observations, MeterRegistry meters) {
		this.observations = observations;
		this.meters = meters;
	}

	@Override
	public Mono<WebGraphQlResponse> intercept(WebGraphQlRequest request, Context context, Chain chain) {
		OperationNote note = new OperationNote();
		Observation observation = Observation.createNotStarted(NAME, this.observations)
			.parentObservation(context.getOrDefault(ObservationThreadLocalAccessor.KEY, null))
			.start();
		long start = System.nanoTime();
		Mono<WebGraphQlResponse> answer = chain.next(request,
				context.put(OperationNote.class, note).put(ObservationThreadLocalAccessor.KEY, observation));
		Mono<WebGraphQlResponse> measured = AtOnce.map(answer, (response) -> {
			told(request, response, note, start);
			end(observation, note, outcome(response));
			return followed(response, note);
		});
		return AtOnce.isThere(measured) ? measured
				: measured.doOnError((failure) -> end(observation, note, ApiCode.INTERNAL_ERROR.name()))
					.doOnCancel(() -> end(observation, note, "cancelled"));
	}

	private void end(Observation observation, OperationNote note, String outcome) {
		if (!note.end()) {
			return;
		}
		observation.contextualName("graphql " + note.type() + " " + note.field())
			.lowCardinalityKeyValues(KeyValues.of("type", note.type(), "field", note.field(), "operation",
					name(note.registered()), "outcome", outcome))
			.stop();
		if (LIMITS.contains(outcome)) {
			this.meters.counter("rapport.limits.refused", "limit", outcome).increment();
		}
	}

	private static void told(WebGraphQlRequest request, WebGraphQlResponse response, OperationNote note, long start) {
		if (OPERATIONS.isInfoEnabled()) {
			OPERATIONS.atInfo()
				.addKeyValue("requestId", request.getId())
				.addKeyValue("tenantId", String.valueOf(note.tenant()))
				.addKeyValue("type", note.type())
				.addKeyValue("field", note.field())
				.addKeyValue("outcome", outcome(response))
				.addKeyValue("micros", (System.nanoTime() - start) / 1_000)
				.log("operation");
		}
	}

	private static String outcome(WebGraphQlResponse response) {
		List<GraphQLError> errors = response.getExecutionResult().getErrors();
		return errors.isEmpty() ? OK : code(errors.getFirst());
	}

	private static String code(GraphQLError error) {
		Map<String, Object> extensions = error.getExtensions();
		String code = (extensions != null) ? String.valueOf(extensions.get("code")) : "";
		return CODES.contains(code) ? code : ApiCode.INTERNAL_ERROR.name();
	}

	private String name(@Nullable String registered) {
		if (registered == null) {
			return "other";
		}
		boolean known = this.names.contains(registered) || (this.names.size() < NAMES && this.names.add(registered));
		return known ? registered : "other";
	}

	private WebGraphQlResponse followed(WebGraphQlResponse response, OperationNote note) {
		if (!(response.getExecutionResult().getData() instanceof Publisher<?> messages)) {
			return response;
		}
		AtomicInteger count = this.live.computeIfAbsent(note.field(), this::gauge);
		return response.transform((builder) -> builder.data(counted(messages, count)));
	}

	private AtomicInteger gauge(String field) {
		return this.meters.gauge("rapport.subscriptions", Tags.of("field", field), new AtomicInteger());
	}

	private static <T> Flux<T> counted(Publisher<T> messages, AtomicInteger count) {
		return Flux.using(count::incrementAndGet, (taken) -> messages, (taken) -> count.decrementAndGet());
	}

}
