package dev.rapport.harness;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import graphql.ExecutionResult;
import org.reactivestreams.Publisher;
import org.springframework.context.ApplicationContext;
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
import dev.rapport.events.EventCursor;
import dev.rapport.events.EventLog;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Actors;

/** The running application, asked without a network between. */
final class Service {

	/** How long a message is waited for that should not come. */
	static final Duration LISTENING = Duration.ofMillis(300);

	/**
	 * How far into the log subscriptions are heard: twins and what is hidden come before,
	 * what attackers do themselves comes after, and there is no end to it.
	 */
	private static final long DEEPEST = 150;

	/** The most messages of a subscription that are read. */
	private static final int FRAMES = 20;

	private static final JsonMapper JSON = JsonMapper.builder()
		.enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
		.build();

	/**
	 * That of a heartbeat, in whatever a transport puts around it: there is no other in
	 * one.
	 */
	private static final Pattern CURSOR = Pattern.compile("\"cursor\":\"([^\"]+)\"");

	private static final URI ENDPOINT = URI.create("http://127.0.0.1/graphql");

	private static final AtomicLong COUNT = new AtomicLong();

	private final WebGraphQlHandler handler;

	private final EventLog log;

	Service(ApplicationContext context) {
		this.handler = context.getBean(WebGraphQlHandler.class);
		this.log = context.getBean(EventLog.class);
	}

	/**
	 * All bytes of the answer; of a subscription, its messages about all that has
	 * happened by now, {@value #FRAMES} at most. It needs heartbeats, see
	 * {@link Harness}.
	 */
	Mono<String> answer(Actor actor, Operation operation) {
		Mono<String> answer = operation.isSubscription()
				? head(actor).map((head) -> Math.min(head, DEEPEST))
					.flatMap((end) -> response(actor, operation).flatMap((response) -> text(response, end)))
				: response(actor, operation).map((response) -> json(response.toMap()));
		return answer.onErrorResume((failure) -> Mono.just("broken: " + failure));
	}

	/** A subscription's messages until it is cancelled, heartbeats among them. */
	Flux<String> messages(Actor actor, Operation operation) {
		return response(actor, operation).flatMapMany(Service::frames);
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

	/**
	 * What a subscription has to say of everything up to a position, or an answer. What
	 * comes behind is about records that others are changing meanwhile.
	 */
	private static Mono<String> text(WebGraphQlResponse response, long head) {
		return frames(response).filter((frame) -> isHeartbeat(frame) ? covers(frame, head) : position(frame) <= head)
			.takeUntil(Service::isHeartbeat)
			.take(FRAMES)
			.collectList()
			.map((frames) -> String.join("\n", frames));
	}

	private static Flux<String> frames(WebGraphQlResponse response) {
		return (response.getData() instanceof Publisher<?> messages)
				? Flux.from(messages)
					.map((message) -> json(((ExecutionResult) message).toSpecification()))
					.onErrorResume(SubscriptionPublisherException.class, (failure) -> Mono.just(errors(failure)))
				: Flux.just(json(response.toMap()));
	}

	static boolean isHeartbeat(String frame) {
		return frame.contains("\"kind\":\"HEARTBEAT\"");
	}

	/** Whether a heartbeat says that everything up to a position was read. */
	static boolean covers(String frame, long position) {
		Matcher cursor = CURSOR.matcher(frame);
		return isHeartbeat(frame) && cursor.find() && EventCursor.parse(cursor.group(1)).position() >= position;
	}

	/**
	 * Where in the log a message of a subscription stands; before all of it if it has no
	 * cursor.
	 */
	private static long position(String frame) {
		Object change = (read(frame).get("data") instanceof Map<?, ?> data) ? data.values().iterator().next() : null;
		return (at(change, "cursor") instanceof String cursor) ? EventCursor.parse(cursor).position() : 0;
	}

	/** Where the log of somebody's tenant stands. */
	Mono<Long> head(Actor actor) {
		return this.log.cursor().map(EventCursor::position).contextWrite(Actors.with(actor));
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
