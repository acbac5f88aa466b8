package dev.rapport.persistence;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.rapport.kernel.ApiCode;
import dev.rapport.kernel.Problem;

/**
 * A filter as a tree. The same tree becomes a predicate of a statement and is evaluated
 * against the facts of an event, so that a subscription and a list agree on what belongs
 * to them.
 */
public interface Condition {

	/** Matches everything. */
	Condition ALWAYS = new All(List.of());

	/** Appends this condition to a statement. */
	void append(Query query);

	/**
	 * Whether an aggregate with these facts is in. Asks every part, so that a condition
	 * either always fails or never.
	 * @throws Problem.Refused if the condition follows a relation, which only the
	 * database can do
	 */
	boolean matches(Map<String, @Nullable Object> facts);

	/** The names of the facts that it compares with what the client sent. */
	default Set<String> facts() {
		return Set.of();
	}

	/** Both conditions. */
	default Condition and(Condition other) {
		return new All(List.of(this, other));
	}

	/** A column equals a value: for conditions that the code sets, not the client. */
	static Condition equal(String fact, String column, Object value) {
		return new Compare(new Filters.Field(fact, column, Kind.ID), Operator.EQ, value);
	}

	/** A column is null, or is not: for conditions that the code sets, not the client. */
	static Condition isNull(String fact, String column, boolean isNull) {
		return new Compare(new Filters.Field(fact, column, Kind.CONSTANT), Operator.IS_NULL, isNull);
	}

	private static Set<String> facts(Collection<Condition> terms) {
		return terms.stream().flatMap((term) -> term.facts().stream()).collect(Collectors.toUnmodifiableSet());
	}

	/** The comparators of the filter inputs. */
	enum Operator {

		EQ("="), NE("is distinct from"), IN("= any"), NOT_IN("<> all"), LT("<"), LTE("<="), GT(">"), GTE(">="),
		STARTS_WITH("starts"), CONTAINS("contains"), IS_NULL("is null");

		private final String sql;

		Operator(String sql) {
			this.sql = sql;
		}

	}

	record All(List<Condition> terms) implements Condition {

		@Override
		public void append(Query query) {
			query.join(this.terms, " and ", "true");
		}

		@Override
		public boolean matches(Map<String, @Nullable Object> facts) {
			return this.terms.stream().map((term) -> term.matches(facts)).reduce(true, Boolean::logicalAnd);
		}

		@Override
		public Set<String> facts() {
			return Condition.facts(this.terms);
		}

	}

	record Any(List<Condition> terms) implements Condition {

		@Override
		public void append(Query query) {
			query.join(this.terms, " or ", "false");
		}

		@Override
		public boolean matches(Map<String, @Nullable Object> facts) {
			return this.terms.stream().map((term) -> term.matches(facts)).reduce(false, Boolean::logicalOr);
		}

		@Override
		public Set<String> facts() {
			return Condition.facts(this.terms);
		}

	}

	/**
	 * Negation in two-valued logic: what is unknown does not match, so its negation does.
	 */
	record Not(Condition term) implements Condition {

		@Override
		public void append(Query query) {
			query.sql("not coalesce(");
			this.term.append(query);
			query.sql(", false)");
		}

		@Override
		public boolean matches(Map<String, @Nullable Object> facts) {
			return !this.term.matches(facts);
		}

		@Override
		public Set<String> facts() {
			return this.term.facts();
		}

	}

	record Compare(Filters.Field field, Operator operator, Object value) implements Condition {

		@Override
		public void append(Query query) {
			String column = this.field.column();
			switch (this.operator) {
				case IS_NULL -> query.sql(column + (Boolean.TRUE.equals(this.value) ? " is null" : " is not null"));
				case IN, NOT_IN -> operand(query.sql(column + " " + this.operator.sql + "("), "eachKnown").sql(")");
				case STARTS_WITH -> query.sql("(" + column + " >= ")
					.value(this.value)
					.sql(" and " + column + " < ")
					.value(this.value + Filters.LAST_CHARACTER)
					.sql(")");
				case CONTAINS -> contains(query);
				default -> operand(query.sql(column + " " + this.operator.sql + " "), "known");
			}
		}

		/**
		 * Of what not everybody sees, only what the caller sees; see {@link RowRights}.
		 */
		private Query operand(Query query, String question) {
			String kind = this.field.guarded();
			return kind.isEmpty() ? query.value(this.value)
					: query.sql(question + "(" + kind + ", ").value(this.value).sql(")");
		}

		/**
		 * The search function narrows by its index, the column decides: the function also
		 * finds other texts of the row.
		 */
		private void contains(Query query) {
			query.sql("(" + this.field.column() + " like search_pattern(").value(this.value).sql(")");
			if (!this.field.search().isEmpty()) {
				query.sql(" and " + this.field.identity() + " in (select " + this.field.search() + "(")
					.value(this.value)
					.sql("))");
			}
			query.sql(")");
		}

		@Override
		public boolean matches(Map<String, @Nullable Object> facts) {
			return this.field.kind().matches(facts.get(this.field.name()), this.operator, this.value);
		}

		@Override
		public Set<String> facts() {
			return Set.of(this.field.name());
		}

	}

	/**
	 * A relation has some, or no, row that matches.
	 *
	 * @param from the rows of the relation, correlated with the outer row
	 */
	record Exists(boolean some, String from, Condition term) implements Condition {

		@Override
		public void append(Query query) {
			query.sql((this.some ? "exists" : "not exists") + " (select 1 from " + this.from + " and ");
			this.term.append(query);
			query.sql(")");
		}

		@Override
		public boolean matches(Map<String, @Nullable Object> facts) {
			throw new Problem.Refused(ApiCode.BAD_USER_INPUT, "filter.relation");
		}

	}

}
