package dev.rapport.web;

import java.net.URI;

import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/**
 * The pipeline board in the browser, at {@code /board} where
 * {@code rapport.board.enabled} says so: static files that know no more than any other
 * client of the API. The page loads nothing from elsewhere and runs nothing that is
 * written into it.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty("rapport.board.enabled")
class BoardPage {

	/** {@code connect-src 'self'} covers the socket, too. */
	static final String POLICY = String.join("; ", "default-src 'none'", "script-src 'self'", "style-src 'self'",
			"img-src 'self'", "connect-src 'self'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
			"require-trusted-types-for 'script'", "trusted-types 'none'");

	@Bean
	RouterFunction<ServerResponse> boardRoutes() {
		return RouterFunctions.route()
			.GET("/board", (_) -> ServerResponse.temporaryRedirect(URI.create("board/")).build())
			.GET("/board/", (_) -> page())
			.resources("/board/**", new ClassPathResource("board/"))
			.build();
	}

	private static Mono<ServerResponse> page() {
		return ServerResponse.ok()
			.contentType(MediaType.TEXT_HTML)
			.cacheControl(CacheControl.noCache())
			.header("Content-Security-Policy", POLICY)
			.header("Referrer-Policy", "no-referrer")
			.bodyValue(new ClassPathResource("board/index.html"));
	}

}
