package dev.rapport.harness;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

import graphql.ExecutionResult;
import org.reactivestreams.Publisher;
import org.springframework.graphql.execution.SubscriptionPublisherException;
import org.springframework.graphql.server.WebGraphQlHandler;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.graphql.support.DefaultGraphQlRequest;
import org.springframework.http.HttpHeaders;
import org.springframework.util.LinkedMultiValueMap;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import dev.rapport.CallerHandler;
import dev.rapport.tenancy.Actor;

/** The running application, asked without a network between. */
final class Service {

	/** How long a subscription is listened to. */
	static final Duration LISTENING = Duration.ofMillis(300);

	private static final int FRAMES = 60;

	private static final JsonMapper JSON = JsonMapper.builder()
		.enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
		.build();

	private static final URI ENDPOINT = URI.create("http://127.0.0.1/graphql");

	private static final AtomicLong COUNT = new AtomicLong();

	private final WebGraphQlHandler handler;

	Service(WebGraphQlHandler handler) {
		this.handler = handler;
	}

	/** All bytes of the answer; of a subscription, those of its first messages. */
	Mono<String> answer(Actor actor, Operation operation) {
		return response(actor, operation).flatMap(Service::text);
	}

	/** A subscription's messages until it is cancelled. */
	Flux<String> messages(Actor actor, Operation operation) {
		return response(actor, operation)
			.flatMapMany((response) -> (response.getData() instanceof Publisher<?> messages)
					? Flux.from(messages)
						.map((message) -> json(((ExecutionResult) message).toSpecification()))
						.onErrorResume(SubscriptionPublisherException.class, (failure) -> Mono.just(errors(failure)))
					: Flux.just(json(response.toMap())));
	}

	/**
	 * The first message of a subscription that isn't a heartbeat; empty text if none
	 * comes.
	 */
	Mono<String> first(Actor actor, Operation operation, Duration patience) {
		return messages(actor, operation).filter((message) -> !message.contains("HEARTBEAT"))
			.next()
			.timeout(patience, Mono.just(""))
			.defaultIfEmpty("");
	}

	private Mono<WebGraphQlResponse> response(Actor actor, Operation operation) {
		WebGraphQlRequest request = new WebGraphQlRequest(ENDPOINT, new HttpHeaders(), new LinkedMultiValueMap<>(),
				null, Map.of(),
				new DefaultGraphQlRequest(operation.document(), null, operation.variables(), operation.extensions()),
				"h" + COUNT.incrementAndGet(), Locale.ENGLISH);
		return new CallerHandler(this.handler, actor).handleRequest(request);
	}

	private static Mono<String> text(WebGraphQlResponse response) {
		if (response.getData() instanceof Publisher<?> messages) {
			return Flux.from(messages)
				.map((message) -> json(((ExecutionResult) message).toSpecification()))
				.take(FRAMES)
				.takeUntilOther(Mono.delay(LISTENING))
				.collectList()
				.map((frames) -> String.join("\n",
						frames.stream().filter((frame) -> !frame.contains("HEARTBEAT")).toList()))
				.onErrorResume(SubscriptionPublisherException.class, (failure) -> Mono.just(errors(failure)))
				.onErrorResume((failure) -> Mono.just("broken: " + failure));
		}
		return Mono.just(json(response.toMap()));
	}

	private static String errors(SubscriptionPublisherException failure) {
		return json(Map.of("errors", failure.getErrors().stream().map((error) -> error.toSpecification()).toList()));
	}

	static String json(Object value) {
		return JSON.writeValueAsString(value);
	}

	@SuppressWarnings("unchecked")
	static Map<String, Object> read(String text) {
		return Objects.requireNonNull(JSON.readValue(text, Map.class));
	}

	/** Asks and waits, for preparations. */
	Map<String, Object> ask(Actor actor, Operation operation) {
		return read(Objects.requireNonNull(answer(actor, operation).block(Duration.ofSeconds(20))));
	}

	/** What is at a path of an answer; null if nothing is. */
	static Object at(Object value, String... path) {
		Object here = value;
		for (String step : path) {
			here = switch (here) {
				case Map<?, ?> map -> map.get(step);
				case List<?> list when !list.isEmpty() -> list.get(Integer.parseInt(step));
				case null, default -> null;
			};
		}
		return here;
	}

}
