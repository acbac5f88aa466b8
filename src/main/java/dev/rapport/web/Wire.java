package dev.rapport.web;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * JSON as it goes over the wire. Reading is strict (one value, nothing behind it) and
 * bounded in depth by Jackson's stream constraints.
 */
final class Wire {

	private static final JsonMapper JSON = JsonMapper.builder()
		.addModule(new SimpleModule().addSerializer(Result.class, new ResultSerializer()))
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
		return JSON.writeValueAsBytes(new Result(value));
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

	/** What is written by {@link ResultSerializer}. */
	private record Result(Object value) {
	}

	private static final class ResultSerializer extends ValueSerializer<Result> {

		@Override
		public void serialize(Result result, JsonGenerator json, SerializationContext context) {
			write(result.value(), json);
		}

	}

}
