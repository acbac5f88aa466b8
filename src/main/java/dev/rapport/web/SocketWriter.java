package dev.rapport.web;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.netty.FutureMono;

/**
 * Writes messages to the channel of a socket, from any thread, one writer at a time. What
 * comes before the channel's thread gets round to it goes out with one flush. Nobody
 * waits as long as few messages are ahead and the channel's buffer is below its mark;
 * else the wait for a message to be written is the measure of a slow client.
 */
final class SocketWriter {

	/** Messages that may be ahead of one that nobody waits for. */
	private static final int AHEAD = 32;

	private final Queue<Message> waiting = new ConcurrentLinkedQueue<>();

	private final AtomicInteger ahead = new AtomicInteger();

	private final AtomicBoolean coming = new AtomicBoolean();

	private final Channel channel;

	private final Duration stall;

	private final Scheduler thread;

	/**
	 * A writer for one socket.
	 * @param stall how long a message may take that is waited for
	 */
	SocketWriter(Channel channel, Duration stall, Scheduler thread) {
		this.channel = channel;
		this.stall = stall;
		this.thread = thread;
	}

	/**
	 * Completes when the next message may come; fails with a
	 * {@link java.util.concurrent.TimeoutException} if the client takes too long.
	 */
	Mono<Void> write(byte[] content) {
		boolean full = this.ahead.incrementAndGet() > AHEAD || !this.channel.isWritable();
		Message message = new Message(content, this.channel.newPromise());
		this.waiting.add(message);
		if (this.coming.compareAndSet(false, true)) {
			this.channel.eventLoop().execute(this::drain);
		}
		return full ? FutureMono.from(message.written()).timeout(this.stall, this.thread) : Mono.empty();
	}

	/** Says first that it comes no more, so that no message is added unseen. */
	private void drain() {
		this.coming.set(false);
		Message message = this.waiting.poll();
		while (message != null) {
			this.ahead.decrementAndGet();
			this.channel.write(new TextWebSocketFrame(Unpooled.wrappedBuffer(message.content())), message.written());
			message = this.waiting.poll();
		}
		this.channel.flush();
	}

	/**
	 * A message on its way.
	 *
	 * @param content text in UTF-8, not to be changed
	 * @param written completes when it was written
	 */
	@SuppressWarnings("ArrayRecordComponent") // never compared
	private record Message(byte[] content, ChannelPromise written) {
	}

}
