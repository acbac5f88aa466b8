package dev.rapport.web;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.LastHttpContent;
import reactor.netty.NettyPipeline;

import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Goes on reading a connection when a response is through. reactor-netty up to 1.3.6
 * forgets to where a request arrived just before the end of the response ahead of it and
 * was then answered at once, as files are: that connection is deaf from then on, and a
 * browser waits on it for ever (reactor-netty issue 4361). Where it did not forget,
 * reading twice reads no more than once.
 */
final class ReadOn extends ChannelOutboundHandlerAdapter {

	@Override
	public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
		if (message instanceof LastHttpContent) {
			promise = promise.unvoid().addListener((_) -> context.executor().execute(context::read));
		}
		context.write(message, promise);
	}

	/** Puts it where responses leave reactor-netty. */
	@Configuration(proxyBeanMethods = false)
	static class Everywhere {

		@Bean
		NettyServerCustomizer readOn() {
			return (server) -> server.doOnChannelInit((_, channel, _) -> channel.pipeline()
				.addBefore(NettyPipeline.HttpTrafficHandler, "rapport.readOn", new ReadOn()));
		}

	}

}
