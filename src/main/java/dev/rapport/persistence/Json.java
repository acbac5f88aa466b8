package dev.rapport.persistence;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/** Values as {@code jsonb}: written with {@link #of}, read with {@link Columns}. */
public final class Json {

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	/** The length of a list without items. */
	private static final int EMPTY = 2;

	private static final Map<Class<?>, ObjectReader> LISTS = new ConcurrentHashMap<>();

	private static final Map<Class<?>, Optional<PlainRecords>> PLAIN = new ConcurrentHashMap<>();

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

	/** Most lists are empty or short, so what each takes besides its items counts. */
	@SuppressWarnings("unchecked") // each under its class
	static <T> List<T> list(byte[] json, Class<T> item) {
		if (json.length == EMPTY) {
			return new ArrayList<>();
		}
		PlainRecords records = PLAIN.computeIfAbsent(item, Json::plain).orElse(null);
		List<?> plain = (records == null) ? null : records.read(MAPPER, json);
		return (plain != null) ? (List<T>) plain : any(json, item);
	}

	private static Optional<PlainRecords> plain(Class<?> item) {
		return PlainRecords.admits(item) ? Optional.of(PlainRecords.of(item)) : Optional.empty();
	}

	private static <T> List<T> any(byte[] json, Class<T> item) {
		ObjectReader reader = LISTS.computeIfAbsent(item,
				(type) -> MAPPER.readerFor(MAPPER.getTypeFactory().constructCollectionType(List.class, type)));
		return reader.readValue(json);
	}

}
