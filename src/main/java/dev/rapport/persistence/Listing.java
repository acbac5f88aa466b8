package dev.rapport.persistence;

import java.util.function.Function;

/**
 * What a list of one kind of node is made of.
 *
 * @param <T> the type of the nodes
 * @param columns the selected columns, with the table's alias
 * @param from the table and its alias
 * @param tenant the tenant column, with the alias
 * @param seen which rows the caller sees, {@code seen(kind, alias)}
 * @param reader reads {@code columns} into a node
 */
public record Listing<T>(String columns, String from, String tenant, String seen, Function<Columns, T> reader) {

	/** A list that everybody in the tenant sees whole. */
	public Listing(String columns, String from, String tenant, Function<Columns, T> reader) {
		this(columns, from, tenant, "true", reader);
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
