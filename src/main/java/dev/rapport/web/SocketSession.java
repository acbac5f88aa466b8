package dev.rapport.web;

import java.io.IOException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import io.netty.handler.codec.TooLongFrameException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.FutureMono;
import reactor.netty.channel.AbortedException;
import reactor.util.context.Context;

import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketMessage;

/**
 * The life of one socket, on the thread of its channel: messages are taken one after the
 * other as they come, and no operation is begun before the socket is authenticated. All
 * it holds ends with it.
 */
final class SocketSession {

	private static final Log logger = LogFactory.getLog(SocketSession.class);

	/**
	 * Reactor Netty repeats the error of a frame that is too long when we close over it.
	 */
	private static final Context ONCE_IS_ENOUGH = Context.of("reactor.onErrorDropped.local",
			(Consumer<Throwable>) (repeated) -> logger.debug("Again", repeated));

	private final Sinks.One<CloseStatus> closing = Sinks.one();

	private final Disposable.Swap cut = Disposables.swap();

	private final SocketOutbox outbox = new SocketOutbox();

	private final NettySocket socket;

	private final SocketConversation conversation;

	private final SocketLimits limits;

	private final MessageRate rate;

	private final Scheduler thread;

	private final SocketWriter writer;

	private boolean closed;

	SocketSession(NettySocket socket, SocketIdentity identity, SocketOperations operations, SocketLimits limits) {
		this.socket = socket;
		this.limits = limits;
		this.rate = new MessageRate(limits.messages());
		this.thread = Schedulers.fromExecutorService(socket.channel().eventLoop());
		this.writer = new SocketWriter(socket.channel(), limits.stall(), this.thread);
		this.conversation = new SocketConversation(identity, operations, this.outbox, this.thread, this::close);
	}

	/**
	 * Serves the socket until it is gone.
	 * @param restart signals that the server wants the client to connect elsewhere
	 */
	Mono<Void> run(Mono<Void> restart) {
		Mono<Void> work = Mono.when(sending(), initTimeout(), pinging(), restarting(restart)).then(Mono.never());
		return Mono.firstWithSignal(closing(), reading(), work).onErrorResume(this::lost).doFinally((_) -> end());
	}

	private Mono<Void> reading() {
		return this.socket.receive()
			.doOnNext(this::receive)
			.then()
			.onErrorResume((cause) -> unreadable(cause))
			.then(Mono.defer(() -> this.closed ? Mono.<Void>never() : Mono.<Void>empty()))
			.contextWrite(ONCE_IS_ENOUGH);
	}

	private Mono<Void> unreadable(Throwable cause) {
		if (cause instanceof IOException || cause instanceof AbortedException) {
			return Mono.error(cause);
		}
		if (cause instanceof TooLongFrameException) {
			close(SocketClose.TOO_BIG);
			return Mono.empty();
		}
		logger.error("A socket failed", cause);
		close(SocketClose.FAULT);
		return Mono.empty();
	}

	private Mono<Void> sending() {
		return this.outbox.content()
			.concatMap(this.writer::write, 1)
			.then()
			.onErrorResume(TimeoutException.class, (_) -> closed(SocketClose.SLOW_CONSUMER));
	}

	private Mono<Void> closed(CloseStatus status) {
		return Mono.<Void>fromRunnable(() -> close(status)).subscribeOn(this.thread);
	}

	private Mono<Void> initTimeout() {
		return Mono.delay(this.limits.init(), this.thread).doOnNext((_) -> this.conversation.expectIntroduced()).then();
	}

	private Mono<Void> pinging() {
		return Flux.interval(this.limits.ping(), this.thread).doOnNext((_) -> this.conversation.ping()).then();
	}

	private Mono<Void> restarting(Mono<Void> restart) {
		return restart.then(closed(SocketClose.RESTART));
	}

	private Mono<Void> closing() {
		return this.closing.asMono()
			.flatMap((status) -> this.socket.close(status).onErrorComplete())
			.then(FutureMono.from(this.socket.channel().closeFuture()));
	}

	private void receive(WebSocketMessage message) {
		if (this.closed || message.getType() == WebSocketMessage.Type.PONG) {
			return;
		}
		if (message.getPayload().readableByteCount() > SocketLimits.MESSAGE) {
			close(SocketClose.TOO_BIG);
		}
		else if (!this.rate.admits()) {
			close(SocketClose.TOO_MANY_MESSAGES);
		}
		else if (message.getType() != WebSocketMessage.Type.TEXT) {
			close(SocketClose.malformed("Text messages only"));
		}
		else {
			understand(message);
		}
	}

	private void understand(WebSocketMessage message) {
		try {
			byte[] json = new byte[message.getPayload().readableByteCount()];
			message.getPayload().read(json);
			this.conversation.act(SocketMessage.parse(json));
		}
		catch (SocketMessage.Malformed malformed) {
			close(SocketClose.malformed(malformed.why()));
		}
	}

	/** Says why and closes; cuts the connection where the client does not take that. */
	private void close(CloseStatus status) {
		if (this.closed) {
			return;
		}
		this.closed = true;
		if (status.getCode() == SocketClose.TOO_MANY_SOCKETS.getCode()) {
			TransportErrors.refusals("SOCKET").increment();
		}
		this.outbox.close();
		this.cut.update(Mono.delay(this.limits.grace(), this.thread).subscribe((_) -> this.socket.channel().close()));
		this.closing.emitValue(status, Sinks.EmitFailureHandler.FAIL_FAST);
	}

	private Mono<Void> lost(Throwable cause) {
		logger.debug("A socket was lost", cause);
		return Mono.empty();
	}

	private void end() {
		this.outbox.close();
		this.conversation.end();
		this.cut.dispose();
	}

}
