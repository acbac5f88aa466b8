package dev.rapport.harness;

import java.util.regex.Pattern;

/** How statements are changed to take a wall down. */
final class Mutation {

	static final Pattern TENANT = Pattern.compile("\\b(?:\\w+\\.)?tenant_id = \\$1(?!\\d)");

	static final String ANY_TENANT = "(\\$1::uuid is not null)";

	private Mutation() {
	}

	/**
	 * The statement without any of its conditions on the tenant; what it writes stays.
	 */
	static String withoutTenant(String sql) {
		return TENANT.matcher(sql).replaceAll(ANY_TENANT);
	}

}
