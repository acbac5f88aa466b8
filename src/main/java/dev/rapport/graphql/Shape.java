package dev.rapport.graphql;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import graphql.execution.MergedSelectionSet;
import org.jspecify.annotations.Nullable;

/**
 * What an operation selects of the objects of one type at one place. The fields that an
 * object holds are read here; the rest is the engine's.
 */
final class Shape {

	private final List<String> names;

	private final @Nullable Held[] held;

	private final MergedSelectionSet rest;

	/**
	 * A shape.
	 * @param held by the place of their name; null for the rest
	 */
	Shape(List<String> names, @Nullable Held[] held, MergedSelectionSet rest) {
		this.names = names;
		this.held = held;
		this.rest = rest;
	}

	/** Whether objects hold all of it. */
	boolean isWhole() {
		return this.rest.isEmpty();
	}

	/** What the engine has to fetch. */
	MergedSelectionSet rest() {
		return this.rest;
	}

	/**
	 * What an object holds, by the place of its name, with gaps for the rest; null if the
	 * engine has to fetch all of it. Reading changes nothing, so it may be done again.
	 */
	@Nullable Object @Nullable [] read(Object source) {
		@Nullable Object[] values = new Object[this.held.length];
		try {
			for (int i = 0; i < values.length; i++) {
				Held field = this.held[i];
				values[i] = (field == null) ? null : field.read(source);
			}
			return values;
		}
		catch (Exception unfit) {
			return null;
		}
	}

	/** The answer for an object, the rest being known. */
	Map<String, @Nullable Object> answer(@Nullable Object[] values, Map<String, ?> rest) {
		Map<String, @Nullable Object> answer = LinkedHashMap.newLinkedHashMap(values.length);
		for (int i = 0; i < values.length; i++) {
			String name = this.names.get(i);
			answer.put(name, (this.held[i] == null) ? rest.get(name) : values[i]);
		}
		return answer;
	}

	/** The form of objects that hold all of it. */
	Form whole() {
		return Form.present((object) -> {
			@Nullable Object[] values = read(object);
			if (values == null) {
				throw Form.Unfit.HERE;
			}
			return answer(values, Map.of());
		});
	}

	/** A field that objects hold. */
	@FunctionalInterface
	interface Held {

		/** What the answer says for the field of an object. */
		@Nullable Object read(Object source) throws Exception;

	}

}
