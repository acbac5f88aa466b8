package dev.rapport.security;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * What a token claims, as it came out of its payload or of an introspection. A claim of a
 * form that it can't have makes the token invalid.
 */
record TokenClaims(Map<String, Object> values) {

	/** Of a list we read so many; longer ones end there. */
	private static final int MOST_ITEMS = 200;

	/** The end of the year 9999. */
	private static final long LAST_SECOND = 253_402_300_799L;

	/** These claims with their issuer, which need not name itself where it was asked. */
	TokenClaims by(String issuer) {
		Map<String, Object> named = new HashMap<>(this.values);
		named.putIfAbsent("iss", issuer);
		return new TokenClaims(named);
	}

	/** A text; null if the claim is missing. One text in a list counts as itself. */
	@Nullable String text(String name) {
		return switch (this.values.get(name)) {
			case null -> null;
			case String text -> text;
			case Collection<?> one when one.size() == 1 && one.iterator().next() instanceof String text -> text;
			default -> throw TokenRefused.invalid(name);
		};
	}

	/**
	 * The texts in a list, or in one text between spaces; empty if the claim is missing
	 * or something else.
	 * @param path the name of the claim, or names of nested objects with dots between
	 */
	Set<String> texts(String path) {
		Object found = this.values.containsKey(path) ? this.values.get(path) : nested(path);
		Stream<?> items = switch (found) {
			case String text -> Arrays.stream(text.split(" "));
			case Collection<?> list -> list.stream();
			case null, default -> Stream.empty();
		};
		Set<String> texts = new LinkedHashSet<>();
		items.limit(MOST_ITEMS).forEach((item) -> {
			if (item instanceof String text && !text.isBlank()) {
				texts.add(text);
			}
		});
		return texts;
	}

	/** A time; null if the claim is missing. */
	@Nullable Instant time(String name) {
		return switch (this.values.get(name)) {
			case null -> null;
			case Instant time -> time;
			case Number seconds when Math.abs(seconds.doubleValue()) <= LAST_SECOND ->
				Instant.ofEpochSecond(seconds.longValue());
			default -> throw TokenRefused.invalid(name);
		};
	}

	boolean has(String name) {
		return this.values.containsKey(name);
	}

	boolean isTrue(String name) {
		return Boolean.TRUE.equals(this.values.get(name));
	}

	private @Nullable Object nested(String path) {
		Object found = this.values;
		for (String name : path.split("\\.")) {
			found = (found instanceof Map<?, ?> object) ? object.get(name) : null;
		}
		return found;
	}

}
