package dev.rapport.security;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.security.web.server.util.matcher.PathPatternParserServerWebExchangeMatcher;

/**
 * Bearer tokens on the GraphQL endpoint, nothing else: no session, no cookie, so no CSRF.
 * WebSocket handshakes pass, because browsers can't send a header with them; their
 * operations wait for the token in {@code connection_init}.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebFluxSecurity
@EnableConfigurationProperties(SignInSettings.class)
class SecurityConfiguration {

	@Bean
	SecurityWebFilterChain securityWebFilterChain(ServerHttpSecurity http, TokenVerifier verifier,
			UnauthenticatedAnswer answer) {
		return http.securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
			.csrf(ServerHttpSecurity.CsrfSpec::disable)
			.httpBasic(ServerHttpSecurity.HttpBasicSpec::disable)
			.formLogin(ServerHttpSecurity.FormLoginSpec::disable)
			.logout(ServerHttpSecurity.LogoutSpec::disable)
			.requestCache(ServerHttpSecurity.RequestCacheSpec::disable)
			.authorizeExchange((exchanges) -> exchanges.matchers(new WebSocketHandshake())
				.permitAll()
				.matchers(new PathPatternParserServerWebExchangeMatcher("/graphql/**"))
				.authenticated()
				.anyExchange()
				.permitAll())
			.oauth2ResourceServer((server) -> server.authenticationEntryPoint(answer)
				.authenticationFailureHandler(answer)
				.jwt((jwt) -> jwt.authenticationManager(verifier)))
			.exceptionHandling((handling) -> handling.authenticationEntryPoint(answer))
			.build();
	}

}
