package dev.rapport.web;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The parameters of one GraphQL request, the same over every transport.
 *
 * @param query the document, not blank; {@value #UNSENT} if the extensions only name it
 * @param operationName which of the document's operations to execute
 * @param variables by name; values may be null
 * @param extensions protocol extensions, and {@code documentId}
 */
record Parameters(String query, @Nullable String operationName, Map<String, Object> variables,
		Map<String, Object> extensions) {

	/** The largest document in bytes of UTF-8. */
	static final int DOCUMENT_LIMIT = 32 * 1024;

	/** Stands for a document that was not sent but named; it is none. */
	private static final String UNSENT = "#";

	private static final String DOCUMENT_ID = "documentId";

	/**
	 * Checks a decoded JSON object.
	 * @throws Rejection {@code BAD_REQUEST} where a member is missing or of a wrong type
	 */
	static Parameters of(Map<String, Object> body) {
		Map<String, Object> extensions = new HashMap<>(object("extensions", body.get("extensions")));
		String id = text(DOCUMENT_ID, body.get(DOCUMENT_ID));
		if (id != null) {
			extensions.put(DOCUMENT_ID, id);
		}
		boolean named = extensions.containsKey(DOCUMENT_ID) || extensions.containsKey("persistedQuery");
		return new Parameters(query(body.get("query"), named), text("operationName", body.get("operationName")),
				object("variables", body.get("variables")), extensions);
	}

	/**
	 * Refuses a document that is too long.
	 * @throws Rejection {@code BAD_REQUEST}
	 */
	Parameters bounded() {
		if (this.query.length() > DOCUMENT_LIMIT
				|| this.query.getBytes(StandardCharsets.UTF_8).length > DOCUMENT_LIMIT) {
			throw Rejection.badRequest("transport.document.tooLong", DOCUMENT_LIMIT);
		}
		return this;
	}

	/** The shape that {@code WebGraphQlRequest} is made of. */
	Map<String, Object> asMap() {
		Map<String, Object> map = new HashMap<>();
		map.put("query", this.query);
		if (this.operationName != null) {
			map.put("operationName", this.operationName);
		}
		map.put("variables", this.variables);
		map.put("extensions", this.extensions);
		return map;
	}

	private static String query(@Nullable Object value, boolean named) {
		String query = text("query", value);
		if (query == null && named) {
			return UNSENT;
		}
		if (query == null || query.isBlank()) {
			throw Rejection.badRequest("transport.query.missing");
		}
		return query;
	}

	private static @Nullable String text(String name, @Nullable Object value) {
		if (value == null || value instanceof String) {
			return (String) value;
		}
		throw Rejection.badRequest("transport.member.notAText", name);
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> object(String name, @Nullable Object value) {
		if (value == null) {
			return Map.of();
		}
		if (value instanceof Map<?, ?> object) {
			return (Map<String, Object>) object;
		}
		throw Rejection.badRequest("transport.member.notAnObject", name);
	}

}
