package dev.rapport.persistence;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/**
 * Collects the events that a rehearsal would have written; see
 * {@link TenantDatabase#rehearse}.
 */
public final class DryRun {

	private final Queue<Object> events = new ConcurrentLinkedQueue<>();

	/** A context in which events are collected here. */
	Context context() {
		return Context.of(DryRun.class, this);
	}

	/** What would have been written, in order. */
	public List<Object> events() {
		return List.copyOf(this.events);
	}

	/** Notes events if a rehearsal runs; nobody else asks for them. */
	public static Mono<Void> note(Supplier<? extends List<?>> events) {
		return Mono.deferContextual((context) -> {
			if (context.hasKey(DryRun.class)) {
				context.<DryRun>get(DryRun.class).events.addAll(events.get());
			}
			return Mono.empty();
		});
	}

}
