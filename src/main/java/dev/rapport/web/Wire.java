package dev.rapport.web;

import java.util.Map;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON as it goes over the wire. Reading is strict (one value, nothing behind it) and
 * bounded in depth by Jackson's stream constraints.
 */
final class Wire {

	private static final JsonMapper JSON = JsonMapper.builder()
		.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.build();

	/** Knows its deserializer beforehand: looking it up may take a lock. */
	private static final ObjectReader READER = JSON.readerFor(Object.class);

	private Wire() {
	}

	/**
	 * Reads one JSON object.
	 * @throws Rejection {@code BAD_REQUEST} for anything else
	 */
	static Map<String, Object> object(byte[] json) {
		return object(json, json.length);
	}

	/**
	 * Reads one JSON object, which the first bytes hold.
	 * @throws Rejection {@code BAD_REQUEST} for anything else
	 */
	@SuppressWarnings("unchecked")
	static Map<String, Object> object(byte[] json, int length) {
		if (length == 0) {
			throw Rejection.badRequest("transport.body.empty");
		}
		if (parsed(json, length) instanceof Map<?, ?> object) {
			return (Map<String, Object>) object;
		}
		throw Rejection.badRequest("transport.body.notAnObject");
	}

	private static Object parsed(byte[] json, int length) {
		try {
			return READER.readValue(json, 0, length);
		}
		catch (JacksonException malformed) {
			throw Rejection.badRequest("transport.body.malformed");
		}
	}

	static byte[] bytes(Object value) {
		return ResultText.of(value);
	}

	static String text(Object value) {
		return JSON.writeValueAsString(value);
	}

}
