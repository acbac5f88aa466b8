package dev.rapport.embedded;

import java.io.IOException;

import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import dev.rapport.tenancy.Demo;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** What exists beside the embedded database, and never beside a real one. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty("rapport.embedded.active")
class DevelopmentConfiguration {

	@Bean
	@ConditionalOnWebApplication
	Welcome welcome(Environment environment, ObjectProvider<DemoTokens> tokens) {
		return new Welcome(environment, tokens);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBooleanProperty(Settings.EMBEDDED_ISSUER)
	static class Issuer {

		@Bean
		DevelopmentIssuer developmentIssuer(Environment environment) throws IOException {
			Installation home = Installation.at(new Settings(environment).directory());
			return DevelopmentIssuer.keptIn(home.issuerKey());
		}

		/** The keys by which the wall that verifies tokens knows this issuer. */
		@Bean
		JWKSource<SecurityContext> developmentKeys(DevelopmentIssuer issuer) {
			return new ImmutableJWKSet<>(issuer.publicKeys());
		}

		@Bean
		DemoTokens demoTokens(DevelopmentIssuer issuer, ObjectProvider<Demo> demos) {
			return new DemoTokens(issuer, demos);
		}

	}

}
