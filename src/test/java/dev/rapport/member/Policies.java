package dev.rapport.member;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import dev.rapport.tenancy.FieldRule;
import dev.rapport.tenancy.RowRule;

/** The policy of the built-in roles, for tests outside this room that expect by it. */
public final class Policies {

	/**
	 * A role that tenants can define and none has built in: that of a field sales force.
	 */
	public static final String FIELD = "FIELD";

	private static final Role FIELD_ROLE = List.of("customers", "contacts", "opportunities", "activities", "tickets")
		.stream()
		.reduce(Role.named(FIELD)
			.with("products", RowRule.ALL, RowRule.NONE)
			.with("pipelines", RowRule.ALL, RowRule.NONE)
			.with("members", RowRule.ALL, RowRule.NONE),
				(role, kind) -> role.with(kind, RowRule.TERRITORY, RowRule.TERRITORY), (one, other) -> other);

	private Policies() {
	}

	/** The keys of the roles, in the order of the documentation. */
	public static List<String> roles() {
		List<String> order = List.of("ADMIN", "MANAGER", "REP", "AGENT", "MARKETER", "ANALYST", "PARTNER");
		return BuiltInRoles.BY_KEY.keySet().stream().sorted(java.util.Comparator.comparing(order::indexOf)).toList();
	}

	public static RowRule read(String role, String kind) {
		return role(role).grant(kind).read();
	}

	public static RowRule write(String role, String kind) {
		return role(role).grant(kind).write();
	}

	public static FieldRule field(String role, String coordinate) {
		return Objects.requireNonNullElse(role(role).fields().get(coordinate), FieldRule.WRITE);
	}

	/** All fields that some role restricts. */
	public static Set<String> fields() {
		return BuiltInRoles.BY_KEY.values()
			.stream()
			.flatMap((role) -> role.fields().keySet().stream())
			.collect(Collectors.toSet());
	}

	/** What a role grants, as tenants keep it. */
	public static Map<String, Object> grants(String role) {
		return Role.plain(role(role).grants(), Grant::plain);
	}

	private static Role role(String key) {
		return key.equals(FIELD) ? FIELD_ROLE : Objects.requireNonNull(BuiltInRoles.BY_KEY.get(key), key);
	}

}
