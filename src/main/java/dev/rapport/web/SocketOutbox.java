package dev.rapport.web;

import java.util.function.Supplier;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.util.concurrent.Queues;

/**
 * What waits to go out on one socket: short messages of the protocol, and operations that
 * are drawn from one message each, so that a slow socket slows its operations. Offers are
 * made from one thread; a refused one means that the socket takes nothing any more.
 */
final class SocketOutbox {

	/** Operations that may be live at the same time. */
	static final int BOUND = 512;

	/**
	 * Messages that may wait beside them, and as much again that may wait to be taken.
	 */
	private static final int WAITING = 32;

	private static final int PREFETCH = 1;

	private final Sinks.Many<Supplier<Flux<byte[]>>> outgoing = Sinks.many()
		.unicast()
		.onBackpressureBuffer(Queues.<Supplier<Flux<byte[]>>>get(WAITING).get());

	private final Sinks.Empty<Void> end = Sinks.empty();

	boolean offer(byte[] message) {
		return this.outgoing.tryEmitNext(() -> Flux.just(message)).isSuccess();
	}

	boolean offer(SocketOperation operation) {
		return this.outgoing.tryEmitNext(operation::messages).isSuccess();
	}

	/** Cancels what waits and all operations. */
	void close() {
		this.end.emitEmpty(Sinks.EmitFailureHandler.FAIL_FAST);
	}

	/** All of it as it is to be sent; to be subscribed to once. */
	Flux<byte[]> content() {
		return this.outgoing.asFlux()
			.flatMap(Supplier::get, BOUND + WAITING, PREFETCH)
			.takeUntilOther(this.end.asMono());
	}

}
