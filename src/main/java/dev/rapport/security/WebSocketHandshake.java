package dev.rapport.security;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatcher;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Matches the request that opens a WebSocket. */
final class WebSocketHandshake implements ServerWebExchangeMatcher {

	@Override
	public Mono<MatchResult> matches(ServerWebExchange exchange) {
		HttpHeaders headers = exchange.getRequest().getHeaders();
		boolean handshake = HttpMethod.GET.equals(exchange.getRequest().getMethod())
				&& "websocket".equalsIgnoreCase(headers.getUpgrade());
		return handshake ? MatchResult.match() : MatchResult.notMatch();
	}

}
