package dev.rapport.web;

import java.util.List;
import java.util.Map;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.MessageSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.graphql.server.WebGraphQlHandler;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;

/**
 * Puts the three transports on one path. Takes the place of Spring Boot's
 * {@code GraphQlWebFluxAutoConfiguration}, which has to be excluded.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ AnonymousLimits.class, ConnectionLimits.class, SocketLimits.class })
class WebConfiguration {

	/** Where all transports are. */
	static final String PATH = "/graphql";

	/** Spring Security's filter has order -100. */
	static final int AHEAD_OF_SECURITY = -200;

	/** Also ahead of Spring Boot's handler of failures. */
	private static final int AHEAD_OF_ROUTES = -2;

	@Bean
	Execution graphQlExecution(WebGraphQlHandler handler) {
		return new Execution(handler);
	}

	@Bean
	TransportErrors transportErrors(MessageSource messages) {
		return new TransportErrors(messages);
	}

	@Bean
	@Order(AHEAD_OF_ROUTES)
	EarlyFailures earlyFailures(TransportErrors errors) {
		return new EarlyFailures(errors);
	}

	@Bean
	Origins origins(@Value("${rapport.web.allowed-origins:}") List<String> allowed) {
		return new Origins(allowed);
	}

	@Bean
	Proxies proxies(@Value("${rapport.web.trusted-proxies:}") List<String> trusted) {
		return new Proxies(trusted);
	}

	@Bean
	WebFilter secureTransport(Proxies proxies) {
		return new SecureTransport(proxies);
	}

	@Bean
	WebFilter crossOrigin(Origins origins) {
		return new CrossOrigin(origins);
	}

	@Bean
	WebFilter anonymousRate(AnonymousLimits limits, Proxies proxies, TransportErrors errors) {
		return new AnonymousRate(limits, proxies, errors);
	}

	@Bean
	Drain streamDrain() {
		return new Drain();
	}

	@Bean
	GraphQlHttpEndpoint graphQlHttpEndpoint(Execution execution, TransportErrors errors, Origins origins, Drain drain,
			SocketLimits limits, ConnectionLimits connections) {
		SseEndpoint streams = new SseEndpoint(execution, errors, origins, drain, limits, connections.streams());
		return new GraphQlHttpEndpoint(execution, streams, errors);
	}

	@Bean
	WebFilter knownCallers(ReactiveAuthenticationManager manager, GraphQlHttpEndpoint endpoint) {
		return new KnownCallers(manager, endpoint);
	}

	@Bean
	@Order(0)
	RouterFunction<ServerResponse> graphQlRoutes(GraphQlHttpEndpoint endpoint) {
		return RouterFunctions.route(RequestPredicates.path(PATH), endpoint::handle);
	}

	@Bean
	SocketEndpoint socketEndpoint(Execution execution, TransportErrors errors, ReactiveAuthenticationManager manager,
			SocketLimits limits, ConnectionLimits connections, Drain drain) {
		return new SocketEndpoint(execution, errors, new SocketAuthentication(manager), limits, connections.sockets(),
				drain);
	}

	@Bean
	HandlerMapping socketMapping(SocketEndpoint endpoint, TransportErrors errors, Origins origins, Drain drain) {
		SimpleUrlHandlerMapping mapping = new SimpleUrlHandlerMapping();
		mapping.setUrlMap(Map.of(PATH, new SocketHandshake(endpoint, errors, origins, drain)));
		mapping.setHandlerPredicate(
				(_, exchange) -> "websocket".equalsIgnoreCase(exchange.getRequest().getHeaders().getUpgrade()));
		mapping.setOrder(AHEAD_OF_ROUTES);
		return mapping;
	}

	/** Whether a request is for GraphQL. */
	static boolean isOurs(ServerWebExchange exchange) {
		return exchange.getRequest().getPath().pathWithinApplication().value().equals(PATH);
	}

}
