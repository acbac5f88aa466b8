package dev.rapport.events;

import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * One subscription of those that ask the same. When there is news, one of them goes ahead
 * to get the answer, and the others come when it is there: woken at once, they would only
 * come to wait for it. Who asks something else than the others believe loses nothing but
 * that moment. Safe for use by several threads.
 */
public final class Companion {

	private static final Class<Companion> KEY = Companion.class;

	private static final Class<Executor> DESK = Executor.class;

	/** Where nobody has said where else: whoever brings the news also tells it. */
	static final Executor ANYWHERE = Runnable::run;

	private final Object subject;

	private volatile boolean asking;

	private volatile @Nullable Runnable followers;

	/**
	 * A subscription.
	 * @param subject what it asks; equal ones are companions of each other
	 */
	public Companion(Object subject) {
		this.subject = subject;
	}

	/** A context in which a subscription is this one. */
	public Context context() {
		return Context.of(KEY, this);
	}

	/**
	 * A context whose subscriptions are told on one thread, that of the client's
	 * connection: what is made for the client there needn't be handed over.
	 */
	public static Context on(Executor thread) {
		return Context.of(DESK, thread);
	}

	/** The subscription in a context; one without companions where there is none. */
	static Companion of(ContextView context) {
		return context.hasKey(KEY) ? context.get(KEY) : new Companion(new Object());
	}

	static Executor thread(ContextView context) {
		return context.hasKey(DESK) ? context.get(DESK) : ANYWHERE;
	}

	Object subject() {
		return this.subject;
	}

	/** It is the first that asks, and has no answer yet. */
	public void asks() {
		this.asking = true;
	}

	/** It has the answer, or has given up. */
	public void isAnswered() {
		this.asking = false;
	}

	/** Whoever asks the same now finds answers. */
	public void handsOn() {
		Runnable waiting = this.followers;
		if (waiting != null) {
			waiting.run();
		}
	}

	boolean isAsking() {
		return this.asking;
	}

	/** What to do once others would find answers. */
	void followedBy(Runnable others) {
		this.followers = others;
	}

}
