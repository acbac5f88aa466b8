package dev.rapport.kernel;

import org.jspecify.annotations.Nullable;

/**
 * Which slice of a list a client wants, by the rules of the
 * <a href="https://relay.dev/graphql/connections.htm">Relay connection specification</a>.
 *
 * @param size 1 to {@value #MOST}
 * @param forward true for {@code first/after}, false for {@code last/before}
 * @param cursor the edge to go on from, itself excluded; null for the end of the list
 * @param sketched whether sketches of the nodes will do
 */
public record PageRequest(int size, boolean forward, @Nullable String cursor, boolean sketched) {

	/** The largest page. */
	public static final int MOST = 100;

	/** The size where a client names none. */
	public static final int DEFAULT = 20;

	/** A slice of whole nodes. */
	public PageRequest(int size, boolean forward, @Nullable String cursor) {
		this(size, forward, cursor, false);
	}

	/**
	 * The page that the arguments {@code first, after, last, before} describe.
	 * @throws Problem.Refused with {@code PAGE_SIZE_EXCEEDED} above {@value #MOST}, never
	 * a silent clamp; with {@code BAD_USER_INPUT} if the arguments contradict each other
	 */
	public static PageRequest of(Input arguments) {
		Integer first = arguments.integerOrNull("first");
		Integer last = arguments.integerOrNull("last");
		String after = arguments.textOrNull("after");
		String before = arguments.textOrNull("before");
		boolean backward = last != null || before != null;
		if (backward && (first != null || after != null)) {
			throw new Problem.Refused(ApiCode.BAD_USER_INPUT, "page.directions");
		}
		return backward ? new PageRequest(checked(last), false, before, arguments.isSketched())
				: new PageRequest(checked(first), true, after, arguments.isSketched());
	}

	/** The first page of a list. */
	public static PageRequest first(int size) {
		return new PageRequest(checked(size), true, null);
	}

	private static int checked(@Nullable Integer size) {
		if (size == null) {
			return DEFAULT;
		}
		if (size > MOST) {
			throw new Problem.Refused(ApiCode.PAGE_SIZE_EXCEEDED, "page.size", MOST);
		}
		if (size < 1) {
			throw new Problem.Refused(ApiCode.BAD_USER_INPUT, "page.small");
		}
		return size;
	}

}
