package dev.rapport.member;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import dev.rapport.kernel.Checks;
import dev.rapport.kernel.ErrorCode;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.Problem;
import dev.rapport.tenancy.FieldRule;
import dev.rapport.tenancy.RestrictableFields;
import dev.rapport.tenancy.RowRule;

/** Reads what a role consists of; nonsense is refused where it stands. */
final class RoleRules {

	private static final Pattern KEY = Pattern.compile("[A-Z][A-Z0-9_]{0,39}");

	private RoleRules() {
	}

	/** A key that no built-in role has. */
	static String key(Input input) {
		String key = input.text("key");
		if (!KEY.matcher(key).matches()) {
			throw new Problem.Violation(ErrorCode.INVALID_FORMAT, input.at("key"), "role.key");
		}
		if (BuiltInRole.named(key) != null) {
			throw new Problem.Duplicate(input.at("key"), BuiltInRoles.BY_KEY.get(key), "duplicate.role_key");
		}
		return key;
	}

	/** Grants of known kinds, each once; nothing is written that can't be read. */
	static Map<String, Grant> grants(Input input) {
		Map<String, Grant> grants = new HashMap<>();
		for (Input grant : Checks.items(input.children("grants"), input.at("grants"))) {
			String kind = grant.text("kind");
			if (!Role.KINDS.contains(kind)) {
				throw new Problem.Violation(ErrorCode.NOT_FOUND, grant.at("kind"), "role.kind", kind,
						String.join(", ", Role.KINDS));
			}
			if (grants.put(kind, grant(grant, kind)) != null) {
				throw new Problem.Violation(ErrorCode.DUPLICATE, grant.at("kind"), "role.twice", kind);
			}
		}
		return grants;
	}

	private static Grant grant(Input input, String kind) {
		Grant grant = new Grant(rule(input, "read", kind), rule(input, "write", kind));
		if (!grant.read().includes(grant.write())) {
			throw new Problem.Violation(ErrorCode.OUT_OF_RANGE, input.at("write"), "role.write", kind);
		}
		return grant;
	}

	private static RowRule rule(Input input, String verb, String kind) {
		RowRule rule = input.constant(verb, RowRule.class);
		boolean sensible = Role.OWNED.contains(kind) || List.of(RowRule.ALL, RowRule.NONE).contains(rule);
		if (!sensible) {
			throw new Problem.Violation(ErrorCode.OUT_OF_RANGE, input.at(verb), "role.ownerless", kind);
		}
		return rule;
	}

	/** Rules that the schema can keep, each field once. */
	static Map<String, FieldRule> fields(Input input, RestrictableFields schema) {
		Map<String, FieldRule> fields = new HashMap<>();
		for (Input field : Checks.items(input.children("fields"), input.at("fields"))) {
			String coordinate = field.text("field");
			FieldRule rule = field.constant("rule", FieldRule.class);
			check(coordinate, rule, field, schema);
			if (fields.put(coordinate, rule) != null) {
				throw new Problem.Violation(ErrorCode.DUPLICATE, field.at("field"), "role.twice", coordinate);
			}
		}
		return fields;
	}

	/** A rule that cannot hold would promise what nobody keeps. */
	private static void check(String coordinate, FieldRule rule, Input input, RestrictableFields schema) {
		if (!schema.admits(coordinate, FieldRule.WRITE)) {
			throw new Problem.Violation(ErrorCode.NOT_FOUND, input.at("field"), "role.field", coordinate);
		}
		if (!schema.admits(coordinate, rule)) {
			throw new Problem.Violation(ErrorCode.OUT_OF_RANGE, input.at("rule"), "role.fieldRule", coordinate);
		}
	}

}
