package dev.rapport.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server that outlived the process which started it: the operating system
 * does not end it together with a killed JVM.
 */
final class Postmaster {

	private static final Logger logger = LoggerFactory.getLogger(Postmaster.class);

	private static final Duration FAST = Duration.ofSeconds(10);

	private static final Duration IMMEDIATE = Duration.ofSeconds(5);

	private Postmaster() {
	}

	/** The server that runs on a data directory; empty if there is none. */
	static Optional<ProcessHandle> on(Path data) throws IOException {
		Path file = data.resolve("postmaster.pid");
		List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
		// a number below zero stands for a server in single-user mode
		return lines.stream()
			.limit(1)
			.map((line) -> Long.parseLong(line.strip()))
			.flatMap((pid) -> ProcessHandle.of(Math.abs(pid)).stream())
			.filter((process) -> serves(process.info(), data))
			.findFirst();
	}

	/** Ends the server on a data directory, committed work kept, if one runs there. */
	static void endOn(Path data) throws IOException {
		Optional<ProcessHandle> left = on(data);
		if (left.isPresent()) {
			logger.info("Ending PostgreSQL (process {}), left behind by a process that was killed", left.get().pid());
			end(left.get());
		}
	}

	// The number may meanwhile belong to any other process, so look at what it runs.
	private static boolean serves(ProcessHandle.Info info, Path data) {
		boolean postgres = info.command()
			.map((command) -> Path.of(command).getFileName().toString().startsWith("postgres"))
			.orElse(false);
		return postgres
				&& info.arguments().map((arguments) -> Arrays.asList(arguments).contains(data.toString())).orElse(true);
	}

	private static void end(ProcessHandle process) throws IOException {
		boolean ended = ended(process, "INT", FAST) || ended(process, "QUIT", IMMEDIATE);
		if (!ended) {
			process.destroyForcibly();
			awaitEnd(process, IMMEDIATE);
		}
	}

	// SIGINT is PostgreSQL's fast shutdown, SIGQUIT its immediate one; SIGTERM would wait
	// for clients. Java can send neither, so the shell does.
	private static boolean ended(ProcessHandle process, String signal, Duration patience) throws IOException {
		if (System.getProperty("os.name").startsWith("Windows")) {
			return false;
		}
		new ProcessBuilder("sh", "-c", "kill -" + signal + " " + process.pid()).start();
		return awaitEnd(process, patience);
	}

	private static boolean awaitEnd(ProcessHandle process, Duration patience) throws IOException {
		try {
			process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
			return true;
		}
		catch (TimeoutException ex) {
			return false;
		}
		catch (ExecutionException ex) {
			throw new IOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException("Interrupted while PostgreSQL was ending", ex);
		}
	}

}
