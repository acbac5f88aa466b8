package dev.rapport.graphql;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.graphql.server.WebGraphQlRequest;

import dev.rapport.kernel.ApiCode;
import dev.rapport.kernel.Problem;

/**
 * Names a document by its text.
 *
 * @param hex SHA-256 of the text in UTF-8, 64 lower-case hexadecimal digits
 */
record DocumentHash(String hex) {

	private static final String PREFIX = "sha256:";

	/** The member {@code documentId} of a request, passed on by the transports. */
	private static final String ID = "documentId";

	/** Apollo's automatic persisted queries. */
	private static final String PERSISTED = "persistedQuery";

	private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

	static DocumentHash of(String document) {
		try {
			MessageDigest digest = MessageDigest.getInstance("SHA-256");
			return new DocumentHash(HexFormat.of().formatHex(digest.digest(document.getBytes(StandardCharsets.UTF_8))));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

	/**
	 * The hash that a request names; null if it names none.
	 * @throws Problem.Refused with {@code BAD_REQUEST} if it is malformed
	 */
	static @Nullable DocumentHash in(WebGraphQlRequest request) {
		Map<String, Object> extensions = request.getExtensions();
		if (extensions.get(ID) instanceof String id && id.startsWith(PREFIX)) {
			return checked(id.substring(PREFIX.length()));
		}
		if (extensions.get(PERSISTED) instanceof Map<?, ?> persisted) {
			return checked((persisted.get("version") instanceof Number version && version.intValue() == 1)
					? persisted.get("sha256Hash") : null);
		}
		return (extensions.containsKey(ID) || extensions.containsKey(PERSISTED)) ? checked(null) : null;
	}

	/** Whether a request wants its document to be remembered under its hash. */
	static boolean isAutomatic(WebGraphQlRequest request) {
		return request.getExtensions().containsKey(PERSISTED);
	}

	private static DocumentHash checked(@Nullable Object hex) {
		if (hex instanceof String text && HEX.matcher(text).matches()) {
			return new DocumentHash(text);
		}
		throw new Problem.Refused(ApiCode.BAD_REQUEST, "document.malformedId");
	}

	/** The id of the document. */
	String id() {
		return PREFIX + this.hex;
	}

}
