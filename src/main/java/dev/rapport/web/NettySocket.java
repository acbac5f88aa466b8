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

	NettySocket(WebsocketInbound in, WebsocketOutbound out, HandshakeInfo handshake, NettyDataBufferFactory buffers,
			Channel channel) {
		super(in, out, handshake, buffers, SocketLimits.FRAME);
		this.channel = channel;
	}

	Channel channel() {
		return this.channel;
	}

}
