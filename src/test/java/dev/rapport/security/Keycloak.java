package dev.rapport.security;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A Keycloak of this process with the realm of {@code docker/keycloak}. */
final class Keycloak implements AutoCloseable {

	static final String PASSWORD = "only-for-this-test";

	private static final Duration START = Duration.ofMinutes(4);

	private static final String REALM = "rapport-realm.json";

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private final HttpClient http = HttpClient.newHttpClient();

	private final Path log;

	private final int port;

	private final Process process;

	/**
	 * Starts it, which takes a minute.
	 * @param zip the distribution
	 * @param home where to unpack it
	 * @param tenant the tenant of all users of the realm
	 */
	Keycloak(Path zip, Path home, String tenant) {
		try {
			unpack(zip, home);
			Path imports = Files.createDirectories(home.resolve("data/import"));
			Files.copy(Path.of("docker/keycloak", REALM), imports.resolve(REALM), StandardCopyOption.REPLACE_EXISTING);
			this.log = home.resolve("keycloak.log");
			this.port = freePort();
			this.process = started(home, tenant);
			awaitReady();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	String issuer() {
		return url("/realms/rapport");
	}

	/** The tokens that a user gets for the password. */
	JsonNode byPassword(String user) {
		return tokens("rapport", Map.of("grant_type", "password", "client_id", "rapport-app", "scope", "openid",
				"username", user, "password", PASSWORD));
	}

	/** The token that the program gets for itself. */
	JsonNode byClientCredentials() {
		return tokens("rapport",
				Map.of("grant_type", "client_credentials", "client_id", "rapport-sync", "client_secret", PASSWORD));
	}

	/** Makes a new signing key and withdraws all that there were. */
	void rotateKeys() {
		String token = tokens("master",
				Map.of("grant_type", "password", "client_id", "admin-cli", "username", "admin", "password", PASSWORD))
			.path("access_token")
			.asString();
		JsonNode realm = admin(token, "GET", "", null);
		JsonNode old = admin(token, "GET", "/components?type=org.keycloak.keys.KeyProvider", null);
		admin(token, "POST", "/components", """
				{"name": "fresh", "providerId": "ecdsa-generated", "providerType": "org.keycloak.keys.KeyProvider",
				 "parentId": "%s", "config": {"priority": ["200"], "enabled": ["true"], "active": ["true"],
				 "ecdsaEllipticCurveKey": ["P-256"]}}
				""".formatted(realm.path("id").asString()));
		old.forEach((provider) -> {
			if (provider.path("providerId").asString().startsWith("ecdsa")) {
				admin(token, "DELETE", "/components/" + provider.path("id").asString(), null);
			}
		});
	}

	@Override
	public void close() {
		this.process.descendants().forEach(ProcessHandle::destroy);
		this.process.destroy();
		try {
			if (!this.process.waitFor(20, TimeUnit.SECONDS)) {
				this.process.descendants().forEach(ProcessHandle::destroyForcibly);
				this.process.destroyForcibly();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.http.close();
	}

	private JsonNode tokens(String realm, Map<String, String> form) {
		String body = form.entrySet()
			.stream()
			.map((field) -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
			.collect(Collectors.joining("&"));
		return send(HttpRequest.newBuilder(URI.create(url("/realms/" + realm + "/protocol/openid-connect/token")))
			.header("Content-Type", "application/x-www-form-urlencoded")
			.POST(HttpRequest.BodyPublishers.ofString(body))
			.build());
	}

	private JsonNode admin(String token, String method, String path, @Nullable String body) {
		return send(HttpRequest.newBuilder(URI.create(url("/admin/realms/rapport" + path)))
			.header("Authorization", "Bearer " + token)
			.header("Content-Type", "application/json")
			.method(method,
					(body == null) ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
			.build());
	}

	private JsonNode send(HttpRequest request) {
		try {
			HttpResponse<String> response = this.http.send(request, HttpResponse.BodyHandlers.ofString());
			if (response.statusCode() >= 300) {
				throw new IllegalStateException(request.uri() + ": " + response.statusCode() + " " + response.body());
			}
			return JSON.readTree(response.body().isEmpty() ? "{}" : response.body());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private String url(String path) {
		return "http://127.0.0.1:" + this.port + path;
	}

	private Process started(Path home, String tenant) throws IOException {
		ProcessBuilder builder = new ProcessBuilder("bash", home.resolve("bin/kc.sh").toString(), "start-dev",
				"--import-realm", "--http-host=127.0.0.1", "--http-port=" + this.port,
				"--http-management-port=" + freePort());
		builder.environment()
			.putAll(Map.of("JAVA_HOME", System.getProperty("java.home"), "JAVA_OPTS_KC_HEAP", "-Xms128m -Xmx384m",
					"KC_BOOTSTRAP_ADMIN_USERNAME", "admin", "KC_BOOTSTRAP_ADMIN_PASSWORD", PASSWORD, "RAPPORT_TENANT",
					tenant, "RAPPORT_USER_PASSWORD", PASSWORD, "RAPPORT_SYNC_SECRET", PASSWORD));
		return builder.redirectErrorStream(true).redirectOutput(this.log.toFile()).start();
	}

	private void awaitReady() throws IOException {
		long end = System.nanoTime() + START.toNanos();
		while (!isReady()) {
			if (!this.process.isAlive() || System.nanoTime() > end) {
				String words = Files.readString(this.log);
				close();
				throw new IllegalStateException("Keycloak did not start: " + words);
			}
			pause();
		}
	}

	private boolean isReady() {
		try {
			HttpRequest request = HttpRequest.newBuilder(URI.create(issuer())).build();
			return this.http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
		}
		catch (IOException ex) {
			return false;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private static void pause() {
		try {
			Thread.sleep(500);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	/** Without the directory that everything in it is below. */
	private static void unpack(Path zip, Path home) throws IOException {
		try (InputStream file = Files.newInputStream(zip); ZipInputStream entries = new ZipInputStream(file)) {
			for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
				Path target = home.resolve(entry.getName().replaceFirst("^[^/]*/", "")).normalize();
				if (!entry.isDirectory() && target.startsWith(home)) {
					Files.createDirectories(target.getParent());
					Files.copy(entries, target, StandardCopyOption.REPLACE_EXISTING);
				}
			}
		}
	}

}
