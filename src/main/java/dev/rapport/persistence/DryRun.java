package dev.rapport.persistence;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import reactor.core.publisher.Mono;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * A rehearsal: while one is in the Reactor context, every transaction is rolled back
 * after its work, and the events it would have written are collected here.
 */
public final class DryRun {

	private final Queue<Object> events = new ConcurrentLinkedQueue<>();

	/** A context in which this rehearsal runs. */
	public Context context() {
		return Context.of(DryRun.class, this);
	}

	/** What would have been written, in order. */
	public List<Object> events() {
		return List.copyOf(this.events);
	}

	/** Notes events if a rehearsal runs. */
	public static Mono<Void> note(List<?> events) {
		return Mono.deferContextual((context) -> {
			if (in(context)) {
				context.<DryRun>get(DryRun.class).events.addAll(events);
			}
			return Mono.empty();
		});
	}

	static boolean in(ContextView context) {
		return context.hasKey(DryRun.class);
	}

}
