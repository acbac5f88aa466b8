package dev.rapport.web;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import reactor.core.Fuseable;
import reactor.core.publisher.Mono;

import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.codec.HttpMessageWriter;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.web.reactive.function.server.HandlerStrategies;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.reactive.result.view.ViewResolver;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * A shorter way for operations of callers whom the authentication manager knows without
 * asking anybody: past the filters of Spring Security, the dispatcher and its mappings,
 * which come to the same for a plain {@code POST} with a good token. Whoever is not
 * known, and whatever looks unusual, takes the long way, where it is also refused; see
 * decision 0028.
 */
final class KnownCallers implements WebFilter, Ordered {

	private static final String BEARER = "Bearer ";

	/**
	 * What Spring Security writes with every answer; {@link SecureTransport} adds its
	 * own.
	 */
	private static final Map<String, String> SAFE = Map.of("X-Frame-Options", "DENY", "X-XSS-Protection", "0",
			"Referrer-Policy", "no-referrer");

	private final ReactiveAuthenticationManager manager;

	private final GraphQlHttpEndpoint endpoint;

	private final HandlerStrategies strategies = HandlerStrategies.withDefaults();

	private final ServerResponse.Context encoders = new Encoders(this.strategies);

	KnownCallers(ReactiveAuthenticationManager manager, GraphQlHttpEndpoint endpoint) {
		this.manager = manager;
		this.endpoint = endpoint;
	}

	@Override
	public int getOrder() {
		return WebConfiguration.AHEAD_OF_SECURITY + 2;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		String token = isPlain(exchange) ? token(exchange.getRequest().getHeaders()) : null;
		Authentication caller = (token == null) ? null : known(token);
		return (caller == null) ? chain.filter(exchange) : answer(exchange, caller);
	}

	/** Whether it is an operation that is answered once. */
	private static boolean isPlain(ServerWebExchange exchange) {
		ServerHttpRequest request = exchange.getRequest();
		List<String> accepted = request.getHeaders().getOrEmpty(HttpHeaders.ACCEPT);
		return request.getMethod() == HttpMethod.POST && request.getURI().getRawQuery() == null
				&& WebConfiguration.isOurs(exchange)
				&& accepted.stream().noneMatch((types) -> types.contains(MediaType.TEXT_EVENT_STREAM.getSubtype()));
	}

	/** The token in the only header; null if there is none, or none such. */
	private static @Nullable String token(HttpHeaders headers) {
		List<String> lines = headers.getOrEmpty(HttpHeaders.AUTHORIZATION);
		boolean bearer = lines.size() == 1 && lines.getFirst().startsWith(BEARER);
		return bearer ? lines.getFirst().substring(BEARER.length()) : null;
	}

	/** The caller, if the manager knows at once; null otherwise. */
	private @Nullable Authentication known(String token) {
		if (token.isBlank()) {
			return null;
		}
		return (this.manager
			.authenticate(new BearerTokenAuthenticationToken(token)) instanceof Fuseable.ScalarCallable<?> at)
					? there(at) : null;
	}

	/** Null for a refusal, which the long way tells. */
	private static @Nullable Authentication there(Callable<?> answer) {
		try {
			return (answer.call() instanceof Authentication caller && caller.isAuthenticated()) ? caller : null;
		}
		catch (Exception refused) {
			return null;
		}
	}

	private Mono<Void> answer(ServerWebExchange exchange, Authentication caller) {
		HttpHeaders headers = exchange.getResponse().getHeaders();
		SAFE.forEach(headers::set);
		ServerRequest request = ServerRequest.create(exchange, this.strategies.messageReaders());
		return this.endpoint.handle(request)
			.flatMap((response) -> response.writeTo(exchange, this.encoders))
			.contextWrite(ReactiveSecurityContextHolder.withAuthentication(caller));
	}

	/** What an answer may be encoded with. */
	private record Encoders(HandlerStrategies strategies) implements ServerResponse.Context {

		@Override
		public List<HttpMessageWriter<?>> messageWriters() {
			return this.strategies.messageWriters();
		}

		@Override
		public List<ViewResolver> viewResolvers() {
			return this.strategies.viewResolvers();
		}

	}

}
