package dev.rapport.search;

import java.util.List;

import dev.rapport.kernel.ApiCode;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.PageRequest;
import dev.rapport.kernel.Problem;
import dev.rapport.kernel.Texts;

/**
 * What somebody looks for.
 *
 * @param part what the records contain; two letters or one ideograph at least
 * @param types never empty
 * @param most how many hits at most
 */
record SearchQuestion(String part, List<SearchType> types, int most) {

	/** The most characters to look for. */
	private static final int LONGEST = 200;

	/** The first character of the East Asian scripts, where one says something. */
	private static final int FIRST_IDEOGRAPH = 0x2E80;

	/**
	 * The question that the arguments ask.
	 * @throws Problem.Refused with {@code BAD_USER_INPUT} if the part is too short, too
	 * long or no text; with {@code PAGE_SIZE_EXCEEDED} if too many hits are asked for
	 */
	static SearchQuestion read(Input arguments) {
		List<SearchType> types = arguments.constants("types", SearchType.class);
		return new SearchQuestion(part(arguments.text("query").strip()),
				types.isEmpty() ? List.of(SearchType.values()) : types, PageRequest.of(arguments).size());
	}

	private static String part(String text) {
		if (text.indexOf('\0') >= 0) {
			throw new Problem.Refused(ApiCode.BAD_USER_INPUT, "characters");
		}
		if (text.codePointCount(0, text.length()) > LONGEST) {
			throw new Problem.Refused(ApiCode.BAD_USER_INPUT, "search.long", LONGEST);
		}
		if (!says(Texts.normal(text))) {
			throw new Problem.Refused(ApiCode.BAD_USER_INPUT, "search.short");
		}
		return text;
	}

	private static boolean says(String normal) {
		int letters = normal.codePointCount(0, normal.length());
		return letters > 1 || (letters == 1 && normal.codePointAt(0) >= FIRST_IDEOGRAPH);
	}

}
