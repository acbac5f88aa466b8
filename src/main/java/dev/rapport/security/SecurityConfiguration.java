package dev.rapport.security;

import java.time.Duration;
import java.util.List;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jwt.SignedJWT;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.security.oauth2.jwt.SupplierReactiveJwtDecoder;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.util.matcher.PathPatternParserServerWebExchangeMatcher;
import reactor.core.publisher.Flux;

/**
 * Bearer tokens on the GraphQL endpoint, nothing else: no session, no cookie, so no CSRF.
 * WebSocket handshakes pass, because browsers can't send a header with them; their
 * operations wait for the token in {@code connection_init}.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebFluxSecurity
@EnableConfigurationProperties(TokenSettings.class)
class SecurityConfiguration {

	private static final Duration CLOCK_SKEW = Duration.ofSeconds(30);

	private static final String ISSUER = "spring.security.oauth2.resourceserver.jwt.issuer-uri";

	private static final String DEVELOPMENT = "urn:rapport:development";

	@Bean
	SecurityWebFilterChain securityWebFilterChain(ServerHttpSecurity http, TokenVerifier verifier,
			UnauthenticatedAnswer answer) {
		return http.csrf(ServerHttpSecurity.CsrfSpec::disable)
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
				.jwt((jwt) -> jwt.authenticationManager(verifier)))
			.exceptionHandling((handling) -> handling.authenticationEntryPoint(answer))
			.build();
	}

	@Bean
	ReactiveJwtDecoder jwtDecoder(ObjectProvider<JWKSource<com.nimbusds.jose.proc.SecurityContext>> developmentKeys,
			Environment environment, TokenSettings settings) {
		JWKSource<com.nimbusds.jose.proc.SecurityContext> keys = developmentKeys.getIfAvailable();
		if (keys != null) {
			return validated(NimbusReactiveJwtDecoder.withJwkSource((token) -> candidates(keys, token))
				.jwsAlgorithm(SignatureAlgorithm.ES256)
				.build(), DEVELOPMENT, settings);
		}
		String issuer = environment.getRequiredProperty(ISSUER);
		return new SupplierReactiveJwtDecoder(() -> validated(NimbusReactiveJwtDecoder.withIssuerLocation(issuer)
			.jwsAlgorithms((algorithms) -> algorithms.addAll(List.of(SignatureAlgorithm.RS256, SignatureAlgorithm.PS256,
					SignatureAlgorithm.ES256, SignatureAlgorithm.ES384)))
			.build(), issuer, settings));
	}

	private static NimbusReactiveJwtDecoder validated(NimbusReactiveJwtDecoder decoder, String issuer,
			TokenSettings settings) {
		OAuth2TokenValidator<Jwt> audience = new JwtClaimValidator<List<String>>(JwtClaimNames.AUD,
				(audiences) -> audiences != null && audiences.contains(settings.audience()));
		OAuth2TokenValidator<Jwt> expiry = new JwtClaimValidator<>(JwtClaimNames.EXP, (exp) -> exp != null);
		decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(new JwtTimestampValidator(CLOCK_SKEW),
				new JwtIssuerValidator(issuer), audience, expiry));
		return decoder;
	}

	/** The source holds its keys in memory, so asking it does not block. */
	private static Flux<JWK> candidates(JWKSource<com.nimbusds.jose.proc.SecurityContext> keys, SignedJWT token) {
		try {
			return Flux.fromIterable(keys.get(new JWKSelector(JWKMatcher.forJWSHeader(token.getHeader())), null));
		}
		catch (JOSEException ex) {
			return Flux.error(ex);
		}
	}

}
