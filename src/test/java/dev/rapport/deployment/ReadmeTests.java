package dev.rapport.deployment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every command of README.md is run by {@code .ci/run} as it stands there, but for a few
 * of which it is said here what runs them, or why nothing can.
 */
final class ReadmeTests {

	private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh\n(.*?)^```$");

	private static final Pattern BARE = Pattern.compile("(?ms)^```\n(.*?)^```$");

	private static final Pattern INLINE = Pattern
		.compile("`((?:mvn|docker/\\w+\\.sh|docker compose|java -jar|npm|\\.ci/|kc\\.sh|openssl|curl) ?[^`]*)`");

	/** What {@code .ci/run} does not run, and where it happens instead. */
	private static final Map<String, String> ELSEWHERE = Map.ofEntries(
			Map.entry("mvn spring-boot:run", "EmbeddedDatabaseTests and .ci/readme start the same; it would not end"),
			Map.entry("docker/secrets.sh", "ComposeTests"),
			Map.entry("docker compose -f docker/compose.yaml up --build",
					"nothing: there is no engine; docker/verify.sh and docker/check stand in for it"),
			Map.entry(".ci/run", "itself"), Map.entry("kc.sh start-dev --import-realm", "Keycloak, the test class"),
			Map.entry("openssl rand -base64 32", "SecretVaultTests take such keys"));

	private static final Pattern CODE = Pattern.compile("`([^`]+)`");

	private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(rapport\\.[a-z.-]+)");

	private static final Pattern SWITCH = Pattern.compile("ConditionalOnBooleanProperty\\(\"([a-z.-]+)\"");

	private static final Pattern RECORD = Pattern
		.compile("(?s)ConfigurationProperties\\(\"([^\"]+)\"\\)\\s+record \\w+\\((.*?)\\)\\s*\\{");

	private static final Pattern COMPONENT = Pattern.compile("(\\w+)(?=,|\\s*$)");

	/** What is read by name, or inside another setting. */
	private static final Set<String> SET_BY_HAND = Set.of("rapport.security.plain-http-hosts",
			"rapport.embedded.directory", "rapport.embedded.durable", "rapport.security.keys.age",
			"rapport.security.keys.pause", "rapport.security.keys.stale");

	/** What the service tells itself, and what stands above others. */
	private static final Set<String> OURS_ALONE = Set.of("rapport.embedded.active", "rapport.limits.redis",
			"rapport.security.keys");

	private final String readme = read(Path.of("README.md"));

	private final String run = read(Path.of(".ci", "run"));

	private final String asking = read(Path.of(".ci", "readme"));

	@Test
	void everyCommandIsRun() {
		assertThat(commands()).hasSizeGreaterThan(15)
			.allSatisfy((command) -> assertThat(isRun(command)).as(command).isTrue());
	}

	/**
	 * Blocks that ask the service at its usual port, or start it, are run whole by
	 * .ci/readme.
	 */
	private boolean isRun(String command) {
		boolean whole = Stream.of("localhost:8080", "java -jar ").anyMatch(command::contains)
				|| command.startsWith("ask ") || command.startsWith("ask()") || command.startsWith("CURSOR=");
		return ELSEWHERE.containsKey(command)
				|| this.run.lines()
					.map((line) -> line.replace("--batch-mode --no-transfer-progress ", ""))
					.anyMatch((line) -> line.contains(command))
				|| (whole && this.run.contains(".ci/readme") && this.asking.contains("blocks 'localhost:8080'"));
	}

	@Test
	void commandsAreMarkedAsSuch() {
		assertThat(BARE.matcher(this.readme).results().map((block) -> block.group(1)))
			.noneMatch((text) -> text.matches("(?s)(mvn|docker|curl|java|npm|\\.ci)[ /].*"));
	}

	@Test
	void whatRunsElsewhereIsStillThere() {
		assertThat(ELSEWHERE.keySet()).allSatisfy((command) -> assertThat(this.readme).contains(command));
	}

	/** A class that is named in a command or as a proof exists. */
	@Test
	void everyTestThatIsNamedExists() throws IOException {
		List<String> classes;
		try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
			classes = files.map((file) -> file.getFileName().toString().replace(".java", "")).toList();
		}
		assertThat(Pattern.compile("\\b([A-Z]\\w+(?:Tests|Measurement))\\b")
			.matcher(this.readme)
			.results()
			.map((name) -> name.group(1))).hasSizeGreaterThan(20).isSubsetOf(classes);
	}

	@Test
	void everyLinkedFileExists() {
		assertThat(Pattern.compile("\\]\\((?!https?:)([^)#]+)\\)")
			.matcher(this.readme)
			.results()
			.map((link) -> link.group(1))).isNotEmpty().allSatisfy((link) -> assertThat(Path.of(link)).exists());
	}

	/** Every setting of ours is in the table, and the table names none that is gone. */
	@Test
	void everySettingIsExplained() throws IOException {
		assertThat(explained()).containsExactlyInAnyOrderElementsOf(settings());
	}

	/** A cell is a name and others that differ from it in their last word. */
	private Set<String> explained() {
		Set<String> names = new TreeSet<>();
		this.readme.lines().filter((line) -> line.startsWith("| `rapport.")).forEach((line) -> {
			String before = "";
			for (MatchResult name : CODE.matcher(line.split("\\|")[1]).results().toList()) {
				String text = name.group(1);
				String full = text.startsWith(".") ? before + text : text;
				before = full.substring(0, full.lastIndexOf('.'));
				names.add(full.replaceFirst("\\[n].*", ""));
			}
		});
		return names;
	}

	private static Set<String> settings() throws IOException {
		Set<String> names = new TreeSet<>(SET_BY_HAND);
		try (Stream<Path> files = Files.walk(Path.of("src/main"))) {
			files.filter((file) -> file.toString().matches(".*\\.(java|yaml)"))
				.map(ReadmeTests::read)
				.forEach((text) -> {
					PLACEHOLDER.matcher(text).results().forEach((name) -> names.add(name.group(1)));
					SWITCH.matcher(text).results().forEach((name) -> names.add(name.group(1)));
					RECORD.matcher(text)
						.results()
						.forEach((one) -> names.addAll(components(one.group(1), one.group(2))));
				});
		}
		names.removeAll(OURS_ALONE);
		return names;
	}

	private static List<String> components(String prefix, String header) {
		return COMPONENT.matcher(header)
			.results()
			.map((name) -> prefix + "." + name.group(1).replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT))
			.toList();
	}

	private List<String> commands() {
		Stream<String> blocks = BLOCK.matcher(this.readme)
			.results()
			.flatMap((block) -> block.group(1).replace("\\\n", " ").lines())
			.map(String::strip)
			.filter((line) -> !line.isEmpty() && !line.startsWith("#"));
		Stream<String> inline = INLINE.matcher(this.readme).results().map((code) -> code.group(1));
		return Stream.concat(blocks, inline).distinct().toList();
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new java.io.UncheckedIOException(ex);
		}
	}

}
