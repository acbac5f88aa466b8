package dev.rapport.embedded;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

/**
 * The page to try queries on, and the demo tokens it signs in with. The page is plain
 * static files; the tokens are handed out to this machine only.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = Type.REACTIVE)
class Playground {

	private static final Set<String> LOCAL_NAMES = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

	@Bean
	RouterFunction<ServerResponse> playgroundRoutes(ObjectProvider<DemoTokens> tokens) {
		return RouterFunctions.route()
			.GET("/playground", (request) -> ServerResponse.temporaryRedirect(URI.create("playground/")).build())
			.GET("/playground/", (request) -> page())
			.GET("/playground/token.json", (request) -> tokens(request, tokens.getIfAvailable()))
			.build();
	}

	private static Mono<ServerResponse> page() {
		return ServerResponse.ok()
			.contentType(MediaType.TEXT_HTML)
			.bodyValue(new ClassPathResource("static/playground/index.html"));
	}

	private static Mono<ServerResponse> tokens(ServerRequest request, @Nullable DemoTokens tokens) {
		return (tokens == null || !fromHere(request)) ? ServerResponse.notFound().build()
				: ServerResponse.ok().cacheControl(CacheControl.noStore()).bodyValue(tokens.all());
	}

	// The name too: a foreign page may have its own name resolve to this machine.
	private static boolean fromHere(ServerRequest request) {
		InetSocketAddress name = request.headers().host();
		boolean local = request.remoteAddress().map((remote) -> remote.getAddress().isLoopbackAddress()).orElse(false);
		return local && name != null && LOCAL_NAMES.contains(name.getHostString());
	}

}
