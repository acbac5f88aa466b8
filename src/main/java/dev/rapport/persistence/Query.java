package dev.rapport.persistence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A statement under construction: text and parameters that grow together. {@code $1} is
 * the tenant, so the first parameter here becomes {@code $2}. Only code writes the text;
 * what clients send are parameters.
 */
public final class Query {

	private final StringBuilder text = new StringBuilder();

	private final List<Object> parameters = new ArrayList<>();

	private final List<Object> identity = new ArrayList<>();

	public Query sql(String text) {
		this.text.append(text);
		return this;
	}

	/** Appends a parameter's placeholder. */
	public Query value(Object value) {
		this.identity.add(value);
		return moment(value);
	}

	/**
	 * Appends the placeholder of a parameter that moves on by itself, such as today: it
	 * does not make the list another one, so cursors outlive it.
	 */
	public Query moment(Object value) {
		this.parameters.add(value);
		return sql("$" + (this.parameters.size() + 1));
	}

	public Query condition(Condition condition) {
		condition.append(this);
		return this;
	}

	String text() {
		return this.text.toString();
	}

	Object[] parameters() {
		return this.parameters.toArray();
	}

	/** The same statement yields the same fingerprint, another one another. */
	String fingerprint() {
		return this.text + exact(this.identity.toArray());
	}

	/** Lengths keep apart what separators inside the texts could blur. */
	private static String exact(Object value) {
		if (value instanceof Object[] items) {
			return Arrays.stream(items).map(Query::exact).collect(Collectors.joining("", "[", "]"));
		}
		String text = value.toString();
		return text.length() + ":" + text;
	}

	void join(List<Condition> terms, String operator, String empty) {
		if (terms.isEmpty()) {
			sql(empty);
			return;
		}
		String separator = "(";
		for (Condition term : terms) {
			sql(separator);
			term.append(this);
			separator = operator;
		}
		sql(")");
	}

}
