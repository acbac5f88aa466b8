package dev.rapport.web;

import java.time.Duration;
import java.util.List;

import reactor.core.publisher.Mono;

import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Lets the allowed pages read answers (CORS), and no others; answers their preflight
 * requests, which carry no credential, before one is asked for.
 */
final class CrossOrigin implements WebFilter, Ordered {

	private static final List<HttpMethod> METHODS = List.of(HttpMethod.GET, HttpMethod.POST);

	private static final List<String> SENT = List.of("Accept", "Accept-Language", "Authorization", "Content-Type",
			"Idempotency-Key", "Last-Event-ID", "X-Request-Id");

	private static final List<String> READ = List.of("RateLimit", "RateLimit-Policy", "Retry-After", "X-Request-Id");

	private static final Duration REMEMBERED = Duration.ofMinutes(10);

	private final Origins origins;

	CrossOrigin(Origins origins) {
		this.origins = origins;
	}

	@Override
	public int getOrder() {
		return WebConfiguration.AHEAD_OF_SECURITY;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		HttpHeaders asked = exchange.getRequest().getHeaders();
		if (!WebConfiguration.isOurs(exchange) || asked.getOrigin() == null) {
			return chain.filter(exchange);
		}
		HttpHeaders answer = exchange.getResponse().getHeaders();
		answer.add(HttpHeaders.VARY, HttpHeaders.ORIGIN);
		boolean allowed = this.origins.allows(asked);
		if (allowed) {
			answer.setAccessControlAllowOrigin(asked.getOrigin());
			answer.setAccessControlExposeHeaders(READ);
		}
		return isPreflight(exchange) ? preflight(exchange, allowed) : chain.filter(exchange);
	}

	private static boolean isPreflight(ServerWebExchange exchange) {
		return exchange.getRequest().getMethod() == HttpMethod.OPTIONS
				&& exchange.getRequest().getHeaders().getAccessControlRequestMethod() != null;
	}

	private static Mono<Void> preflight(ServerWebExchange exchange, boolean allowed) {
		if (allowed) {
			HttpHeaders answer = exchange.getResponse().getHeaders();
			answer.setAccessControlAllowMethods(METHODS);
			answer.setAccessControlAllowHeaders(SENT);
			answer.setAccessControlMaxAge(REMEMBERED);
		}
		exchange.getResponse().setStatusCode(allowed ? HttpStatus.NO_CONTENT : HttpStatus.FORBIDDEN);
		return exchange.getResponse().setComplete();
	}

}
