package dev.rapport.embedded;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What {@code --check} says about settings that need no question to anybody, or a short
 * one.
 */
final class SettingsLook {

	private static final int PATIENCE_MILLIS = 4_000;

	private static final int KEY_BYTES = 32;

	private static final int REDIS = 6379;

	private final Settings settings;

	SettingsLook(Settings settings) {
		this.settings = settings;
	}

	Stream<Finding> findings() {
		List<Finding> wrong = SettingsCheck.findings(this.settings).toList();
		Stream<Finding> rules = wrong.isEmpty() ? Stream.of(Finding.fine("settings")) : wrong.stream();
		return Stream.of(rules, database().stream(), webhooks().stream(), redis().stream()).flatMap((one) -> one);
	}

	/** What stands in for a database of one's own. */
	private Optional<Finding> database() {
		if (this.settings.has(Settings.DATABASE)) {
			return Optional.empty();
		}
		Path directory = this.settings.directory().toAbsolutePath().normalize();
		Path existing = directory;
		while (existing.getParent() != null && !Files.exists(existing)) {
			existing = existing.getParent();
		}
		return Optional.of(Files.isDirectory(existing) && Files.isWritable(existing)
				? Finding.note("embedded", directory) : Finding.mend("embedded.closed", directory));
	}

	private Optional<Finding> webhooks() {
		if (!this.settings.has(Settings.DATABASE)) {
			return Optional.empty();
		}
		List<String> keys = this.settings.list(Settings.WEBHOOK_KEYS);
		if (keys.isEmpty()) {
			return Optional.of(Finding.note("webhooks.off"));
		}
		return Optional.of(keys.stream().allMatch(SettingsLook::isKey) ? Finding.fine("webhooks", keys.size())
				: Finding.mend("webhooks.key"));
	}

	private static boolean isKey(String key) {
		String[] parts = key.strip().split(":", 2);
		try {
			return parts.length == 2 && parts[0].matches("[A-Za-z0-9_-]{1,40}")
					&& Base64.getDecoder().decode(parts[1]).length == KEY_BYTES;
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	private Optional<Finding> redis() {
		return this.settings.value("rapport.redis.url").map(SettingsLook::redis);
	}

	private static Finding redis(String url) {
		try (Socket socket = new Socket()) {
			URI address = URI.create(url);
			int port = (address.getPort() < 0) ? REDIS : address.getPort();
			socket.connect(new InetSocketAddress(address.getHost(), port), PATIENCE_MILLIS);
			return Finding.fine("redis", address.getHost() + ":" + port);
		}
		catch (IOException | IllegalArgumentException ex) {
			return Finding.mend("redis.silent");
		}
	}

}
