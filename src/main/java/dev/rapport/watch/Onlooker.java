package dev.rapport.watch;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.authorization.ReactiveAuthorizationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.server.authorization.AuthorizationContext;
import org.springframework.util.StringUtils;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Who may read figures: whoever shows the token; without a token whoever is on this
 * machine. The address is that of the connection, whatever its headers say.
 */
final class Onlooker implements ReactiveAuthorizationManager<AuthorizationContext> {

	private final byte @Nullable [] expected;

	Onlooker(@Nullable String token) {
		this.expected = StringUtils.hasText(token) ? bytes("Bearer " + token.strip()) : null;
	}

	@Override
	public Mono<AuthorizationResult> authorize(Mono<Authentication> authentication, AuthorizationContext context) {
		return Mono.fromSupplier(() -> new AuthorizationDecision(admits(context.getExchange())));
	}

	private boolean admits(ServerWebExchange exchange) {
		if (this.expected == null) {
			InetSocketAddress from = exchange.getRequest().getRemoteAddress();
			return from != null && from.getAddress() != null && from.getAddress().isLoopbackAddress();
		}
		String shown = exchange.getRequest().getHeaders().getFirst(HttpHeaders.AUTHORIZATION);
		return shown != null && MessageDigest.isEqual(this.expected, bytes(shown));
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
