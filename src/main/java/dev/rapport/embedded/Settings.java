package dev.rapport.embedded;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * What the user configured, before anything is added to it.
 *
 * @param environment where the properties are looked up
 */
record Settings(Environment environment) {

	static final String DATABASE = "spring.r2dbc.url";

	static final String DATABASE_USER = "spring.r2dbc.username";

	static final String SCHEMA = "spring.flyway.url";

	static final String SCHEMA_USER = "spring.flyway.user";

	static final String ISSUER = "spring.security.oauth2.resourceserver.jwt.issuer-uri";

	static final String KEYS = "spring.security.oauth2.resourceserver.jwt.jwk-set-uri";

	static final String EMBEDDED_ISSUER = "rapport.embedded.issuer";

	/** Hosts in a network of containers, where keys may be fetched without TLS. */
	static final String PLAIN_HOSTS = "rapport.security.plain-http-hosts";

	static final String WEBHOOK_KEYS = "rapport.webhooks.keys";

	private static final String ISSUERS = "rapport.security.issuers[%d].%s";

	/** The value of a property; empty if there is none or it is blank. */
	Optional<String> value(String property) {
		return Optional.ofNullable(this.environment.getProperty(property)).filter(StringUtils::hasText);
	}

	/** The values of a property that takes several, listed or one after the other. */
	List<String> list(String property) {
		return Binder.get(this.environment).bind(property, Bindable.listOf(String.class)).orElse(List.of());
	}

	boolean has(String property) {
		return value(property).isPresent();
	}

	boolean trustsRealIssuer() {
		return has(ISSUER) || has(KEYS) || ofIssuers("issuer").findAny().isPresent();
	}

	/** The names of the properties that say where issuers and their keys are. */
	Stream<String> issuerAddresses() {
		Stream<String> listed = Stream.concat(ofIssuers("jwk-set-uri"), ofIssuers("introspection.uri"));
		return Stream.of(Stream.of(ISSUER, KEYS), listed, discoveredIssuers())
			.flatMap((names) -> names)
			.filter(this::has);
	}

	/** The name of an issuer is an address only where its keys are looked for there. */
	private Stream<String> discoveredIssuers() {
		return ofIssuers("issuer").filter((name) -> !has(name.replaceFirst("issuer$", "jwk-set-uri")));
	}

	private Stream<String> ofIssuers(String property) {
		return IntStream.iterate(0, (index) -> has(ISSUERS.formatted(index, "issuer")), (index) -> index + 1)
			.mapToObj((index) -> ISSUERS.formatted(index, property))
			.filter(this::has);
	}

	/** Whether migrations run at start; somebody may want to run them elsewhere. */
	boolean migrates() {
		return this.environment.getProperty("spring.flyway.enabled", Boolean.class, true);
	}

	/** Whether the start shall wait for a database that is not up yet. */
	boolean waitsForDatabase() {
		return this.environment.getProperty("spring.flyway.connect-retries", Integer.class, 0) > 0;
	}

	Path directory() {
		return Path.of(value("rapport.embedded.directory").orElse(".rapport"));
	}

	boolean durable() {
		return this.environment.getProperty("rapport.embedded.durable", Boolean.class, true);
	}

	boolean embeddedIssuerForced() {
		return this.environment.getProperty(EMBEDDED_ISSUER, Boolean.class, false);
	}

}
