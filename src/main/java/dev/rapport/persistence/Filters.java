package dev.rapport.persistence;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.rapport.kernel.ApiCode;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.Money;
import dev.rapport.kernel.NodeId;
import dev.rapport.kernel.Problem;
import dev.rapport.kernel.Texts;
import dev.rapport.persistence.Condition.Operator;

/**
 * What one list can be filtered by, and the reading of its filter input. Each field names
 * an indexed column; names are those of the input type and of the aggregate's facts.
 */
public final class Filters {

	/** How deep {@code and}, {@code or}, {@code not} and relations may nest. */
	public static final int DEPTH = 5;

	/** How many comparisons one filter may hold. */
	public static final int TERMS = 50;

	/** Follows every other character in the database's byte order. */
	static final String LAST_CHARACTER = Character.toString(Character.MAX_CODE_POINT);

	private final String identity;

	private final String search;

	private final Map<String, Field> fields = new HashMap<>();

	private final Map<String, Relation> relations = new HashMap<>();

	private final Map<String, String> links = new HashMap<>();

	/**
	 * Filters of one kind of node.
	 * @param identity the id column, with its alias
	 * @param search the database function that finds ids by a part of a text
	 */
	public Filters(String identity, String search) {
		this.identity = identity;
		this.search = search;
	}

	public Filters id(String name, String column, String prefix) {
		return field(new Field(name, column, Kind.ID, prefix, "", "", ""));
	}

	/**
	 * The id of a record that not everybody sees. An operand that the caller does not see
	 * compares like one that does not exist.
	 * @param kind the kind of the record, as its {@link RowGuard} names it
	 */
	public Filters reference(String name, String column, String prefix, String kind) {
		return field(new Field(name, column, Kind.ID, prefix, "", "", kind));
	}

	/**
	 * The ids of the nodes that a node is linked to, of which it may have many;
	 * {@code eq} and {@code in} match if one of them does. The fact of this name is a
	 * list.
	 * @param from the links and their correlation with the outer row
	 * @param column the column of the links that holds the id
	 */
	public Filters links(String name, String from, String column, String prefix) {
		this.links.put(name, from);
		return id(name, column, prefix);
	}

	/**
	 * A text that the search function covers; its column is normalised by the database's
	 * {@code search_normal}.
	 */
	public Filters text(String name, String column) {
		return field(new Field(name, column, Kind.TEXT, "", this.identity, this.search, ""));
	}

	/**
	 * A text that the search function does not cover, so that {@code contains} has to
	 * look at each row; its column is normalised by {@code search_normal}.
	 */
	public Filters scannedText(String name, String column) {
		return field(name, column, Kind.TEXT);
	}

	/** A text that is compared exactly as it is. */
	public Filters keyword(String name, String column) {
		return field(name, column, Kind.CONSTANT);
	}

	public Filters constant(String name, String column) {
		return field(name, column, Kind.CONSTANT);
	}

	public Filters integer(String name, String column) {
		return field(name, column, Kind.INTEGER);
	}

	public Filters flag(String name, String column) {
		return field(name, column, Kind.FLAG);
	}

	public Filters instant(String name, String column) {
		return field(name, column, Kind.INSTANT);
	}

	public Filters date(String name, String column) {
		return field(name, column, Kind.DATE);
	}

	/**
	 * An amount; its currency stands in the column of the same name with
	 * {@code _currency}.
	 */
	public Filters money(String name, String column) {
		return field(name, column, Kind.MONEY);
	}

	/**
	 * A normalised text that has a search function of its own.
	 * @param search the database function that finds ids by a part of this text
	 */
	public Filters text(String name, String column, String search) {
		return field(new Field(name, column, Kind.TEXT, "", this.identity, search, ""));
	}

	/**
	 * A relation, one level deep.
	 * @param from the related rows and their correlation with the outer row
	 */
	public Filters relation(String name, String from, Filters filters) {
		this.relations.put(name, new Relation(from, filters));
		return this;
	}

	/**
	 * Reads a filter input; null matches everything. Times, dates and amounts may be
	 * texts, as they are where a filter was kept as JSON.
	 * @throws Problem.Refused with {@code BAD_USER_INPUT} beyond {@value #DEPTH} levels
	 * or {@value #TERMS} comparisons, or for an id of another type
	 */
	public Condition parse(@Nullable Input filter) {
		return (filter == null) ? Condition.ALWAYS : parse(filter, 1, new int[1]);
	}

	private Condition parse(Input filter, int depth, int[] terms) {
		if (depth > DEPTH) {
			throw new Problem.Refused(ApiCode.BAD_USER_INPUT, "filter.depth", DEPTH);
		}
		List<Condition> conditions = new ArrayList<>();
		for (String name : filter.values().keySet()) {
			if (filter.values().get(name) != null) {
				conditions.add(term(filter, name, depth, terms));
			}
		}
		return (conditions.size() == 1) ? conditions.getFirst() : new Condition.All(List.copyOf(conditions));
	}

	private Condition term(Input filter, String name, int depth, int[] terms) {
		return switch (name) {
			case "and" -> new Condition.All(each(filter, name, depth, terms));
			case "or" -> new Condition.Any(each(filter, name, depth, terms));
			case "not" -> new Condition.Not(parse(filter.child(name), depth + 1, terms));
			default -> {
				Relation relation = this.relations.get(name);
				yield (relation != null) ? related(relation, filter.child(name), depth, terms)
						: compared(Objects.requireNonNull(this.fields.get(name), name), filter.child(name), terms);
			}
		};
	}

	private List<Condition> each(Input filter, String name, int depth, int[] terms) {
		return filter.children(name).stream().map((child) -> parse(child, depth + 1, terms)).toList();
	}

	private static Condition related(Relation relation, Input input, int depth, int[] terms) {
		List<Condition> conditions = new ArrayList<>();
		for (String quantifier : List.of("some", "none")) {
			Input child = input.childOrNull(quantifier);
			if (child != null) {
				conditions.add(new Condition.Exists(quantifier.equals("some"), relation.from(),
						relation.filters().parse(child, depth + 1, terms)));
			}
		}
		return new Condition.All(List.copyOf(conditions));
	}

	private Condition compared(Field field, Input comparators, int[] terms) {
		List<Condition> conditions = new ArrayList<>();
		for (Map.Entry<String, ? extends @Nullable Object> comparator : comparators.values().entrySet()) {
			Object value = comparator.getValue();
			if (value != null && !comparator.getKey().equals("currency")) {
				count(terms);
				field.compare(comparator.getKey(), value, comparators).forEach((term) -> conditions.add(linked(term)));
			}
		}
		return new Condition.All(List.copyOf(conditions));
	}

	private Condition linked(Condition.Compare term) {
		String from = this.links.get(term.field().name());
		return (from == null) ? term : new Linked(from, term);
	}

	private static void count(int[] terms) {
		if (++terms[0] > TERMS) {
			throw new Problem.Refused(ApiCode.BAD_USER_INPUT, "filter.terms", TERMS);
		}
	}

	private Filters field(String name, String column, Kind kind) {
		return field(new Field(name, column, kind));
	}

	private Filters field(Field field) {
		this.fields.put(field.name(), field);
		return this;
	}

	private record Relation(String from, Filters filters) {
	}

	/**
	 * One field that can be compared.
	 *
	 * @param name its name in the input and among the facts
	 * @param column its column, with its alias
	 * @param prefix the prefix of its ids, where it is one
	 * @param identity the id column of its node
	 * @param search the function that finds ids by a part of a text; empty if none does
	 * @param guarded the kind of the records that it refers to, where not everybody sees
	 * those; empty otherwise
	 */
	record Field(String name, String column, Kind kind, String prefix, String identity, String search, String guarded) {

		private static final Map<String, Operator> OPERATORS = Map.ofEntries(Map.entry("eq", Operator.EQ),
				Map.entry("ne", Operator.NE), Map.entry("in", Operator.IN), Map.entry("notIn", Operator.NOT_IN),
				Map.entry("lt", Operator.LT), Map.entry("lte", Operator.LTE), Map.entry("gt", Operator.GT),
				Map.entry("gte", Operator.GTE), Map.entry("contains", Operator.CONTAINS),
				Map.entry("startsWith", Operator.STARTS_WITH), Map.entry("isNull", Operator.IS_NULL));

		Field(String name, String column, Kind kind) {
			this(name, column, kind, "", "", "", "");
		}

		List<Condition.Compare> compare(String comparator, Object value, Input comparators) {
			if (comparator.equals("between")) {
				Input range = comparators.child("between");
				return List.of(
						new Condition.Compare(this, Operator.GTE, operand(range.values().get("from"), comparators)),
						new Condition.Compare(this, Operator.LTE, operand(range.values().get("to"), comparators)));
			}
			Operator operator = Objects.requireNonNull(OPERATORS.get(comparator), comparator);
			Object operand = (operator == Operator.IS_NULL) ? value : operand(value, comparators);
			Condition.Compare compare = new Condition.Compare(this, operator, operand);
			return (this.kind == Kind.MONEY && operator != Operator.IS_NULL) ? List.of(currency(comparators), compare)
					: List.of(compare);
		}

		private Condition.Compare currency(Input comparators) {
			Field field = new Field(this.name, this.column + "_currency", Kind.CURRENCY);
			return new Condition.Compare(field, Operator.EQ, comparators.text("currency"));
		}

		private Object operand(@Nullable Object value, Input comparators) {
			return (value instanceof List<?> list)
					? this.kind.array(list.stream().map((item) -> operand(item, comparators)).toList())
					: single(Objects.requireNonNull(value), comparators);
		}

		private Object single(Object value, Input comparators) {
			return switch (this.kind) {
				case ID -> NodeId.decode(this.prefix, (String) value);
				case TEXT -> Texts.normal((String) value);
				case MONEY -> Money.of(decimal(value), comparators.text("currency"), comparators.path()).minor();
				case INSTANT -> (value instanceof String text) ? Instant.parse(text) : value;
				case DATE -> (value instanceof String text) ? LocalDate.parse(text) : value;
				case CONSTANT, CURRENCY, INTEGER, FLAG -> value;
			};
		}

		private static BigDecimal decimal(Object value) {
			return (value instanceof String text) ? new BigDecimal(text) : (BigDecimal) value;
		}

	}

}
