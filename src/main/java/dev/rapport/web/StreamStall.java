package dev.rapport.web;

import java.time.Duration;

import reactor.netty.Connection;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServerResponse;

import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;

/**
 * Cuts the connection of an event stream whose client takes nothing any more. As comments
 * are sent all the time, a stream in which nothing gets written is one that nobody reads;
 * it would hold what is buffered, and its subscription, for ever.
 */
final class StreamStall {

	private StreamStall() {
	}

	/**
	 * Watches a response until it has ended.
	 * @param stall longer than the time between two comments
	 */
	static void limit(ServerHttpResponse response, Duration stall) {
		HttpServerResponse netty = ServerHttpResponseDecorator.getNativeResponse(response);
		netty.withConnection((connection) -> watch(connection, stall));
	}

	private static void watch(Connection connection, Duration stall) {
		connection.onWriteIdle(stall.toMillis(), () -> connection.channel().close());
		// the connection may serve other requests afterwards, which may take their time
		var _ = connection.onTerminate()
			.doFinally((_) -> connection.removeHandler(NettyPipeline.OnChannelWriteIdle))
			.onErrorComplete()
			.subscribe();
	}

}
