package dev.rapport.security;

import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.security.oauth2.server.resource.introspection.SpringReactiveOpaqueTokenIntrospector;
import org.springframework.util.StringUtils;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The issuers that are trusted: those of our own list, the one of Spring's setting, and
 * the one built in for development where it runs. Nobody is asked before the first token
 * comes.
 */
@Configuration(proxyBeanMethods = false)
class IssuerConfiguration {

	private static final String RESOURCE_SERVER = "spring.security.oauth2.resourceserver.jwt.";

	private static final String DEVELOPMENT = "urn:rapport:development";

	@Bean
	Issuers issuers(ObjectProvider<JWKSource<SecurityContext>> developmentKeys, Environment environment,
			SignInSettings settings, Clock clock) {
		WebClient.Builder client = IssuerClient.builder();
		Stream<Issuer> configured = Stream.concat(settings.issuers().stream(), Stream.ofNullable(springs(environment)))
			.map((issuer) -> issuer.completedBy(settings))
			.map((issuer) -> issuer(issuer, new KeySource(client.build(), issuer).keys(), opaque(issuer, client),
					settings.keys(), clock));
		Stream<Issuer> development = developmentKeys.stream()
			.map((keys) -> issuer(IssuerSettings.usual(DEVELOPMENT, null).completedBy(settings), held(keys), null,
					settings.keys(), clock));
		return new Issuers(Stream.concat(configured, development).toList());
	}

	private static @Nullable IssuerSettings springs(Environment environment) {
		String issuer = environment.getProperty(RESOURCE_SERVER + "issuer-uri");
		String keys = environment.getProperty(RESOURCE_SERVER + "jwk-set-uri");
		return StringUtils.hasText(issuer) ? IssuerSettings.usual(issuer, StringUtils.hasText(keys) ? keys : null)
				: null;
	}

	private static Issuer issuer(IssuerSettings settings, Mono<JWKSet> keys, @Nullable OpaqueTokens opaque,
			SignInSettings.Keys times, Clock clock) {
		return new Issuer(settings, new TokenRules(settings, clock),
				new SignedTokens(settings, new KeyRing(keys, times, clock)), opaque);
	}

	private static @Nullable OpaqueTokens opaque(IssuerSettings issuer, WebClient.Builder client) {
		IssuerSettings.Introspection introspection = issuer.introspection();
		return (introspection == null) ? null
				: new OpaqueTokens(new SpringReactiveOpaqueTokenIntrospector(introspection.uri(), client.clone()
					.defaultHeaders(
							(headers) -> headers.setBasicAuth(introspection.clientId(), introspection.clientSecret()))
					.build()), Schedulers.parallel());
	}

	/** The source holds its keys in memory, so asking it does not block. */
	private static Mono<JWKSet> held(JWKSource<SecurityContext> keys) {
		return Mono.fromCallable(() -> keys(keys));
	}

	private static JWKSet keys(JWKSource<SecurityContext> keys) throws JOSEException {
		List<JWK> all = keys.get(new JWKSelector(new JWKMatcher.Builder().build()), null);
		return new JWKSet(all);
	}

}
