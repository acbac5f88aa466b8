package dev.rapport.deployment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.rapport.embedded.Checkup;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code docker/} says fits together. The compose file's schema is checked by
 * {@code docker/check}, the image's steps are run by {@code docker/verify.sh}, both in
 * {@code .ci/run}.
 */
class ComposeTests {

	private static final Path DOCKER = Path.of("docker");

	private static final List<String> INSTANCES = List.of("rapport-1", "rapport-2");

	private final JsonNode compose = compose();

	@Test
	void namesOnlyFilesThatAreThere() {
		for (JsonNode service : this.compose.path("services")) {
			for (JsonNode volume : service.path("volumes")) {
				String source = volume.asString().split(":")[0];
				if (source.startsWith(".")) {
					assertThat(DOCKER.resolve(source)).exists();
				}
			}
		}
	}

	@Test
	void givesTheServiceNoMoreThanItNeeds() {
		for (String name : INSTANCES) {
			JsonNode service = this.compose.path("services").path(name);
			assertThat(service.path("read_only").asBoolean()).isTrue();
			assertThat(service.path("user").asString()).isEqualTo("65532:65532");
			assertThat(service.path("cap_drop").path(0).asString()).isEqualTo("ALL");
			assertThat(service.path("security_opt").path(0).asString()).isEqualTo("no-new-privileges:true");
			assertThat(service.path("mem_limit").asString()).isNotBlank();
			assertThat(service.path("ports").isMissingNode()).as("only the proxy is reached from outside").isTrue();
			assertThat(service.path("environment").propertyNames()).noneMatch((key) -> key.contains("PASSWORD"))
				.noneMatch((key) -> key.contains("KEYS"));
		}
	}

	@Test
	void theProxyAndPrometheusKnowEveryInstance() throws IOException {
		String proxy = Files.readString(DOCKER.resolve("proxy/haproxy.cfg"));
		String prometheus = Files.readString(DOCKER.resolve("prometheus/prometheus.yml"));
		for (String name : INSTANCES) {
			assertThat(proxy).contains(name + ":8080");
			assertThat(prometheus).contains(name + ":9080");
		}
		assertThat(proxy).contains("/actuator/health/readiness", "check port 9080");
	}

	/**
	 * The secrets that are named are those that the script makes, and the service's read
	 * as settings.
	 */
	@Test
	void hasASecretForEachName(@TempDir Path directory) throws Exception {
		Path made = directory.resolve("secrets");
		Process script = new ProcessBuilder("sh", "docker/secrets.sh", made.toString()).redirectErrorStream(true)
			.start();
		assertThat(script.waitFor()).isZero();
		for (JsonNode secret : this.compose.path("secrets")) {
			assertThat(made.resolve(Path.of(secret.path("file").asString()).getFileName())).isNotEmptyFile();
		}
		assertThat(made.resolve("keycloak.env")).content()
			.contains("RAPPORT_TENANT=", "RAPPORT_USER_PASSWORD=", "RAPPORT_SYNC_SECRET=");
		assertThat(settingsAreSound(made.resolve("settings.properties"))).contains("Webhooks have 1 key");
	}

	private static String settingsAreSound(Path settings) {
		var bytes = new java.io.ByteArrayOutputStream();
		Checkup.run(new java.io.PrintStream(bytes, true, java.nio.charset.StandardCharsets.UTF_8), "--check=en",
				"--spring.config.import=file:" + settings, "--spring.r2dbc.url=r2dbc:postgresql://127.0.0.1:1/rapport",
				"--spring.r2dbc.username=rapport_app", "--spring.flyway.url=jdbc:postgresql://127.0.0.1:1/rapport",
				"--rapport.security.issuers[0].issuer=http://localhost:1/realms/rapport",
				"--rapport.security.issuers[0].jwk-set-uri=http://keycloak:1/certs",
				"--rapport.security.plain-http-hosts=keycloak");
		String said = bytes.toString(java.nio.charset.StandardCharsets.UTF_8);
		assertThat(said).contains("The settings go together.");
		return said;
	}

	@Test
	void scriptsCanBeStarted() throws IOException {
		try (Stream<Path> files = Files.walk(DOCKER)) {
			assertThat(files
				.filter((file) -> file.toString().endsWith(".sh") && !file.toString().contains("node_modules")))
				.hasSizeGreaterThan(5)
				.allSatisfy((file) -> assertThat(Files.getPosixFilePermissions(file))
					.contains(PosixFilePermission.OWNER_EXECUTE));
		}
	}

	@Test
	void theImageIsSmallInWhatItMay() throws IOException {
		List<String> lines = Files.readAllLines(DOCKER.resolve("Dockerfile"));
		String last = String.join("\n",
				lines.subList(lines.lastIndexOf("FROM gcr.io/distroless/java-base-debian12:nonroot"), lines.size()));
		assertThat(last)
			.contains("USER 65532:65532", "HEALTHCHECK", "ENTRYPOINT [\"/java/bin/java\"", "@java.options",
					"-XX:AOTCache=rapport.aot")
			.doesNotContain("RUN ", "ADD ", ":latest", "--privileged");
		assertThat(lines).filteredOn((line) -> line.startsWith("FROM")).noneMatch((line) -> line.contains("latest"));
	}

	@Test
	void theDashboardAsksQuestionsThatHaveAnswers() throws IOException {
		JsonNode dashboard = JsonMapper.shared()
			.readTree(Files.readString(DOCKER.resolve("grafana/dashboards/rapport.json")));
		assertThat(dashboard.path("panels").size()).isBetween(6, 12);
		for (JsonNode panel : dashboard.path("panels")) {
			assertThat(panel.path("title").asString()).isNotBlank();
			assertThat(panel.path("description").asString()).isNotBlank();
			assertThat(panel.path("targets")).isNotEmpty();
		}
	}

	private static JsonNode compose() {
		try {
			Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
			Map<String, Object> content = yaml.load(Files.readString(DOCKER.resolve("compose.yaml")));
			return JsonMapper.shared().valueToTree(content);
		}
		catch (IOException ex) {
			throw new java.io.UncheckedIOException(ex);
		}
	}

}
