package dev.rapport.web;

import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.WebsocketServerSpec;

import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.util.CollectionUtils;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.server.RequestUpgradeStrategy;
import org.springframework.web.server.ServerWebExchange;

/**
 * Turns an HTTP exchange on Reactor Netty into a socket. Differs from Spring's strategy
 * in that the upgrade runs on the channel's own thread, wherever the filters have gone
 * on. From another thread, a message that the client sends at once can be read between
 * the handshake and the switch to WebSocket; it is dropped as HTTP, and the client waits
 * in vain to be acknowledged.
 */
final class SocketUpgrade implements RequestUpgradeStrategy {

	@Override
	public Mono<Void> upgrade(ServerWebExchange exchange, WebSocketHandler handler, @Nullable String subProtocol,
			Supplier<HandshakeInfo> handshakeInfo) {
		ServerHttpResponse response = exchange.getResponse();
		HttpServerResponse netty = ServerHttpResponseDecorator.getNativeResponse(response);
		NettyDataBufferFactory buffers = (NettyDataBufferFactory) response.bufferFactory();
		HandshakeInfo handshake = handshakeInfo.get();
		Call call = Call.of(handshake.getHeaders());
		HandshakeInfo kept = withoutHeaders(handshake);
		Channel channel = channel(netty);
		return response.setComplete().then(Mono.defer(() -> netty.sendWebsocket((in, out) -> {
			in.headers().clear();
			netty.responseHeaders().clear();
			return handler.handle(new NettySocket(in, out, kept, buffers, channel, call));
		}, spec(subProtocol))).subscribeOn(Schedulers.fromExecutorService(channel.eventLoop())));
	}

	/**
	 * A socket lives long, and once it is open nobody asks for its headers and cookies
	 * any more; they would take a tenth of its memory.
	 */
	private static HandshakeInfo withoutHeaders(HandshakeInfo handshake) {
		return new HandshakeInfo(handshake.getUri(), HttpHeaders.EMPTY, CollectionUtils.toMultiValueMap(Map.of()),
				handshake.getPrincipal(), handshake.getSubProtocol(), handshake.getRemoteAddress(),
				handshake.getAttributes(), handshake.getLogPrefix());
	}

	private static WebsocketServerSpec spec(@Nullable String subProtocol) {
		WebsocketServerSpec.Builder spec = WebsocketServerSpec.builder().maxFramePayloadLength(SocketLimits.FRAME);
		return ((subProtocol != null) ? spec.protocols(subProtocol) : spec).build();
	}

	private static Channel channel(HttpServerResponse response) {
		AtomicReference<@Nullable Channel> channel = new AtomicReference<>();
		response.withConnection((connection) -> channel.set(connection.channel()));
		Channel found = channel.get();
		if (found == null) {
			throw new IllegalStateException("The connection is gone");
		}
		return found;
	}

}
