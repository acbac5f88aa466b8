package dev.rapport.kernel;

import org.jspecify.annotations.Nullable;

/**
 * One field of a change: absent keeps the value, null clears it, anything else sets it.
 *
 * @param <T> the type of the value
 * @param present whether the client sent the field at all
 * @param value what it sent; null where absent or sent as null
 */
public record Patch<T>(boolean present, @Nullable T value) {

	public static <T> Patch<T> keep() {
		return new Patch<>(false, null);
	}

	public static <T> Patch<T> set(@Nullable T value) {
		return new Patch<>(true, value);
	}

	/** The new value of a field that may be empty. */
	public @Nullable T orNull(@Nullable T current) {
		return this.present ? this.value : current;
	}

	/**
	 * The new value of a field that may not be empty.
	 * @param path where the field stands in the input
	 * @throws Problem.Violation if the client sent null
	 */
	public T or(T current, String path) {
		if (!this.present) {
			return current;
		}
		return Checks.required(this.value, path);
	}

}
