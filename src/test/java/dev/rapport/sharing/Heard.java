package dev.rapport.sharing;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.graphql.test.tester.WebGraphQlTester;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** What a subscription says while something happens, heartbeats left out. */
final class Heard {

	private static final Duration PATIENCE = Duration.ofSeconds(15);

	private static final Duration HEAD_START = Duration.ofMillis(400);

	private Heard() {
	}

	static List<Map<String, Object>> by(WebGraphQlTester caller, String document, String field, Runnable story,
			Predicate<Map<String, Object>> last) {
		return Objects
			.requireNonNull(changes(caller, document, field, story).takeUntil(last).collectList().block(PATIENCE));
	}

	static List<Map<String, Object>> within(Duration time, WebGraphQlTester caller, String document, String field,
			Runnable story) {
		return Objects.requireNonNull(changes(caller, document, field, story).take(time).collectList().block(PATIENCE));
	}

	/** All that a subscription says. */
	static Flux<Map<String, Object>> live(WebGraphQlTester caller, String document, String field) {
		return changes(caller, document, field, () -> {
		});
	}

	private static Flux<Map<String, Object>> changes(WebGraphQlTester caller, String document, String field,
			Runnable story) {
		Mono<Void> told = Mono.delay(HEAD_START, Schedulers.boundedElastic()).doOnNext((tick) -> story.run()).then();
		return caller.document(document)
			.executeSubscription()
			.toFlux()
			.map((change) -> change.path(field).entity(new ParameterizedTypeReference<Map<String, Object>>() {
			}).get())
			.mergeWith(told.then(Mono.empty()))
			.filter((change) -> !"HEARTBEAT".equals(change.get("kind")));
	}

}
