package dev.rapport.graphql;

import java.util.Set;

import graphql.schema.GraphQLNamedType;
import graphql.schema.GraphQLOutputType;
import graphql.schema.GraphQLTypeUtil;

/**
 * Shows texts in part. Of an e-mail address the first character and the domain are left,
 * of a number the last two digits, of any other text the first character; of texts so
 * short that this would be most of them, nothing. How much is left out can't be told.
 */
final class Mask {

	private static final String DOTS = "•••";

	private static final Set<String> TEXTS = Set.of("String", "EmailAddress");

	/** From this many digits on, two say little. */
	private static final int DIGITS = 5;

	/** From this many characters on, one says little. */
	private static final int CHARACTERS = 3;

	private Mask() {
	}

	/** Whether values of a type, or the items of lists of it, can be shown in part. */
	static boolean fits(GraphQLOutputType type) {
		return GraphQLTypeUtil.unwrapAll(type) instanceof GraphQLNamedType named && TEXTS.contains(named.getName());
	}

	static String of(String text) {
		int at = text.lastIndexOf('@');
		if (at > 0) {
			return first(text) + DOTS + text.substring(at);
		}
		String digits = text.replaceAll("[\\s+()./-]", "");
		if (digits.length() >= DIGITS && digits.chars().allMatch(Character::isDigit)) {
			return DOTS + digits.substring(digits.length() - 2);
		}
		return (text.codePointCount(0, text.length()) >= CHARACTERS) ? first(text) + DOTS : DOTS;
	}

	private static String first(String text) {
		return text.substring(0, text.offsetByCodePoints(0, 1));
	}

}
