package dev.rapport.web;

import java.io.ByteArrayOutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
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

	/** Bytes that most results fit in. */
	private static final int TYPICAL = 2_048;

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
	@SuppressWarnings("unchecked")
	static Map<String, Object> object(byte[] json) {
		if (json.length == 0) {
			throw Rejection.badRequest("transport.body.empty");
		}
		if (parsed(json) instanceof Map<?, ?> object) {
			return (Map<String, Object>) object;
		}
		throw Rejection.badRequest("transport.body.notAnObject");
	}

	private static Object parsed(byte[] json) {
		try {
			return READER.readValue(json);
		}
		catch (JacksonException malformed) {
			throw Rejection.badRequest("transport.body.malformed");
		}
	}

	static byte[] bytes(Object value) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream(TYPICAL);
		try (JsonGenerator json = JSON.createGenerator(bytes)) {
			write(value, json);
		}
		return bytes.toByteArray();
	}

	/**
	 * Writes what results are made of. A mapper looks for the serializer of each value;
	 * here it is only asked for values of other types.
	 */
	private static void write(@Nullable Object value, JsonGenerator json) {
		switch (value) {
			case null -> json.writeNull();
			case String text -> json.writeString(text);
			case Map<?, ?> object -> members(object, json);
			case List<?> list -> items(list, json);
			case Integer number -> json.writeNumber(number);
			case Long number -> json.writeNumber(number);
			case Boolean flag -> json.writeBoolean(flag);
			default -> json.writePOJO(value);
		}
	}

	private static void members(Map<?, ?> object, JsonGenerator json) {
		json.writeStartObject();
		object.forEach((name, value) -> {
			json.writeName(String.valueOf(name));
			write(value, json);
		});
		json.writeEndObject();
	}

	private static void items(List<?> list, JsonGenerator json) {
		json.writeStartArray();
		list.forEach((item) -> write(item, json));
		json.writeEndArray();
	}

	static String text(Object value) {
		return JSON.writeValueAsString(value);
	}

}
