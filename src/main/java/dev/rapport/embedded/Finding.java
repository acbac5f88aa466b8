package dev.rapport.embedded;

import java.text.MessageFormat;
import java.util.List;
import java.util.ResourceBundle;

/**
 * One line of a check.
 *
 * @param state whether something is to be done
 * @param key the name of its sentence; what to do about it has the name behind it
 * @param arguments what the sentences name; never a secret
 */
record Finding(State state, String key, List<Object> arguments) {

	static Finding fine(String key, Object... arguments) {
		return new Finding(State.FINE, key, List.of(arguments));
	}

	static Finding note(String key, Object... arguments) {
		return new Finding(State.NOTE, key, List.of(arguments));
	}

	static Finding mend(String key, Object... arguments) {
		return new Finding(State.MEND, key, List.of(arguments));
	}

	/** The line in the language of the texts. */
	String in(ResourceBundle texts) {
		String sentence = text(texts, this.key);
		return "%s %s".formatted(texts.getString(this.state.key),
				(this.state == State.MEND) ? sentence + " " + text(texts, this.key + ".do") : sentence);
	}

	private String text(ResourceBundle texts, String name) {
		return new MessageFormat(texts.getString(name), texts.getLocale()).format(this.arguments.toArray());
	}

	/** What a finding asks for. */
	enum State {

		/** Nothing. */
		FINE("fine"),
		/** To be known. */
		NOTE("note"),
		/** To be mended before a start. */
		MEND("mend");

		private final String key;

		State(String key) {
			this.key = key;
		}

	}

}
