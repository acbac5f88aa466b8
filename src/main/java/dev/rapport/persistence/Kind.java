package dev.rapport.persistence;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.rapport.kernel.Texts;
import dev.rapport.persistence.Condition.Operator;

/**
 * The kinds of values that can be compared, and how a fact of an event compares: as the
 * database would compare the column.
 */
enum Kind {

	ID, TEXT, CONSTANT, INTEGER, FLAG, INSTANT, DATE, MONEY, CURRENCY;

	Object array(List<Object> values) {
		return switch (this) {
			case ID -> values.toArray(UUID[]::new);
			case INTEGER -> values.toArray(Integer[]::new);
			default -> values.toArray(String[]::new);
		};
	}

	/** Compares a fact as the database would compare the column. */
	boolean matches(@Nullable Object fact, Operator operator, Object operand) {
		Comparable<?> value = (fact == null) ? null : comparable(fact);
		return switch (operator) {
			case IS_NULL -> operand.equals(value == null);
			case EQ -> operand.equals(value);
			case NE -> !operand.equals(value);
			case IN -> value != null && List.of((Object[]) operand).contains(value);
			case NOT_IN -> notIn(value, List.of((Object[]) operand));
			case STARTS_WITH -> value != null && value.toString().startsWith(operand.toString());
			case CONTAINS -> value != null && value.toString().contains(operand.toString());
			case LT -> value != null && order(value, operand) < 0;
			case LTE -> value != null && order(value, operand) <= 0;
			case GT -> value != null && order(value, operand) > 0;
			case GTE -> value != null && order(value, operand) >= 0;
		};
	}

	/** Unknown is not known to differ, except from nothing at all. */
	private static boolean notIn(@Nullable Object value, List<Object> operands) {
		return operands.isEmpty() || (value != null && !operands.contains(value));
	}

	@SuppressWarnings("unchecked")
	private static int order(Comparable<?> value, Object operand) {
		return ((Comparable<Object>) value).compareTo(operand);
	}

	private Comparable<?> comparable(Object fact) {
		return switch (this) {
			case ID -> UUID.fromString((String) fact);
			case TEXT -> Texts.normal((String) fact);
			case CONSTANT -> (String) fact;
			case INTEGER -> ((Number) fact).intValue();
			case FLAG -> (Boolean) fact;
			case INSTANT -> Instant.parse((String) fact);
			case DATE -> LocalDate.parse((String) fact);
			case MONEY -> ((Number) money(fact, "minor")).longValue();
			case CURRENCY -> (String) money(fact, "currency");
		};
	}

	private static Object money(Object fact, String part) {
		return Objects.requireNonNull(((Map<?, ?>) fact).get(part));
	}

}
