package dev.rapport.instances;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.rapport.Rapport;

/**
 * The application as a process of its own, with nothing of the tests on its class path.
 */
public final class Instance implements AutoCloseable {

	/** How long a start may take on a busy machine. */
	private static final Duration START = Duration.ofSeconds(90);

	private static final Pattern PORT = Pattern.compile("Netty started on port (\\d+)");

	/** How much of the output is kept to explain a failure. */
	private static final int LINES = 500;

	private final Queue<String> output = new ConcurrentLinkedQueue<>();

	private final CompletableFuture<Integer> port = new CompletableFuture<>();

	private final Process process;

	private Instance(Process process) {
		this.process = process;
		Thread.ofPlatform().daemon().name("instance-output").start(this::read);
	}

	/** Starts one; {@link #port} waits until it is up. */
	public static Instance start(Map<String, String> settings) {
		return start(settings, "384m", Map.of());
	}

	/**
	 * Starts one.
	 * @param heap the most memory for objects, as {@code -Xmx} takes it
	 * @param environment variables that it has beside ours
	 */
	public static Instance start(Map<String, String> settings, String heap, Map<String, String> environment) {
		return start(settings, List.of("-Xmx" + heap, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"), environment);
	}

	/** Starts one with options of the JVM. */
	static Instance start(Map<String, String> settings, List<String> options, Map<String, String> environment) {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(options);
		command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", classPath(), Rapport.class.getName()));
		settings.forEach((name, value) -> command.add("--" + name + "=" + value));
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
		builder.environment().putAll(environment);
		try {
			return new Instance(builder.start());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String classPath() {
		return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> !entry.endsWith("test-classes"))
			.collect(Collectors.joining(File.pathSeparator));
	}

	/** Where it serves, once it does. */
	public int port() {
		try {
			return this.port.get(START.toSeconds(), TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw new IllegalStateException("The instance did not start:\n" + String.join("\n", this.output), ex);
		}
	}

	/** Asks it to stop, as a rolling restart does, and tells how long it took. */
	public Duration stop() {
		long start = System.nanoTime();
		this.process.destroy();
		ended();
		return Duration.ofNanos(System.nanoTime() - start);
	}

	/** Ends it without a word. */
	public void kill() {
		this.process.destroyForcibly();
		ended();
	}

	/** What it has said so far, the last lines of it. */
	public List<String> output() {
		return List.copyOf(this.output);
	}

	/** Its number among the processes of the machine. */
	public long pid() {
		return this.process.pid();
	}

	public boolean isAlive() {
		return this.process.isAlive();
	}

	private void ended() {
		try {
			if (!this.process.waitFor(START.toSeconds(), TimeUnit.SECONDS)) {
				throw new IllegalStateException("The instance did not end");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private void read() {
		try (BufferedReader lines = this.process.inputReader(StandardCharsets.UTF_8)) {
			int served = 0;
			for (String line = lines.readLine(); line != null; line = lines.readLine()) {
				this.output.add(line);
				if (this.output.size() > LINES) {
					this.output.remove();
				}
				Matcher matcher = PORT.matcher(line);
				// the second port is that of the operators
				if (served == 0 && matcher.find()) {
					served = Integer.parseInt(matcher.group(1));
				}
				if (line.contains("Started Rapport in")) {
					this.port.complete(served);
				}
			}
		}
		catch (IOException ex) {
			this.output.add(ex.toString());
		}
		this.port.completeExceptionally(new IllegalStateException("It has ended"));
	}

	@Override
	public void close() {
		if (this.process.isAlive()) {
			kill();
		}
	}

}
