package dev.rapport.clients;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;
import dev.rapport.Wire;
import dev.rapport.embedded.DevelopmentIssuer;
import dev.rapport.instances.Deployment;
import dev.rapport.instances.FaultProxy;
import dev.rapport.instances.Instance;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The programs of {@code examples/} at work: {@code mvn -Pclients test}. They need
 * Node.js and npm, curl and bash, and skip where one is missing; the first run downloads
 * what they depend on.
 */
@RapportTest
@Tag("clients")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(600)
class ClientExamplesTests {

	private static final Path EXAMPLES = Path.of("examples").toAbsolutePath();

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final int MOST_BEGINNINGS = 200;

	/** How npm says that there is no way to its registry, which is nobody's mistake. */
	private static final Pattern OFFLINE = Pattern
		.compile("ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH");

	@TempDir
	Path scratch;

	@Autowired
	Tenants tenants;

	@Autowired
	DevelopmentIssuer issuer;

	@Autowired
	ApplicationContext application;

	private Deployment deployment;

	private Instance instance;

	private FaultProxy network;

	private String token;

	private Wire wire;

	@BeforeAll
	void start() {
		for (String tool : List.of("node", "npm", "curl", "bash")) {
			need(isInstalled(tool), "there is no " + tool + " on the PATH");
		}
		this.token = this.issuer.token(this.tenants.found().key(), "ann");
		this.deployment = new Deployment(this.application);
		this.instance = this.deployment
			.start(Map.of("rapport.webhooks.keys", "one:" + "A".repeat(43) + "=", "rapport.webhooks.allow-http", "true",
					"rapport.webhooks.allow-loopback", "true", "rapport.webhooks.ports", ""));
		this.wire = new Wire(this.instance.port(), this.token);
		this.network = new FaultProxy(this.instance.port());
	}

	/** Skips, and says so where everybody who looks at the build reads it. */
	private static void need(boolean met, String otherwise) {
		if (!met) {
			System.out.println("SKIPPED, the examples of clients: " + otherwise);
		}
		Assumptions.assumeTrue(met, otherwise);
	}

	private static boolean isInstalled(String tool) {
		return Arrays.stream(System.getenv("PATH").split(java.io.File.pathSeparator))
			.anyMatch((directory) -> Files.isExecutable(Path.of(directory, tool)));
	}

	@AfterAll
	void stop() {
		if (this.instance != null) {
			this.network.close();
			this.instance.close();
			this.deployment.close();
		}
	}

	@Test
	void theSinglePageAppFollowsABoardThroughABrokenConnection() throws Exception {
		install(EXAMPLES.resolve("spa"));
		run(EXAMPLES.resolve("spa"), "npm", "run", "build");
		String pipeline = one(
				"mutation { createPipeline(input: {name: \"Sales\"}) { pipeline { id } errors { message } } }",
				"/createPipeline/pipeline/id");
		String stage = one("{ pipelines { nodes { stages { name } } } }", "/pipelines/nodes/0/stages/0/name");
		String customer = one(
				"mutation { createCustomer(input: {name: \"Zen\"}) { customer { id } errors { message } } }",
				"/createCustomer/customer/id");
		try (Program board = program(EXAMPLES.resolve("spa"), "npm", "run", "board")) {
			board.says("board " + stage + "=0 ");
			open(pipeline, customer, "First");
			board.says("change CREATED First in " + stage);
			this.network.reset();
			open(pipeline, customer, "Second");
			open(pipeline, customer, "Third");
			board.says("change CREATED Third in " + stage);
			assertThat(board.lines().filter((line) -> line.startsWith("change"))).containsExactly(
					"change CREATED First in " + stage, "change CREATED Second in " + stage,
					"change CREATED Third in " + stage);
		}
	}

	private void open(String pipeline, String customer, String name) {
		one("mutation { createOpportunity(input: {name: \"%s\", pipelineId: \"%s\", customerId: \"%s\"}) { opportunity { id } errors { message } } }"
			.formatted(name, pipeline, customer), "/createOpportunity/opportunity/id");
	}

	@Test
	void thePartnerGoesOnWhereItWas() throws Exception {
		Path place = this.scratch.resolve("place");
		try (Program follower = program(EXAMPLES.resolve("partner"), "./follow.sh", place.toString())) {
			awaitHeard(follower, place);
		}
		create("While away");
		try (Program follower = program(EXAMPLES.resolve("partner"), "./follow.sh", place.toString())) {
			follower.says("While away");
			create("Afterwards");
			follower.says("Afterwards");
			assertThat(follower.lines().filter((line) -> line.contains("While away"))).hasSize(1);
			assertThat(follower.lines().filter((line) -> line.contains("Begin 0"))).isEmpty();
		}
	}

	/**
	 * A stream without a place begins some time after it was asked for; and what is heard
	 * is noted behind it.
	 */
	private void awaitHeard(Program follower, Path place) throws Exception {
		for (int i = 0; follower.lines().noneMatch((line) -> line.contains("Begin")); i++) {
			assertThat(i).as("customers that nobody has heard of").isLessThan(MOST_BEGINNINGS);
			create("Begin " + i);
			Thread.sleep(300);
		}
		long end = System.nanoTime() + PATIENCE.toNanos();
		while (!noted(follower, place)) {
			assertThat(System.nanoTime()).as("noted").isLessThan(end);
			Thread.sleep(100);
		}
	}

	private static boolean noted(Program follower, Path place) throws IOException {
		String cursor = Files.readString(place);
		return !cursor.isEmpty() && follower.lines().toList().getLast().contains(cursor);
	}

	private void create(String name) {
		one("mutation { createCustomer(input: {name: \"" + name + "\"}) { customer { id } errors { message } } }",
				"/createCustomer/customer/id");
	}

	@Test
	void thePartnerTakesWebhooksThatWeHaveSigned() throws Exception {
		install(EXAMPLES.resolve("partner"));
		int port = freePort();
		String secret = one(
				"mutation { createWebhookSubscription(input: {url: \"http://127.0.0.1:" + port
						+ "/\", types: [\"Customer\"], fields: [\"name\"]}) { secret errors { message } } }",
				"/createWebhookSubscription/secret");
		try (Program receiver = program(EXAMPLES.resolve("partner"),
				Map.of("WEBHOOK_SECRET", secret, "PORT", Integer.toString(port)), "npm", "run", "receive")) {
			receiver.says("listening " + port);
			create("Signed 签名");
			receiver.says("verified CustomerCreated Signed 签名");
			try (HttpClient forger = HttpClient.newHttpClient()) {
				HttpRequest forged = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port))
					.header("webhook-id", "1")
					.header("webhook-timestamp", Long.toString(System.currentTimeMillis() / 1_000))
					.header("webhook-signature", "v1,AAAA")
					.POST(HttpRequest.BodyPublishers.ofString("{}"))
					.build();
				assertThat(forger.send(forged, HttpResponse.BodyHandlers.discarding()).statusCode()).isEqualTo(400);
			}
			receiver.says("refused");
		}
	}

	private String one(String operation, String pointer) {
		Wire.Answer answer = this.wire.ask(operation, Map.of());
		String value = answer.json().at("/data" + pointer).asString("");
		assertThat(value).as(answer.text()).isNotEmpty();
		return value;
	}

	private void install(Path directory) throws Exception {
		try (Program npm = program(directory, "npm", "ci", "--no-audit", "--no-fund")) {
			int code = npm.code();
			need(code == 0 || !OFFLINE.matcher(npm.text()).find(), "npm can't reach its registry");
			assertThat(code).as(npm.text()).isZero();
		}
	}

	private void run(Path directory, String... command) throws Exception {
		try (Program program = program(directory, command)) {
			assertThat(program.code()).as(program.text()).isZero();
		}
	}

	private Program program(Path directory, String... command) throws IOException {
		return program(directory, Map.of(), command);
	}

	private Program program(Path directory, Map<String, String> settings, String... command) throws IOException {
		Path output = Files.createTempFile(this.scratch, "program", ".log");
		ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(output.toFile());
		builder.environment()
			.putAll(Map.of("RAPPORT_URL", "http://127.0.0.1:" + this.network.port() + "/graphql", "RAPPORT_TOKEN",
					this.token));
		builder.environment().putAll(settings);
		return new Program(builder.start(), output);
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	/** A program that runs, and what it has said. */
	private record Program(Process process, Path output) implements AutoCloseable {

		/** How it ended. */
		int code() throws InterruptedException {
			assertThat(this.process.waitFor(5, TimeUnit.MINUTES)).as(text()).isTrue();
			return this.process.exitValue();
		}

		String text() {
			try {
				return Files.readString(this.output, StandardCharsets.UTF_8);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		Stream<String> lines() {
			return text().lines();
		}

		void says(String words) throws InterruptedException {
			long end = System.nanoTime() + PATIENCE.toNanos();
			while (lines().noneMatch((line) -> line.contains(words))) {
				assertThat(System.nanoTime()).as("\"%s\" in:\n%s", words, text()).isLessThan(end);
				Thread.sleep(100);
			}
		}

		@Override
		public void close() {
			this.process.descendants().forEach(ProcessHandle::destroyForcibly);
			this.process.destroyForcibly();
		}

	}

}
