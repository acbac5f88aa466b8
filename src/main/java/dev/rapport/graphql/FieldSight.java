package dev.rapport.graphql;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import graphql.schema.DataFetcher;
import graphql.schema.GraphQLFieldDefinition;

import dev.rapport.tenancy.FieldRule;

/**
 * How one caller sees the fields of the schema.
 *
 * @param rules the rules of fields, those that follow from others included
 * @param sifters what stands before fields; a field without one is fetched as ever
 */
record FieldSight(Map<String, FieldRule> rules, Map<GraphQLFieldDefinition, Sifter> sifters) {

	/** Sees and writes everything. */
	static final FieldSight CLEAR = new FieldSight(Map.of(), Map.of());

	boolean isClear() {
		return this.sifters.isEmpty() && this.rules.isEmpty();
	}

	/**
	 * The fetcher of a field for this caller: the same one where nothing stands before.
	 */
	DataFetcher<?> through(GraphQLFieldDefinition field, DataFetcher<?> fetcher) {
		Sifter sifter = this.sifters.get(field);
		return (sifter == null) ? fetcher : sifter.sift(fetcher);
	}

	/** Whether anything stands before a field. */
	boolean sifts(GraphQLFieldDefinition field) {
		return this.sifters.containsKey(field);
	}

	/** Those of some fields that the caller may not write, sorted. */
	Set<String> unwritable(Set<String> fields) {
		return fields.stream().filter(this.rules::containsKey).collect(Collectors.toCollection(TreeSet::new));
	}

	/** Those of some fields that the caller may not filter or sort by, sorted. */
	Set<String> incomparable(Set<String> fields) {
		return fields.stream()
			.filter((field) -> this.rules.containsKey(field)
					&& Objects.requireNonNull(this.rules.get(field)).compareTo(FieldRule.READ) < 0)
			.collect(Collectors.toCollection(TreeSet::new));
	}

}
