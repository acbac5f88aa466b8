package dev.rapport.persistence;

import java.util.concurrent.atomic.AtomicReference;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.R2dbcException;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * One transaction around many steps that share its connection: what would else be
 * transactions of their own take turns here, in the order of their subscriptions. A step
 * that fails is undone and leaves the ones before it as they were.
 */
final class Rehearsal {

	private static final String STEP = "step";

	private final AtomicReference<Mono<Void>> last = new AtomicReference<>(Mono.empty());

	private final Transaction transaction;

	private volatile boolean over;

	Rehearsal(Transaction transaction) {
		this.transaction = transaction;
	}

	Transaction transaction() {
		return this.transaction;
	}

	/** Does work when all that came before is done; once begun, it is finished. */
	<T> Mono<T> step(Mono<T> work) {
		return inTurn(undoneIfFailed(work)).onErrorMap(R2dbcException.class, SqlStates::translate);
	}

	/** Waits for what has begun; steps that come later fail. */
	Mono<Void> end() {
		return inTurn(Mono.fromRunnable(() -> this.over = true));
	}

	private <T> Mono<T> inTurn(Mono<T> work) {
		return Mono.defer(() -> {
			Sinks.Empty<Void> done = Sinks.empty();
			Mono<Void> before = this.last.getAndSet(done.asMono());
			return before.then(Mono.defer(() -> this.over ? tooLate() : work))
				.doFinally((_) -> done.emitEmpty(Sinks.EmitFailureHandler.FAIL_FAST));
		}).as(Shield::fromCancellation);
	}

	private static <T> Mono<T> tooLate() {
		return Mono.error(new IllegalStateException("The rehearsal is over"));
	}

	private <T> Mono<T> undoneIfFailed(Mono<T> work) {
		Connection connection = this.transaction.connection();
		return Mono.from(connection.createSavepoint(STEP))
			.then(work)
			.materialize()
			.delayUntil((outcome) -> outcome.isOnError() ? connection.rollbackTransactionToSavepoint(STEP)
					: connection.releaseSavepoint(STEP))
			.dematerialize();
	}

}
