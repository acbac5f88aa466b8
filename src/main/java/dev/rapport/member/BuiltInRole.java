package dev.rapport.member;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/** The keys of the roles that every tenant has. */
enum BuiltInRole {

	ADMIN, MANAGER, REP, AGENT, MARKETER, ANALYST, PARTNER;

	static @Nullable BuiltInRole named(String key) {
		return Arrays.stream(values()).filter((role) -> role.name().equals(key)).findFirst().orElse(null);
	}

}
