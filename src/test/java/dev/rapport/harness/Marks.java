package dev.rapport.harness;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The canaries: every record has a mark of its own in each of its texts, and numbers and
 * dates that nothing else has, so that any byte which leaves tells whose it is.
 */
final class Marks {

	/** Marks begin so; those of the twin with {@link #TWIN}. */
	static final String SIGN = "zq";

	static final String TWIN = "wb";

	private static final int LENGTH = 8;

	private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

	private static final Pattern FIGURES = Pattern.compile("\\d{9,}|20[678]\\d-\\d\\d-\\d\\d");

	private final Map<String, Planted> planted = new ConcurrentHashMap<>();

	private final Set<String> used = new HashSet<>();

	private final RandomGenerator random;

	Marks(RandomGenerator random) {
		this.random = random;
	}

	/** A new mark that nobody has. */
	static String next(RandomGenerator random) {
		StringBuilder mark = new StringBuilder(SIGN);
		while (mark.length() < LENGTH) {
			mark.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
		}
		return mark.toString();
	}

	/** A text that holds a mark, in two scripts. */
	static String text(String mark) {
		return "cnry-A-" + mark + " 金丝雀" + mark;
	}

	String mark() {
		return next(this.random);
	}

	/** Nine digits and more that nothing else has. */
	String figure() {
		return once(() -> "9" + (10_000_000L + this.random.nextInt(90_000_000)));
	}

	/** A day in decades that nobody else uses, and that nothing else has. */
	String day() {
		return once(() -> "20%d-%02d-%02d".formatted(this.random.nextInt(60, 90), this.random.nextInt(1, 13),
				this.random.nextInt(1, 29)));
	}

	private String once(Supplier<String> maker) {
		String made = maker.get();
		while (!this.used.add(made)) {
			made = maker.get();
		}
		return made;
	}

	void belongs(String mark, Planted record) {
		this.planted.put(mark, record);
	}

	Map<String, Planted> all() {
		return this.planted;
	}

	/**
	 * The records whose marks, numbers or dates are in a text, by what gave them away.
	 */
	Set<String> in(String text) {
		Set<String> found = new HashSet<>();
		for (int at = text.indexOf(SIGN); at >= 0 && at + LENGTH <= text.length(); at = text.indexOf(SIGN, at + 1)) {
			note(text.substring(at, at + LENGTH), found);
		}
		Matcher figures = FIGURES.matcher(text);
		while (figures.find()) {
			note(figures.group(), found);
		}
		return found;
	}

	private void note(String mark, Set<String> found) {
		if (this.planted.containsKey(mark)) {
			found.add(mark);
		}
	}

}
