package dev.rapport.persistence;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Values as {@code jsonb}: written with {@link #of}, read with {@link Columns}. */
public final class Json {

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private Json() {
	}

	/** A value as a parameter of a statement. */
	public static Object of(Object value) {
		return io.r2dbc.postgresql.codec.Json.of(MAPPER.writeValueAsString(value));
	}

	@SuppressWarnings("NullAway") // the type reference can't say that values may be null
	static Map<String, @Nullable Object> object(String json) {
		return Objects.requireNonNull(MAPPER.readValue(json, new TypeReference<Map<String, Object>>() {
		}), "null is no object");
	}

	static <T> List<T> list(String json, Class<T> item) {
		return MAPPER.readValue(json, MAPPER.getTypeFactory().constructCollectionType(List.class, item));
	}

}
