package dev.rapport.web;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.util.concurrent.Queues;

/**
 * What waits to go out on one socket: short messages of the protocol, and operations that
 * are drawn from one message each, so that a slow socket slows its operations. Offers are
 * made from one thread; a refused one means that the socket takes nothing any more.
 */
final class SocketOutbox {

	/** Messages and operations that may wait. */
	static final int BOUND = 512;

	private static final int PREFETCH = 1;

	private final Sinks.Many<byte[]> messages = Sinks.many()
		.unicast()
		.onBackpressureBuffer(Queues.<byte[]>get(BOUND).get());

	private final Sinks.Many<SocketOperation> operations = Sinks.many()
		.unicast()
		.onBackpressureBuffer(Queues.<SocketOperation>get(BOUND).get());

	private final Sinks.Empty<Void> end = Sinks.empty();

	boolean offer(byte[] message) {
		return this.messages.tryEmitNext(message).isSuccess();
	}

	boolean offer(SocketOperation operation) {
		return this.operations.tryEmitNext(operation).isSuccess();
	}

	/** Cancels what waits and all operations. */
	void close() {
		this.end.emitEmpty(Sinks.EmitFailureHandler.FAIL_FAST);
	}

	/** All of it as it is to be sent; to be subscribed to once. */
	Flux<byte[]> content() {
		Flux<byte[]> results = this.operations.asFlux().flatMap(SocketOperation::messages, BOUND, PREFETCH);
		return Flux.merge(PREFETCH, this.messages.asFlux(), results).takeUntilOther(this.end.asMono());
	}

}
