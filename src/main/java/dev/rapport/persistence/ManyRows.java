package dev.rapport.persistence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An {@code insert} of one row, {@code values ($1, $2, …)}, made one of many rows: the
 * rows of a chunk share one round trip. {@code $1}, the tenant, is the same for all. A
 * list of rows is cut into powers of two, so that few shapes of a statement are prepared,
 * however many rows there are.
 *
 * @param parameters from {@code $2} on
 */
record ManyRows(String sql, Object[] parameters) {

	/** The most rows of one statement; PostgreSQL takes 65,535 parameters. */
	static final int MOST = 128;

	private static final Pattern TUPLE = Pattern.compile("(?<=\\bvalues )\\([^()]*\\)");

	private static final Pattern PARAMETER = Pattern.compile("\\$(\\d+)");

	/** Each statement of the code, in as many shapes as there are powers of two. */
	private static final Map<Shape, String> SHAPES = new ConcurrentHashMap<>();

	/** Statements that insert all the rows, in their order. */
	static List<ManyRows> of(String sql, List<Object[]> rows) {
		List<ManyRows> parts = new ArrayList<>();
		int begin = 0;
		while (begin < rows.size()) {
			int size = Math.min(MOST, Integer.highestOneBit(rows.size() - begin));
			parts.add(part(sql, rows.subList(begin, begin + size)));
			begin += size;
		}
		return parts;
	}

	private static ManyRows part(String sql, List<Object[]> rows) {
		Object[] parameters = rows.stream().flatMap(Arrays::stream).toArray();
		String text = SHAPES.computeIfAbsent(new Shape(sql, rows.size()),
				(shape) -> repeated(sql, shape.rows(), rows.getFirst().length));
		return new ManyRows(text, parameters);
	}

	private static String repeated(String sql, int rows, int width) {
		Matcher tuple = TUPLE.matcher(sql);
		if (!tuple.find()) {
			throw new IllegalArgumentException("No insert of plain values: " + sql);
		}
		StringBuilder text = new StringBuilder(sql.substring(0, tuple.end()));
		for (int row = 1; row < rows; row++) {
			text.append(", ").append(shifted(tuple.group(), row * width));
		}
		return text.append(sql.substring(tuple.end())).toString();
	}

	/** The tuple with parameters further back; the tenant stays. */
	private static String shifted(String tuple, int by) {
		return PARAMETER.matcher(tuple).replaceAll((parameter) -> Matcher.quoteReplacement(shifted(parameter, by)));
	}

	private static String shifted(MatchResult parameter, int by) {
		int number = Integer.parseInt(parameter.group(1));
		return "$" + ((number == 1) ? number : number + by);
	}

	private record Shape(String sql, int rows) {
	}

}
