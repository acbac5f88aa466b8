package dev.rapport.kernel;

import java.text.Normalizer;
import java.util.Locale;

/** How texts are compared: as the database's {@code search_normal} does it. */
public final class Texts {

	private Texts() {
	}

	/** Full width becomes half width, upper case lower case; ends are trimmed. */
	public static String normal(String text) {
		return Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT).strip();
	}

}
