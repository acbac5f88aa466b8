package dev.rapport.graphql;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What an operation costs: one point for itself, one for each field that is read with a
 * statement of its own, one for each item of each list; writing and following cost ten
 * more. Before the execution the page sizes say how many items there may be, after it the
 * answer says how many there were.
 *
 * @param steps the fields that cost something, and those above them
 */
record Plan(Map<String, Step> steps) {

	/** The most that it may come to. */
	Tally expected() {
		Tally tally = new Tally();
		this.steps.values().forEach((step) -> step.expect(1, tally));
		return tally;
	}

	/**
	 * What it came to.
	 * @param data the answer; null counts nothing but the operation itself
	 */
	Tally actual(@Nullable Object data) {
		Tally tally = new Tally();
		if (data instanceof Map<?, ?> root) {
			this.steps.forEach((key, step) -> step.see(List.of(root), key, tally));
		}
		return tally;
	}

}
