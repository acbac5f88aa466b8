package dev.rapport.web;

import io.netty.channel.Channel;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;

import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.adapter.ReactorNettyWebSocketSession;

/** A WebSocket session that knows its channel, and with it the thread it belongs to. */
final class NettySocket extends ReactorNettyWebSocketSession {

	private final Channel channel;

	private final Call call;

	NettySocket(WebsocketInbound in, WebsocketOutbound out, HandshakeInfo handshake, NettyDataBufferFactory buffers,
			Channel channel, Call call) {
		super(in, out, handshake, buffers, SocketLimits.FRAME);
		this.channel = channel;
		this.call = call;
	}

	/** What is known of its handshake. */
	Call call() {
		return this.call;
	}

	Channel channel() {
		return this.channel;
	}

}
