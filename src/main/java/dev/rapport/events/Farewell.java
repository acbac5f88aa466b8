package dev.rapport.events;

import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * Tells subscriptions that this process is about to stop, before anything of it has, so
 * that each can still say where it stands.
 */
@Component
class Farewell implements ApplicationListener<ContextClosedEvent> {

	private final Sinks.Many<Boolean> said = Sinks.many().multicast().directBestEffort();

	@Override
	public void onApplicationEvent(ContextClosedEvent event) {
		say();
	}

	void say() {
		this.said.emitNext(true, (signal, result) -> result == Sinks.EmitResult.FAIL_NON_SERIALIZED);
	}

	/** Emits whenever it is said from now on. */
	Flux<Boolean> said() {
		return this.said.asFlux();
	}

}
