package dev.rapport.graphql;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import graphql.ExecutionResult;
import graphql.execution.DataLoaderDispatchStrategy;
import graphql.execution.ExecutionContext;
import graphql.execution.instrumentation.dataloader.PerLevelDataLoaderDispatchStrategy;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.concurrent.Queues;

/**
 * Stands between the source of a subscription and the engine, and hands the engine only
 * what it shall execute, one message at a time.
 */
final class Relay {

	private static final int AT_A_TIME = 1;

	private final Sinks.Many<Object> handed = Sinks.many().unicast().onBackpressureBuffer(Queues.one().get());

	private final Publisher<?> messages;

	private final ExecutionContext subscription;

	private @Nullable CompletableFuture<ExecutionResult> executing;

	/**
	 * The relay of a subscription.
	 * @param subscription what the engine derives the execution of each message from
	 */
	Relay(Publisher<?> messages, ExecutionContext subscription) {
		this.messages = messages;
		this.subscription = subscription;
	}

	/**
	 * What the engine executes. Each message has a strategy of its own: of those that it
	 * shares with others, the engine keeps what it counted for each message as long as
	 * the subscription lives, see
	 * <a href="https://github.com/graphql-java/graphql-java/issues/4314">graphql-java
	 * 4314</a>.
	 */
	Flux<Object> handed() {
		return this.handed.asFlux()
			.doOnNext((message) -> this.subscription
				.setDataLoaderDispatcherStrategy(new PerLevelDataLoaderDispatchStrategy(this.subscription)));
	}

	/**
	 * The results of the subscription in the order of its messages; to be subscribed to
	 * once.
	 * @param engine what the engine makes of {@link #handed}
	 * @param answer the result of a message, from wherever it comes
	 */
	Flux<ExecutionResult> results(Publisher<?> engine, Function<Object, Mono<ExecutionResult>> answer) {
		Mono<ExecutionResult> taking = Flux.from(engine)
			.cast(ExecutionResult.class)
			.doOnNext(this::executed)
			.then(Mono.empty());
		Flux<ExecutionResult> told = Flux.from(this.messages)
			.cast(Object.class)
			.concatMap(answer, AT_A_TIME)
			.doOnComplete(() -> this.handed.emitComplete(Sinks.EmitFailureHandler.FAIL_FAST));
		return Flux.merge(AT_A_TIME, taking, told);
	}

	/** Has the engine execute a message; not before it is done with the one before. */
	Mono<ExecutionResult> execute(Object message) {
		return Mono.defer(() -> {
			CompletableFuture<ExecutionResult> result = new CompletableFuture<>();
			handing(result);
			this.handed.emitNext(message, Sinks.EmitFailureHandler.FAIL_FAST);
			return Mono.fromFuture(result, true);
		});
	}

	private synchronized void handing(CompletableFuture<ExecutionResult> result) {
		this.executing = result;
	}

	private void executed(ExecutionResult result) {
		this.subscription.setDataLoaderDispatcherStrategy(DataLoaderDispatchStrategy.NO_OP);
		CompletableFuture<ExecutionResult> waiting = waiting();
		if (waiting != null) {
			waiting.complete(result);
		}
	}

	private synchronized @Nullable CompletableFuture<ExecutionResult> waiting() {
		return this.executing;
	}

}
