package dev.rapport.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.FailureAnalyzedException;

/**
 * The directory that the embedded services keep their files in.
 *
 * @param directory its real path
 */
record Installation(Path directory) {

	static Installation at(Path directory) throws IOException {
		return new Installation(PrivateFile.directory(directory));
	}

	Path data() {
		return this.directory.resolve("postgres");
	}

	Path binaries() {
		return this.directory.resolve("binaries");
	}

	Path log() {
		return this.directory.resolve("postgres.log");
	}

	Path ownerPassword() {
		return this.directory.resolve("owner-password");
	}

	Path appPassword() {
		return this.directory.resolve("app-password");
	}

	Path issuerKey() {
		return this.directory.resolve("issuer.jwk");
	}

	Path webhookKey() {
		return this.directory.resolve("webhook-key");
	}

	/**
	 * Takes the directory for this process until the channel is closed or the process
	 * ends, however it ends.
	 * @throws FailureAnalyzedException if another process has it
	 */
	FileChannel lock() throws IOException {
		FileChannel channel = FileChannel.open(this.directory.resolve("lock"), StandardOpenOption.CREATE,
				StandardOpenOption.WRITE);
		if (!locked(channel)) {
			channel.close();
			throw new FailureAnalyzedException(
					"Another process already uses the embedded database in " + this.directory + ".",
					"Stop it, or give this one a directory of its own with rapport.embedded.directory.");
		}
		return channel;
	}

	private static boolean locked(FileChannel channel) throws IOException {
		try {
			return channel.tryLock() != null;
		}
		catch (OverlappingFileLockException ex) {
			return false;
		}
	}

	/** Whether the data directory has been through its first start. */
	boolean initialised() {
		return Files.exists(marker());
	}

	void markInitialised() throws IOException {
		if (!initialised()) {
			Files.createFile(marker());
		}
	}

	/** Moves a data directory away that a process left half made on its first start. */
	void setHalfMadeAside() throws IOException {
		if (Files.exists(data()) && !initialised()) {
			Files.move(data(), this.directory.resolve("postgres-unfinished-" + Instant.now().toEpochMilli()));
		}
	}

	/** What the server said last; null if nothing. */
	@Nullable String lastWords() {
		try (var lines = Files.lines(log())) {
			return lines.filter((line) -> !line.isBlank()).reduce((earlier, later) -> later).orElse(null);
		}
		catch (IOException ex) {
			return null;
		}
	}

	private Path marker() {
		return data().resolve("rapport-initialised");
	}

}
