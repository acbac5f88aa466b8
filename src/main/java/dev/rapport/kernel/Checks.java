package dev.rapport.kernel;

import java.util.List;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * The rules that values of every room share; each breach is a {@link Problem.Violation}.
 */
public final class Checks {

	/** The most characters of a name, subject or title. */
	public static final int NAME = 200;

	/** The most characters of a free text. */
	public static final int TEXT = 20_000;

	/** The most items of a list inside a node or an input. */
	public static final int ITEMS = 100;

	private Checks() {
	}

	/** The value, which must be there. */
	public static <T> T required(@Nullable T value, String path) {
		if (value == null) {
			throw new Problem.Violation(ErrorCode.REQUIRED, path, "required");
		}
		return value;
	}

	/** A name: trimmed, not blank, at most {@value #NAME} characters. */
	public static String name(@Nullable String value, String path) {
		String name = required(value, path).strip();
		if (name.isEmpty()) {
			throw new Problem.Violation(ErrorCode.REQUIRED, path, "required");
		}
		return limited(name, NAME, path);
	}

	/** A free text or null; blank counts as null; at most {@value #TEXT} characters. */
	public static @Nullable String text(@Nullable String value, String path) {
		return (value == null || value.isBlank()) ? null : limited(value.strip(), TEXT, path);
	}

	/** A short text or null; blank counts as null; at most {@value #NAME} characters. */
	public static @Nullable String line(@Nullable String value, String path) {
		return (value == null || value.isBlank()) ? null : limited(value.strip(), NAME, path);
	}

	/** A list of at most {@value #ITEMS} items. */
	public static <T> List<T> items(List<T> items, String path) {
		if (items.size() > ITEMS) {
			throw new Problem.Violation(ErrorCode.TOO_MANY, path, "tooMany", ITEMS);
		}
		return List.copyOf(items);
	}

	/**
	 * The tags of an input: names, sorted, each once; none if the field is absent or
	 * null.
	 */
	public static List<String> tags(Input input) {
		TreeSet<String> tags = new TreeSet<>();
		items(input.texts("tags"), input.at("tags")).forEach((tag) -> tags.add(name(tag, input.at("tags"))));
		return List.copyOf(tags);
	}

	/** A whole number within bounds, both included. */
	public static int range(int value, int low, int high, String path) {
		if (value < low || value > high) {
			throw new Problem.Violation(ErrorCode.OUT_OF_RANGE, path, "range", low, high);
		}
		return value;
	}

	private static String limited(String value, int limit, String path) {
		if (value.indexOf('\0') >= 0) {
			throw new Problem.Violation(ErrorCode.INVALID_FORMAT, path, "characters");
		}
		if (value.codePointCount(0, value.length()) > limit) {
			throw new Problem.Violation(ErrorCode.TOO_LONG, path, "tooLong", limit);
		}
		return value;
	}

}
