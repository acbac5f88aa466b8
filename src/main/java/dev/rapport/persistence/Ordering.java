package dev.rapport.persistence;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.rapport.kernel.ApiCode;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.Problem;

/**
 * The order of a list: sort keys, then the id as the tie-breaker, so that every row has
 * one place and a page can begin behind any of them.
 */
public final class Ordering {

	/** How many fields {@code orderBy} may name. */
	public static final int KEYS = 5;

	private final List<Key> keys;

	private Ordering(List<Key> keys) {
		this.keys = keys;
	}

	/**
	 * Reads {@code orderBy}.
	 * @param sorts what this kind of node can be sorted by, by the name of its constant
	 * @param orderBy the client's choice; empty for the default
	 * @param standard the default
	 * @param identity the id column, with its alias
	 * @throws Problem.Refused with {@code BAD_USER_INPUT} beyond {@value #KEYS} fields,
	 * or for a field that is named twice
	 */
	public static Ordering parse(Map<String, Sort> sorts, List<Input> orderBy, Ordering standard, String identity) {
		if (orderBy.isEmpty()) {
			return standard;
		}
		check(orderBy);
		List<Key> keys = new ArrayList<>();
		for (Input order : orderBy) {
			Sort sort = Objects.requireNonNull(sorts.get(order.text("field")));
			boolean descending = order.text("direction").equals("DESC");
			String nulls = order.textOrNull("nulls");
			keys.add(new Key(sort, descending, (nulls == null) ? descending : nulls.equals("FIRST")));
		}
		return of(keys, identity);
	}

	/** A default order by one column that is never null. */
	public static Ordering by(Sort sort, boolean descending, String identity) {
		return of(List.of(new Key(sort, descending, descending)), identity);
	}

	private static void check(List<Input> orderBy) {
		if (orderBy.size() > KEYS) {
			throw new Problem.Refused(ApiCode.BAD_USER_INPUT, "order.keys", KEYS);
		}
		Set<String> fields = new HashSet<>();
		for (Input order : orderBy) {
			if (!fields.add(order.text("field"))) {
				throw new Problem.Refused(ApiCode.BAD_USER_INPUT, "order.repeated", order.text("field"));
			}
		}
	}

	private static Ordering of(List<Key> keys, String identity) {
		List<Key> all = new ArrayList<>(keys);
		boolean descending = keys.getLast().descending();
		all.add(new Key(new Sort(identity, "uuid", false), descending, descending));
		return new Ordering(List.copyOf(all));
	}

	int size() {
		return this.keys.size();
	}

	/** The sort keys; {@link #beyond} reads back what they are as text. */
	String selected() {
		return this.keys.stream().map((key) -> key.sort().column()).collect(Collectors.joining(", "));
	}

	Ordering reversed() {
		return new Ordering(this.keys.stream().map(Key::reversed).toList());
	}

	String clause() {
		return this.keys.stream().map(Key::clause).collect(Collectors.joining(", "));
	}

	/** The rows behind the one with these keys, in this order. */
	Condition beyond(List<@Nullable String> values) {
		return new Beyond(this.keys, values, isUniform());
	}

	/** Whether what lies beyond a row is one range of an index. */
	boolean isUniform() {
		return this.keys.stream().noneMatch((key) -> key.sort().nullable())
				&& this.keys.stream().map(Key::descending).distinct().count() == 1;
	}

	/**
	 * A column that a list can be sorted by.
	 *
	 * @param column the column, with its alias
	 * @param type its PostgreSQL type
	 * @param nullable whether it can be null
	 */
	public record Sort(String column, String type, boolean nullable) {
	}

	private record Key(Sort sort, boolean descending, boolean nullsFirst) {

		Key reversed() {
			return new Key(this.sort, !this.descending, !this.nullsFirst);
		}

		String clause() {
			String direction = this.sort.column() + (this.descending ? " desc" : " asc");
			boolean usual = this.nullsFirst == this.descending;
			return (usual || !this.sort.nullable()) ? direction
					: direction + (this.nullsFirst ? " nulls first" : " nulls last");
		}

		String comparator() {
			return this.descending ? "<" : ">";
		}

	}

	/**
	 * The keyset condition: one row comparison where an index can serve it, else spelled
	 * out.
	 */
	private record Beyond(List<Key> keys, List<@Nullable String> values, boolean uniform) implements Condition {

		Beyond {
			values = Collections.unmodifiableList(values);
		}

		@Override
		public void append(Query query) {
			if (this.uniform) {
				compareRows(query);
				return;
			}
			query.sql("(");
			for (int last = 0; last < this.keys.size(); last++) {
				query.sql((last == 0) ? "(" : " or (");
				for (int i = 0; i < last; i++) {
					query.sql(this.keys.get(i).sort().column() + " is not distinct from ");
					value(query, i);
					query.sql(" and ");
				}
				behind(query, last);
				query.sql(")");
			}
			query.sql(")");
		}

		private void compareRows(Query query) {
			query.sql(this.keys.stream().map((key) -> key.sort().column()).collect(Collectors.joining(", ", "(", ")")))
				.sql(" " + this.keys.getFirst().comparator() + " (");
			for (int i = 0; i < this.keys.size(); i++) {
				query.sql((i == 0) ? "" : ", ");
				value(query, i);
			}
			query.sql(")");
		}

		private void behind(Query query, int index) {
			Key key = this.keys.get(index);
			String column = key.sort().column();
			if (this.values.get(index) == null) {
				query.sql(key.nullsFirst() ? column + " is not null" : "false");
				return;
			}
			query.sql("(" + column + " " + key.comparator() + " ");
			value(query, index);
			query.sql((key.sort().nullable() && !key.nullsFirst()) ? " or " + column + " is null)" : ")");
		}

		/**
		 * In a select of its own, so that the planner can't look at it: it would think
		 * that a plan made for this place is better than the one that serves every place,
		 * and plan for each page anew.
		 */
		private void value(Query query, int index) {
			query.sql("(select ")
				.value(Sql.text(this.values.get(index)))
				.sql("::text::" + this.keys.get(index).sort().type() + ")");
		}

		@Override
		public boolean matches(Map<String, @Nullable Object> facts) {
			throw new UnsupportedOperationException("A page is not a filter");
		}

	}

}
