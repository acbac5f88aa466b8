package dev.rapport.persistence;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads lists of records that are made of texts, flags and constants, which pages are
 * full of: the mapper calls constructors by reflection, and keeps aside what it reads
 * before. Whatever is not just as we write it is left to the mapper, the whole list.
 */
final class PlainRecords {

	private static final MethodType ALL = MethodType.methodType(Object.class, Object[].class);

	private final Map<String, Part> parts = new HashMap<>();

	private final MethodHandle constructor;

	private final long flags;

	private PlainRecords(RecordComponent[] components, MethodHandle constructor) {
		this.constructor = constructor;
		for (RecordComponent component : components) {
			this.parts.put(component.getName(), Part.of(component.getType(), this.parts.size()));
		}
		this.flags = this.parts.values().stream().filter(Part::flag).count();
	}

	/** Whether the records of a class are made of nothing else. */
	static boolean admits(Class<?> type) {
		return type.isRecord() && Stream.of(type.getRecordComponents())
			.allMatch((component) -> component.getAnnotations().length == 0 && Part.admits(component.getType()));
	}

	/** A reader of the records of a class. */
	static PlainRecords of(Class<?> type) {
		RecordComponent[] components = type.getRecordComponents();
		Class<?>[] types = Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
		try {
			return new PlainRecords(components,
					MethodHandles.privateLookupIn(type, MethodHandles.lookup())
						.findConstructor(type, MethodType.methodType(void.class, types))
						.asSpreader(Object[].class, types.length)
						.asType(ALL));
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** The list; null if it is left to the mapper. */
	@Nullable List<Object> read(JsonMapper mapper, byte[] json) {
		try (JsonParser parser = mapper.createParser(json)) {
			return (parser.nextToken() == JsonToken.START_ARRAY) ? items(parser) : null;
		}
	}

	private @Nullable List<Object> items(JsonParser parser) {
		List<Object> items = new ArrayList<>();
		while (parser.nextToken() == JsonToken.START_OBJECT) {
			@Nullable Object[] values = new Object[this.parts.size()];
			if (!fill(values, parser)) {
				return null;
			}
			items.add(made(values));
		}
		return (parser.currentToken() == JsonToken.END_ARRAY) ? items : null;
	}

	/** Whether all of an object was understood. */
	private boolean fill(@Nullable Object[] values, JsonParser parser) {
		long flags = 0;
		for (String name = parser.nextName(); name != null; name = parser.nextName()) {
			Part part = this.parts.get(name);
			JsonToken token = parser.nextToken();
			Object value = (part == null) ? null : part.value(token, parser);
			if (part == null || (value == null && (token != JsonToken.VALUE_NULL || part.flag()))) {
				return false;
			}
			values[part.place()] = value;
			flags += part.flag() ? 1 : 0;
		}
		return flags == this.flags && parser.currentToken() == JsonToken.END_OBJECT;
	}

	private Object made(@Nullable Object[] values) {
		try {
			return (Object) this.constructor.invokeExact(values);
		}
		catch (RuntimeException | Error failure) {
			throw failure;
		}
		catch (Throwable failure) {
			throw new IllegalStateException(failure);
		}
	}

	/**
	 * A part of a record.
	 *
	 * @param flag whether it is true or false and nothing else
	 * @param constants by their names; null for texts and flags
	 */
	private record Part(int place, boolean flag, @Nullable Map<String, Object> constants) {

		static boolean admits(Class<?> type) {
			return type == String.class || type == boolean.class || type.isEnum();
		}

		static Part of(Class<?> type, int place) {
			return new Part(place, type == boolean.class,
					type.isEnum() ? Stream.of(type.getEnumConstants())
						.collect(Collectors.toMap((constant) -> ((Enum<?>) constant).name(), (constant) -> constant))
							: null);
		}

		/** Null for what isn't plain, and for null. */
		@Nullable Object value(JsonToken token, JsonParser parser) {
			return switch (token) {
				case VALUE_STRING -> this.flag ? null : text(parser.getString());
				case VALUE_TRUE -> this.flag ? true : null;
				case VALUE_FALSE -> this.flag ? false : null;
				default -> null;
			};
		}

		private @Nullable Object text(String text) {
			return (this.constants == null) ? text : this.constants.get(text);
		}

	}

}
