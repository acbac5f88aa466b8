package dev.rapport.kernel;

import java.text.Normalizer;

/** How texts are compared: as the database's {@code search_normal} does it. */
public final class Texts {

	private Texts() {
	}

	/**
	 * Full width becomes half width, upper case lower case; spaces at the ends are
	 * trimmed. Case is mapped character by character, without regard to neighbours, as
	 * the database does it.
	 */
	public static String normal(String text) {
		int[] letters = Normalizer.normalize(text, Normalizer.Form.NFKC)
			.codePoints()
			.map(Character::toLowerCase)
			.toArray();
		int from = 0;
		int to = letters.length;
		while (from < to && letters[from] == ' ') {
			from++;
		}
		while (from < to && letters[to - 1] == ' ') {
			to--;
		}
		return new String(letters, from, to - from);
	}

}
