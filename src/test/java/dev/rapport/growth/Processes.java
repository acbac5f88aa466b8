package dev.rapport.growth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The service and its database as the operating system sees them. */
final class Processes {

	private final ProcessHandle server;

	private final ProcessHandle database;

	/**
	 * Looks at two processes.
	 * @param data the directory of the database, where it notes its process
	 */
	Processes(long server, Path data) throws IOException {
		this.server = ProcessHandle.of(server).orElseThrow();
		long postmaster = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).getFirst().strip());
		this.database = ProcessHandle.of(postmaster).orElseThrow();
	}

	/** What was used so far. */
	Use use() {
		return new Use(System.nanoTime(), nanos(this.server),
				Stream.concat(Stream.of(this.database), this.database.descendants()).mapToLong(Processes::nanos).sum());
	}

	private static long nanos(ProcessHandle process) {
		return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
	}

	/** Megabytes of memory that the service has. */
	long resident() {
		try (Stream<String> lines = Files.lines(Path.of("/proc", String.valueOf(this.server.pid()), "status"))) {
			return lines.filter((line) -> line.startsWith("VmRSS"))
				.mapToLong((line) -> Long.parseLong(line.replaceAll("\\D", "")))
				.findFirst()
				.orElseThrow() / 1_024;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Kilobytes of the service's heap that are still needed. */
	long live() {
		command("GC.run");
		command("GC.run");
		return Pattern.compile("used (\\d+)K")
			.matcher(command("GC.heap_info").replaceAll("(?s)Metaspace.*", ""))
			.results()
			.mapToLong((result) -> Long.parseLong(result.group(1)))
			.sum();
	}

	private String command(String command) {
		try {
			Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
					String.valueOf(this.server.pid()), command)
				.start();
			return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * What was used.
	 *
	 * @param elapsed nanoseconds
	 * @param server nanoseconds of CPU
	 * @param database nanoseconds of CPU
	 */
	record Use(long elapsed, long server, long database) {

		Use since(Use before) {
			return new Use(this.elapsed - before.elapsed, this.server - before.server, this.database - before.database);
		}

	}

}
