package dev.rapport.watch;

import io.micrometer.observation.ObservationPredicate;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.Option;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.r2dbc.ConnectionFactoryBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.authentication.HttpStatusServerEntryPoint;
import org.springframework.security.web.server.util.matcher.PathPatternParserServerWebExchangeMatcher;

/**
 * The port for operators. Whether the service is up is told to everybody who reaches the
 * port, without a reason; figures only to this machine and to who has the token.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WatchSettings.class)
class WatchConfiguration {

	private static final String ALL = "/actuator/**";

	private static final String[] PROBES = { "/actuator/health", "/actuator/health/liveness",
			"/actuator/health/readiness" };

	private static final Option<String> NAME = Option.valueOf("applicationName");

	/** Ahead of the chain of the API, which would take any bearer token for its own. */
	@Bean
	@Order(Ordered.HIGHEST_PRECEDENCE)
	SecurityWebFilterChain watchSecurity(ServerHttpSecurity http, WatchSettings settings) {
		return http.securityMatcher(new PathPatternParserServerWebExchangeMatcher(ALL))
			.csrf(ServerHttpSecurity.CsrfSpec::disable)
			.httpBasic(ServerHttpSecurity.HttpBasicSpec::disable)
			.formLogin(ServerHttpSecurity.FormLoginSpec::disable)
			.logout(ServerHttpSecurity.LogoutSpec::disable)
			.requestCache(ServerHttpSecurity.RequestCacheSpec::disable)
			.authorizeExchange((exchanges) -> exchanges.pathMatchers(PROBES)
				.permitAll()
				.anyExchange()
				.access(new Onlooker(settings.token())))
			.exceptionHandling((handling) -> handling
				.authenticationEntryPoint(new HttpStatusServerEntryPoint(HttpStatus.UNAUTHORIZED)))
			.build();
	}

	/** Beside the pool: a busy pool is no reason to take an instance away. */
	@Bean
	DatabaseHealth databaseHealthIndicator(ConnectionFactory database) {
		return new DatabaseHealth(ConnectionFactoryBuilder.derivedFrom(database)
			.configure((options) -> options.option(NAME, "rapport-health"))
			.build());
	}

	/** A socket is no request that takes hours; what is asked on it is observed there. */
	@Bean
	ObservationPredicate requestsOnly() {
		return (name, context) -> !(context instanceof ServerRequestObservationContext request && opensSocket(request));
	}

	private static boolean opensSocket(ServerRequestObservationContext request) {
		ServerHttpRequest carrier = request.getCarrier();
		return carrier != null && "websocket".equalsIgnoreCase(carrier.getHeaders().getUpgrade());
	}

}
