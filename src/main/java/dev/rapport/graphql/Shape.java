package dev.rapport.graphql;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import graphql.execution.MergedSelectionSet;
import org.jspecify.annotations.Nullable;

/**
 * What an operation selects of the objects of one type at one place. The fields that an
 * object holds are read here; the rest is fetched for all objects together, or by the
 * engine.
 */
final class Shape {

	private final List<String> names;

	private final @Nullable Held[] held;

	private final MergedSelectionSet rest;

	private final List<Branch> branches;

	/**
	 * A shape.
	 * @param held by the place of their name; null for the rest
	 * @param branches those fields of the rest that can be fetched for all objects
	 * together
	 */
	Shape(List<String> names, @Nullable Held[] held, MergedSelectionSet rest, List<Branch> branches) {
		this.names = names;
		this.held = held;
		this.rest = rest;
		this.branches = branches;
	}

	/** Whether objects hold all of it. */
	boolean isWhole() {
		return this.rest.isEmpty();
	}

	/** Whether all of it is held, or can be fetched for all objects together. */
	boolean isBroad() {
		return this.branches.size() == this.rest.size();
	}

	/** What objects do not hold. */
	MergedSelectionSet rest() {
		return this.rest;
	}

	/** What can be fetched for all objects together. */
	List<Branch> branches() {
		return this.branches;
	}

	/** Where the value of a branch stands among those of an object. */
	int placeOf(Branch branch) {
		return this.names.indexOf(branch.field().getResultKey());
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

	/** The answer for an object, the rest being filled in. */
	Map<String, @Nullable Object> answer(@Nullable Object[] values) {
		Map<String, @Nullable Object> answer = LinkedHashMap.newLinkedHashMap(values.length);
		for (int i = 0; i < values.length; i++) {
			answer.put(this.names.get(i), values[i]);
		}
		return answer;
	}

	/** The answer for an object, the rest being known. */
	Map<String, @Nullable Object> answer(@Nullable Object[] values, Map<String, ?> rest) {
		for (int i = 0; i < values.length; i++) {
			if (this.held[i] == null) {
				values[i] = rest.get(this.names.get(i));
			}
		}
		return answer(values);
	}

	/** The form of objects that hold all of it. */
	Form whole() {
		return Form.present((object) -> {
			@Nullable Object[] values = read(object);
			if (values == null) {
				throw Form.Unfit.HERE;
			}
			return answer(values);
		});
	}

	/** What reads a field of an object. */
	@FunctionalInterface
	interface Held {

		/** What the answer says for the field, or its value. */
		@Nullable Object read(Object source) throws Exception;

	}

}
