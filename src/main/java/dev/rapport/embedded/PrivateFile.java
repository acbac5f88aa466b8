package dev.rapport.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.function.Supplier;

/** Files and directories that only the user who runs the process may open. */
final class PrivateFile {

	private static final int PASSWORD_BYTES = 24;

	private static final int KEY_BYTES = 32;

	private PrivateFile() {
	}

	/** What the file holds; made once and kept from then on. */
	static String kept(Path file, Supplier<String> content) {
		try {
			if (!Files.exists(file)) {
				write(file, content.get());
			}
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** A password made once per installation and kept. */
	static String password(Path file) {
		return kept(file, () -> {
			byte[] random = new byte[PASSWORD_BYTES];
			new SecureRandom().nextBytes(random);
			return Base64.getUrlEncoder().encodeToString(random);
		});
	}

	/** A key of 256 bits in base 64, made once per installation and kept. */
	static String key(Path file) {
		return kept(file, () -> {
			byte[] random = new byte[KEY_BYTES];
			new SecureRandom().nextBytes(random);
			return Base64.getEncoder().encodeToString(random);
		});
	}

	/** Makes the directory with all above it, if missing, and tells its real path. */
	static Path directory(Path directory) throws IOException {
		Path absolute = directory.toAbsolutePath().normalize();
		Files.createDirectories(absolute, only(absolute, "rwx------"));
		return absolute.toRealPath();
	}

	// In one step, so that a process that dies half way leaves no half a secret.
	private static void write(Path file, String content) throws IOException {
		Path draft = file.resolveSibling(file.getFileName() + ".new");
		Files.deleteIfExists(draft);
		Files.createFile(draft, only(draft, "rw-------"));
		Files.writeString(draft, content);
		Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
	}

	private static FileAttribute<?>[] only(Path path, String permissions) {
		boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
		return posix
				? new FileAttribute<?>[] {
						PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)) }
				: new FileAttribute<?>[0];
	}

}
