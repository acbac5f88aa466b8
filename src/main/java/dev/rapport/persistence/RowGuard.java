package dev.rapport.persistence;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.rapport.tenancy.Rights;

/**
 * A kind of record that not everybody in a tenant sees. Each room declares its own;
 * statements say {@code seen(kind, alias)} where they read rows of it, and
 * {@code changeable(kind, alias)} where they ask whether a row may be changed.
 * {@link RowRights} puts the caller's rights in its place.
 */
public interface RowGuard {

	/** The plural, as scopes name it. */
	String kind();

	/** The prefix of the ids. */
	String prefix();

	/** The aggregate type, as events name it. */
	String type();

	String table();

	/** The facts that name the members in the columns which {@link #rule} asks for. */
	default List<String> owners() {
		return List.of("ownerId");
	}

	/**
	 * When a row is reached without having been shared, as a predicate: <code>{x}</code>
	 * is the row, <code>{owned column}</code> whether the member in this column is one
	 * whose records are reached, <code>{me}</code> the caller,
	 * <code>{same kind alias}</code> the same question for a row of another kind.
	 */
	String rule();

	/** What records of this kind refer to, by the fact that holds the id or the ids. */
	default Map<String, Reference> references() {
		return Map.of();
	}

	/**
	 * The kinds of the records whose ids stand among the facts, by the fact that holds
	 * the id or the ids. Filters must not tell what the caller does not see by them.
	 */
	default Map<String, String> named() {
		return references().entrySet()
			.stream()
			.collect(Collectors.toMap(Map.Entry::getKey, (entry) -> entry.getValue().kind()));
	}

	/**
	 * The kinds that this one inherits from. Only who reaches all of those and of this
	 * one reaches all rows.
	 */
	default List<String> parents() {
		return List.of();
	}

	/** How rows belong to territories; null if they don't. */
	default @Nullable Territory territory() {
		return null;
	}

	/**
	 * The rows that a record of another kind lets readers with certain rights into, as a
	 * predicate: <code>{x}</code> is the row, <code>{record}</code> the id of the other
	 * record. Null if that kind lets nobody in.
	 */
	default @Nullable String through(String kind, Rights rights) {
		return null;
	}

	/** The facts that name members who reach a row themselves, as its owner does. */
	default List<String> partakers() {
		return List.of();
	}

	/**
	 * The ids of the records by which a row is reached besides its owner.
	 * @param facts what is known about the row, by the names that events use
	 */
	default List<String> inheritsFrom(Map<String, @Nullable Object> facts) {
		return List.of();
	}

	/**
	 * How rows belong to territories. In both predicates, <code>{areas}</code> are the
	 * keys of a caller's areas.
	 *
	 * @param rule when a row belongs, as a predicate; <code>{x}</code> is the row
	 * @param fact the fact that this depends on
	 * @param was when such a fact belongs, as a predicate; <code>{fact}</code> is its
	 * value as {@code jsonb}
	 * @param follows the rows that follow a customer into a territory, as a predicate;
	 * <code>{x}</code> is the row, <code>{record}</code> the id of the customer; null for
	 * customers themselves
	 */
	record Territory(String rule, String fact, String was, @Nullable String follows) {
	}

	/**
	 * A reference to a record of another kind.
	 *
	 * @param kind the other kind
	 * @param constraint the foreign key that keeps it
	 */
	record Reference(String kind, String constraint) {
	}

}
