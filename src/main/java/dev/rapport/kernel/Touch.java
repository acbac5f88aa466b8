package dev.rapport.kernel;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * When somebody was last in touch about a record, which is computed from what was done,
 * and which versions of the record came of that alone. Nobody's change is refused because
 * of such versions: whoever saw the record before them saw all that others had changed.
 *
 * @param lastActivityAt UTC; null if nothing was done yet
 * @param from the version before the newest versions in a row that were only computed
 * @param until the last one of those; 0 if there is none
 */
public record Touch(@Nullable Instant lastActivityAt, int from, int until) {

	/** Nothing was done about the record. */
	public static final Touch NEVER = new Touch(null, 0, 0);

	/**
	 * Whether a change may be based on a version.
	 * @param seen what the client saw; null if it does not care
	 * @param version the current version
	 */
	public boolean admits(@Nullable Integer seen, int version) {
		return seen == null || seen == version || (this.until == version && seen >= this.from && seen < version);
	}

}
