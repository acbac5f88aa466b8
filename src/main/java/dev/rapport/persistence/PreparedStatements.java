package dev.rapport.persistence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.r2dbc.postgresql.DriverInterior;
import org.jspecify.annotations.Nullable;

/**
 * The statements that one connection has prepared for {@link Trip}s, and what their rows
 * look like. Beyond a bound the one that was not used for longest makes room. A trip may
 * be written while another is answered, and parse anew what that one is about to keep.
 */
final class PreparedStatements {

	/** How many are kept; a plan takes some ten kilobytes of the server's memory. */
	static final int MOST = 256;

	private final Map<Key, Prepared> known = new LinkedHashMap<>(16, 0.75f, true);

	private final List<String> superfluous = new ArrayList<>();

	private int names;

	/** The statements, of which those are yet to be parsed that are not known. */
	synchronized List<Prepared> all(List<Leg> legs) {
		List<Prepared> all = new ArrayList<>(legs.size());
		legs.forEach((leg) -> all.add(of(leg)));
		return all;
	}

	private Prepared of(Leg leg) {
		Key key = new Key(leg.sql(), leg.parameters().getParameterTypes());
		Prepared prepared = this.known.get(key);
		return (prepared != null) ? prepared : new Prepared(key, "T_" + this.names++);
	}

	/** Keeps a statement that the server has parsed. */
	synchronized void keep(Prepared prepared) {
		prepared.parsed = true;
		Prepared twin = this.known.put(prepared.key, prepared);
		if (twin != null) {
			this.superfluous.add(twin.name);
		}
		if (this.known.size() > MOST) {
			Iterator<Prepared> eldest = this.known.values().iterator();
			this.superfluous.add(eldest.next().name);
			eldest.remove();
		}
	}

	/** Has a statement parsed anew the next time. */
	synchronized void forget(Prepared prepared) {
		if (this.known.remove(prepared.key) != null) {
			this.superfluous.add(prepared.name);
		}
	}

	/** Has all statements parsed anew: the server does not know them any more. */
	synchronized void forgetAll() {
		this.known.clear();
		this.superfluous.clear();
	}

	/** The names that the server may forget; they are told once. */
	synchronized List<String> superfluous() {
		List<String> told = List.copyOf(this.superfluous);
		this.superfluous.clear();
		return told;
	}

	/** One of them. */
	static final class Prepared {

		private final Key key;

		private final String name;

		private boolean parsed;

		private boolean described;

		private DriverInterior.@Nullable Shape shape;

		private Prepared(Key key, String name) {
			this.key = key;
			this.name = name;
		}

		String sql() {
			return this.key.sql;
		}

		int[] types() {
			return this.key.types;
		}

		String name() {
			return this.name;
		}

		boolean isParsed() {
			return this.parsed;
		}

		boolean isDescribed() {
			return this.described;
		}

		/** Null if it has no rows. */
		DriverInterior.@Nullable Shape shape() {
			return this.shape;
		}

		void describe(DriverInterior.@Nullable Shape shape) {
			this.described = true;
			this.shape = shape;
		}

	}

	private static final class Key {

		private final String sql;

		private final int[] types;

		Key(String sql, int[] types) {
			this.sql = sql;
			this.types = types;
		}

		@Override
		public boolean equals(@Nullable Object other) {
			return other instanceof Key key && this.sql.equals(key.sql) && Arrays.equals(this.types, key.types);
		}

		@Override
		public int hashCode() {
			return 31 * this.sql.hashCode() + Arrays.hashCode(this.types);
		}

	}

}
