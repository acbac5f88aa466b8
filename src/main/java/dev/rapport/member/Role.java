package dev.rapport.member;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.rapport.tenancy.FieldRule;
import dev.rapport.tenancy.RowRule;

/**
 * What somebody may do by being something. What a role does not mention it does not
 * grant.
 *
 * @param key its name in the directory and in tokens
 * @param grants what it may do, by kind of record
 * @param fields what it may do with single fields, by coordinate, {@code Customer.taxId}
 */
public record Role(String key, Map<String, Grant> grants, Map<String, FieldRule> fields) {

	/**
	 * The kinds of records that rights speak of. The last ones have no owners, so only
	 * {@link RowRule#ALL} and {@link RowRule#NONE} say something about them.
	 */
	public static final List<String> KINDS = List.of("customers", "contacts", "opportunities", "activities", "tickets",
			"internalComments", "products", "pipelines", "members", "roles", "clients", "events");

	public Role {
		grants = Map.copyOf(grants);
		fields = Map.copyOf(fields);
	}

	static Role named(String key) {
		return new Role(key, Map.of(), Map.of());
	}

	/** This role with a grant more. */
	Role with(String kind, RowRule read, RowRule write) {
		Map<String, Grant> grants = new LinkedHashMap<>(this.grants);
		grants.put(kind, new Grant(read, write));
		return new Role(this.key, grants, this.fields);
	}

	/** This role with all kinds readable, changing none. */
	Role readingAll() {
		Role role = this;
		for (String kind : KINDS) {
			role = role.with(kind, RowRule.ALL, RowRule.NONE);
		}
		return role;
	}

	/** This role with the rule of a field more. */
	Role with(String coordinate, FieldRule rule) {
		Map<String, FieldRule> fields = new LinkedHashMap<>(this.fields);
		fields.put(coordinate, rule);
		return new Role(this.key, this.grants, fields);
	}

	Grant grant(String kind) {
		return this.grants.getOrDefault(kind, Grant.NONE);
	}

}
