package dev.rapport.graphql;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;

import dev.rapport.events.Companion;

/**
 * The results that one subscription got first, which others wait for. As long as it goes
 * from one message straight to the next, as it does through all that one commit has
 * written, it keeps them to itself, a moment at most; then the others get all of them in
 * a row. Handed on one by one, they would take each of all the subscriptions one step
 * further, and send each of them each message by itself.
 */
final class Convoy {

	/** How many results wait at most. */
	static final int MOST = 64;

	/** How long a result waits at most. */
	static final Duration LONGEST = Duration.ofMillis(20);

	private final List<Runnable> held = new ArrayList<>(1);

	private final Scheduler timer;

	private final Companion companion;

	private @Nullable Question ahead;

	private Disposable limit = Disposables.disposed();

	/** The convoy of one subscription. */
	Convoy(Scheduler timer, Companion companion) {
		this.timer = timer;
		this.companion = companion;
	}

	/** The subscription is the first that asks this. */
	synchronized void ask(Question question) {
		this.ahead = question;
		this.companion.asks();
	}

	/** It has the answer, and this hands it on. */
	synchronized void hold(Runnable handOn) {
		this.held.add(handOn);
	}

	/**
	 * It is done with a question, or has given it up: unless it is at its next one by
	 * now, the others follow.
	 */
	void arrive(Question question) {
		if (mayGoOn(question)) {
			release();
		}
	}

	private synchronized boolean mayGoOn(Question question) {
		if (this.ahead == question) {
			this.companion.isAnswered();
			return true;
		}
		if (this.held.size() >= MOST) {
			return true;
		}
		if (this.limit.isDisposed()) {
			this.limit = this.timer.schedule(this::release, LONGEST.toMillis(), TimeUnit.MILLISECONDS);
		}
		return false;
	}

	/** The last one first: whoever gets the first one finds all the others. */
	private void release() {
		taken().reversed().forEach(Runnable::run);
		this.companion.handsOn();
	}

	private synchronized List<Runnable> taken() {
		this.limit.dispose();
		List<Runnable> taken = List.copyOf(this.held);
		this.held.clear();
		return taken;
	}

}
