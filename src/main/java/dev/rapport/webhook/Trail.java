package dev.rapport.webhook;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

import dev.rapport.events.Trace;

/**
 * What attempts leave behind for operators: how long each took and what came of it, and
 * where tracing is on a span, whose trace the receiver may go on with, and which is
 * linked to the write that it tells of. Neither names the receiver.
 */
@Component
class Trail {

	private static final String NAME = "rapport.webhook";

	private final ObservationRegistry observations;

	Trail(ObservationRegistry observations) {
		this.observations = observations;
	}

	/**
	 * Makes an attempt.
	 * @param headers what it is to send; tracing adds its own
	 * @param cause the span of the write; null if there is none or it isn't known
	 */
	Mono<Outcome> of(Map<String, String> headers, @Nullable Trace cause,
			Function<Map<String, String>, Mono<Outcome>> attempt) {
		return Mono.defer(() -> {
			Map<String, String> all = new TreeMap<>(headers);
			SenderContext<Map<String, String>> context = new SenderContext<>(
					(carrier, key, value) -> all.putIfAbsent(key, value), Kind.CLIENT);
			context.setCarrier(all);
			if (cause != null) {
				context.put(Trace.class, cause);
			}
			AtomicBoolean open = new AtomicBoolean(true);
			Observation observation = Observation.createNotStarted(NAME, () -> context, this.observations)
				.contextualName("webhook attempt")
				.start();
			return attempt.apply(all)
				.doOnNext((outcome) -> end(observation, open, word(outcome)))
				.doOnError((failure) -> end(observation, open, "failed"))
				.doOnCancel(() -> end(observation, open, "cancelled"));
		});
	}

	private static String word(Outcome outcome) {
		return (outcome.error() != null) ? outcome.error().name() : "taken";
	}

	private static void end(Observation observation, AtomicBoolean open, String outcome) {
		if (open.compareAndSet(true, false)) {
			observation.lowCardinalityKeyValues(KeyValues.of("outcome", outcome)).stop();
		}
	}

}
