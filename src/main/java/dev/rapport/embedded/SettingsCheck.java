package dev.rapport.embedded;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.springframework.boot.diagnostics.FailureAnalyzedException;

/** Settings that do not go together, each with the sentence that says what to do. */
final class SettingsCheck {

	private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]");

	private static final List<Function<Settings, Optional<Failure>>> RULES = List.of(SettingsCheck::twoIssuers,
			SettingsCheck::halfADatabase, SettingsCheck::noSchemaOwner, SettingsCheck::ownerAsApp,
			SettingsCheck::noIssuer, SettingsCheck::plainHttp);

	private SettingsCheck() {
	}

	/**
	 * Refuses settings that cannot work or would not be safe.
	 * @throws FailureAnalyzedException for the first one found
	 */
	static void check(Settings settings) {
		failures(settings).findFirst().ifPresent(Failure::raise);
	}

	/** All that is wrong with the settings, as {@code --check} tells it. */
	static Stream<Finding> findings(Settings settings) {
		return failures(settings).map((failure) -> Finding.mend(failure.key(), failure.arguments().toArray()));
	}

	private static Stream<Failure> failures(Settings settings) {
		return RULES.stream().flatMap((rule) -> rule.apply(settings).stream());
	}

	private static Optional<Failure> twoIssuers(Settings settings) {
		return when("twoIssuers", settings.embeddedIssuerForced() && settings.trustsRealIssuer(),
				"The development issuer cannot run beside a real one.",
				"Remove " + Settings.EMBEDDED_ISSUER + ", or remove " + Settings.ISSUER + ".");
	}

	private static Optional<Failure> halfADatabase(Settings settings) {
		return when("halfADatabase", settings.has(Settings.SCHEMA) && !settings.has(Settings.DATABASE),
				Settings.SCHEMA + " is set, but " + Settings.DATABASE + " is not.",
				"Set spring.r2dbc.url/username/password to the application role in the same database.");
	}

	private static Optional<Failure> noSchemaOwner(Settings settings) {
		return when("noSchemaOwner",
				settings.has(Settings.DATABASE) && settings.migrates() && !settings.has(Settings.SCHEMA),
				Settings.DATABASE + " is set, but " + Settings.SCHEMA + " is not.",
				"Set spring.flyway.url/user/password to the owner of the schema in the same database "
						+ "(spring.r2dbc.username must be another role, without rights to change the schema).");
	}

	private static Optional<Failure> ownerAsApp(Settings settings) {
		Optional<String> owner = settings.value(Settings.SCHEMA_USER);
		return when("ownerAsApp", owner.isPresent() && owner.equals(settings.value(Settings.DATABASE_USER)),
				Settings.SCHEMA_USER + " and " + Settings.DATABASE_USER + " are the same role.",
				"Set spring.r2dbc.username to a role that does not own the schema: "
						+ "row-level security is the second wall between tenants.");
	}

	private static Optional<Failure> noIssuer(Settings settings) {
		return when("noIssuer", settings.has(Settings.DATABASE) && !settings.trustsRealIssuer(),
				"Nobody could sign in: no issuer of tokens is configured.",
				"Set " + Settings.ISSUER + " to your OpenID Connect issuer "
						+ "(spring.r2dbc.url is set, so the development issuer is off).");
	}

	private static Optional<Failure> plainHttp(Settings settings) {
		return settings.issuerAddresses().flatMap((property) -> plainHttp(settings, property).stream()).findFirst();
	}

	private static Optional<Failure> plainHttp(Settings settings, String property) {
		return settings.value(property)
			.filter((address) -> !safe(address, settings.list(Settings.PLAIN_HOSTS)))
			.map((address) -> new Failure("plainHttp", List.of(property, address),
					property + " is \"" + address + "\", which is not an https address.",
					"Use an https address; plain http is accepted on this machine only (localhost)."));
	}

	private static boolean safe(String address, List<String> plain) {
		return Stream.of(address)
			.filter((text) -> !text.contains(" "))
			.map(URI::create)
			.filter((uri) -> uri.getHost() != null)
			.anyMatch((uri) -> "https".equals(uri.getScheme()) || ("http".equals(uri.getScheme())
					&& (LOOPBACK.matcher(uri.getHost()).matches() || plain.contains(uri.getHost()))));
	}

	private static Optional<Failure> when(String key, boolean wrong, String description, String action) {
		return wrong ? Optional.of(new Failure(key, List.of(), description, action)) : Optional.empty();
	}

	private record Failure(String key, List<String> arguments, String description, String action) {

		void raise() {
			throw new FailureAnalyzedException(this.description, this.action);
		}

	}

}
