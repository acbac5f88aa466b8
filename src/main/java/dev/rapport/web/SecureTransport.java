package dev.rapport.web;

import reactor.core.publisher.Mono;

import org.springframework.core.Ordered;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Tells browsers that came over TLS, to us or to a trusted proxy, never to come without.
 */
final class SecureTransport implements WebFilter, Ordered {

	private static final String A_YEAR = "max-age=31536000; includeSubDomains";

	private final Proxies proxies;

	SecureTransport(Proxies proxies) {
		this.proxies = proxies;
	}

	@Override
	public int getOrder() {
		return WebConfiguration.AHEAD_OF_SECURITY - 1;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		if (this.proxies.isSecure(exchange.getRequest())) {
			exchange.getResponse().getHeaders().set("Strict-Transport-Security", A_YEAR);
		}
		return chain.filter(exchange);
	}

}
