package dev.rapport.graphql;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.graphql.server.WebGraphQlRequest;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import dev.rapport.kernel.ApiCode;
import dev.rapport.kernel.Problem;
import dev.rapport.persistence.Ids;
import dev.rapport.tenancy.Actor;

/**
 * One attempt to carry out a keyed operation, by the
 * <a href="https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/">
 * Idempotency-Key draft</a>.
 *
 * @param client the client program and
 * @param member the member behind it: together the scope of the key within the tenant
 * @param key what the client chose
 * @param fingerprint tells operations under the same key apart
 * @param attempt this attempt
 */
record IdempotencyKey(String client, UUID member, String key, String fingerprint, UUID attempt) {

	private static final String HEADER = "Idempotency-Key";

	private static final String EXTENSION = "idempotencyKey";

	private static final Pattern VISIBLE = Pattern.compile("[!-~]{1,255}");

	private static final JsonMapper CANONICAL = JsonMapper.builder()
		.enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
		.build();

	static IdempotencyKey of(Actor actor, String key, WebGraphQlRequest request) {
		return new IdempotencyKey(actor.client(), actor.member(), key, fingerprint(request), Ids.next());
	}

	/**
	 * The key that a request carries; null if it carries none. The headers of a socket
	 * are those of its handshake, so there only the extension counts. Other upgrades are
	 * offers to speak HTTP/2, which some clients make with each request.
	 * @throws Problem.Refused with {@code BAD_REQUEST} if it is malformed
	 */
	static @Nullable String in(WebGraphQlRequest request) {
		if (request.getExtensions().containsKey(EXTENSION)) {
			return checked(request.getExtensions().get(EXTENSION));
		}
		List<String> headers = request.getHeaders().getOrEmpty(HEADER);
		if (headers.isEmpty() || "websocket".equalsIgnoreCase(request.getHeaders().getUpgrade())) {
			return null;
		}
		return checked((headers.size() == 1) ? headers.getFirst() : null);
	}

	private static String checked(@Nullable Object key) {
		if (key instanceof String text && VISIBLE.matcher(text).matches()) {
			return text;
		}
		throw new Problem.Refused(ApiCode.BAD_REQUEST, "idempotency.malformed");
	}

	private static String fingerprint(WebGraphQlRequest request) {
		MessageDigest digest = sha256();
		String operation = (request.getOperationName() == null) ? "" : request.getOperationName();
		for (String part : List.of(operation, request.getDocument(),
				CANONICAL.writeValueAsString(request.getVariables()))) {
			digest.update((part.length() + ":" + part).getBytes(StandardCharsets.UTF_8));
		}
		return HexFormat.of().formatHex(digest.digest());
	}

	private static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

}
