package dev.rapport.persistence;

import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.rapport.kernel.PageRequest;

/**
 * What a list of one kind of node is made of.
 *
 * @param <T> the type of the nodes
 * @param columns the selected columns, with the table's alias
 * @param from the table and its alias
 * @param tenant the tenant column, with the alias
 * @param seen which rows the caller sees, {@code seen(kind, alias)}
 * @param reader reads {@code columns} into a node
 * @param sketch the same list of sketches; null if there are none
 */
public record Listing<T>(String columns, String from, String tenant, String seen, Function<Columns, T> reader,
		@Nullable Listing<T> sketch) {

	/** A list of which the caller sees some rows. */
	public Listing(String columns, String from, String tenant, String seen, Function<Columns, T> reader) {
		this(columns, from, tenant, seen, reader, null);
	}

	/** A list that everybody in the tenant sees whole. */
	public Listing(String columns, String from, String tenant, Function<Columns, T> reader) {
		this(columns, from, tenant, "true", reader);
	}

	/** This list, with sketches of its nodes for those who want no more. */
	public Listing<T> sketched(String columns, Function<Columns, T> reader) {
		return new Listing<>(this.columns, this.from, this.tenant, this.seen, this.reader,
				new Listing<>(columns, this.from, this.tenant, this.seen, reader));
	}

	/** What the nodes of a page are read from. */
	Listing<T> of(PageRequest request) {
		return (request.sketched() && this.sketch != null) ? this.sketch : this;
	}

	/** The rows of this list that match. */
	Query matching(String select, Condition condition) {
		return new Query().sql("select " + select + " from " + this.from + " where " + wall() + " and ")
			.condition(condition);
	}

	/** What every statement over these rows begins its conditions with. */
	String wall() {
		return this.tenant + " = $1 and " + this.seen;
	}

}
