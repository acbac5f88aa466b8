package dev.rapport.events;

import java.time.Duration;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * When subscriptions say where they stand: at intervals, and once more when the process
 * is about to stop, before anything of it has.
 */
@Component
class Beats implements ApplicationListener<ContextClosedEvent> {

	private final Sinks.Many<Boolean> farewells = Sinks.many().multicast().directBestEffort();

	private final Duration interval;

	Beats(@Value("${rapport.events.heartbeat:20s}") Duration interval) {
		this.interval = interval;
	}

	@Override
	public void onApplicationEvent(ContextClosedEvent event) {
		farewell();
	}

	void farewell() {
		this.farewells.emitNext(true, (signal, result) -> result == Sinks.EmitResult.FAIL_NON_SERIALIZED);
	}

	/** From now on; true for a farewell, which is due however much was said before. */
	Flux<Boolean> all() {
		return Flux.interval(this.interval)
			.onBackpressureDrop()
			.map((tick) -> false)
			.mergeWith(this.farewells.asFlux());
	}

}
