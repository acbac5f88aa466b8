package dev.rapport.graphql;

import java.util.concurrent.Callable;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import reactor.core.Fuseable;
import reactor.core.publisher.Mono;

/**
 * Goes on from an answer: by a plain call where it is there already, by an operator where
 * it has to be waited for. What comes of it is the same.
 */
final class AtOnce {

	private AtOnce() {
	}

	static <A, B> Mono<B> map(Mono<A> answer, Function<? super A, ? extends B> next) {
		A known = known(answer);
		if (known == null) {
			return answer.map(next);
		}
		try {
			return Mono.just(next.apply(known));
		}
		catch (Exception failure) {
			return Mono.error(failure);
		}
	}

	static <A, B> Mono<B> flatMap(Mono<A> answer, Function<? super A, Mono<B>> next) {
		A known = known(answer);
		if (known == null) {
			return answer.flatMap(next);
		}
		try {
			return next.apply(known);
		}
		catch (Exception failure) {
			return Mono.error(failure);
		}
	}

	/** Whether there is nothing to wait for, and nothing failed. */
	static boolean isThere(Mono<?> answer) {
		return known(answer) != null;
	}

	/** Null for what has to be waited for, is nothing or has failed. */
	private static <A> @Nullable A known(Mono<A> answer) {
		return (answer instanceof Fuseable.ScalarCallable<?>) ? called(answer) : null;
	}

	@SuppressWarnings("unchecked") // what a Mono calls is what it gives
	private static <A> @Nullable A called(Mono<A> answer) {
		try {
			return ((Callable<A>) answer).call();
		}
		catch (Exception failed) {
			return null;
		}
	}

}
