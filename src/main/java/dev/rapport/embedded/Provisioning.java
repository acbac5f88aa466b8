package dev.rapport.embedded;

import java.util.HashMap;
import java.util.Map;

import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.env.MapPropertySource;

/**
 * The first thing a start does: check what is configured, and provide what is not. It
 * runs before any bean exists, once logging works, and after every other initializer, so
 * that properties which tests add late count too.
 */
final class Provisioning implements ApplicationContextInitializer<ConfigurableApplicationContext>, Ordered {

	private static final String SOURCE = "rapportEmbedded";

	@Override
	public void initialize(ConfigurableApplicationContext context) {
		Settings settings = new Settings(context.getEnvironment());
		SettingsCheck.check(settings);
		if (settings.has(Settings.DATABASE)) {
			new DatabaseCheck(settings).check();
			return;
		}
		context.getEnvironment().getPropertySources().addFirst(new MapPropertySource(SOURCE, provide(settings)));
	}

	private static Map<String, Object> provide(Settings settings) {
		EmbeddedDatabase database = EmbeddedDatabase.in(settings.directory(), settings.durable());
		Map<String, Object> properties = new HashMap<>(database.properties());
		properties.put(Settings.EMBEDDED_ISSUER, !settings.trustsRealIssuer());
		if (!settings.has(Settings.WEBHOOK_KEYS) && !settings.has(Settings.WEBHOOK_KEYS + "[0]")) {
			properties.put(Settings.WEBHOOK_KEYS, "embedded:" + PrivateFile.key(database.home().webhookKey()));
		}
		return properties;
	}

	@Override
	public int getOrder() {
		return LOWEST_PRECEDENCE;
	}

}
