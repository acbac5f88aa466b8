package dev.rapport.events;

import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/**
 * What a stream has to know before it begins. A stream lives long, and would keep every
 * operator that this came through.
 */
final class Beginning {

	private Beginning() {
	}

	/** The same answer, behind which nothing is kept. */
	static <T> Mono<T> of(Mono<T> answer) {
		return Mono
			.deferContextual((context) -> Mono.fromFuture(() -> answer.contextWrite(Context.of(context)).toFuture()));
	}

}
