package dev.rapport.member;

import java.util.List;
import java.util.Map;

import dev.rapport.tenancy.FieldRule;

/**
 * What may be done with one field.
 *
 * @param field its coordinate, {@code Customer.taxId}
 */
record FieldAccess(String field, FieldRule rule) {

	/** Rules by coordinate, sorted. */
	static List<FieldAccess> of(Map<String, FieldRule> rules) {
		return rules.entrySet()
			.stream()
			.sorted(Map.Entry.comparingByKey())
			.map((entry) -> new FieldAccess(entry.getKey(), entry.getValue()))
			.toList();
	}

}
