package dev.rapport.member;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.rapport.tenancy.FieldRule;

import static dev.rapport.tenancy.RowRule.ALL;
import static dev.rapport.tenancy.RowRule.NONE;
import static dev.rapport.tenancy.RowRule.OWN;
import static dev.rapport.tenancy.RowRule.SHARED;
import static dev.rapport.tenancy.RowRule.TEAM;
import static dev.rapport.tenancy.RowRule.TEAM_AND_BELOW;

/**
 * The roles that every tenant has. They are policy, so they stand here in one piece; the
 * matrix in the documentation is generated from them.
 */
final class BuiltInRoles {

	private static final Role ADMIN = Role.KINDS.stream()
		.reduce(Role.named("ADMIN"), (role, kind) -> role.with(kind, ALL, ALL), (one, other) -> other);

	private static final Role MANAGER = Role.named("MANAGER")
		.with("customers", ALL, TEAM_AND_BELOW)
		.with("contacts", ALL, TEAM_AND_BELOW)
		.with("opportunities", TEAM_AND_BELOW, TEAM_AND_BELOW)
		.with("activities", TEAM_AND_BELOW, TEAM_AND_BELOW)
		.with("tickets", ALL, TEAM_AND_BELOW)
		.with("internalComments", ALL, NONE)
		.with("products", ALL, NONE)
		.with("pipelines", ALL, NONE)
		.with("members", ALL, NONE)
		.with("roles", ALL, NONE);

	private static final Role REP = Role.named("REP")
		.with("customers", ALL, OWN)
		.with("contacts", ALL, OWN)
		.with("opportunities", TEAM, OWN)
		.with("activities", TEAM, OWN)
		.with("tickets", ALL, NONE)
		.with("internalComments", ALL, NONE)
		.with("products", ALL, NONE)
		.with("pipelines", ALL, NONE)
		.with("members", ALL, NONE);

	private static final Role AGENT = Role.named("AGENT")
		.with("customers", ALL, NONE)
		.with("contacts", ALL, ALL)
		.with("activities", TEAM, OWN)
		.with("tickets", ALL, ALL)
		.with("internalComments", ALL, ALL)
		.with("products", ALL, NONE)
		.with("members", ALL, NONE);

	private static final Role MARKETER = Role.named("MARKETER")
		.with("customers", ALL, NONE)
		.with("contacts", ALL, ALL)
		.with("opportunities", ALL, NONE)
		.with("activities", OWN, OWN)
		.with("products", ALL, NONE)
		.with("pipelines", ALL, NONE)
		.with("members", ALL, NONE)
		.with("Customer.taxId", FieldRule.HIDDEN)
		.with("Opportunity.competitor", FieldRule.READ);

	private static final Role ANALYST = Role.named("ANALYST")
		.readingAll()
		.with("internalComments", NONE, NONE)
		.with("clients", NONE, NONE)
		.with("webhooks", NONE, NONE)
		.with("Customer.taxId", FieldRule.MASKED)
		.with("ContactPoint.value", FieldRule.MASKED);

	private static final Role PARTNER = Role.named("PARTNER")
		.with("customers", SHARED, SHARED)
		.with("contacts", SHARED, SHARED)
		.with("opportunities", SHARED, SHARED)
		.with("activities", OWN, OWN)
		.with("tickets", OWN, OWN)
		.with("products", ALL, NONE)
		.with("pipelines", ALL, NONE)
		.with("members", ALL, NONE)
		.with("events", OWN, OWN)
		.with("Customer.taxId", FieldRule.HIDDEN)
		.with("Customer.annualRevenue", FieldRule.HIDDEN)
		.with("Opportunity.competitor", FieldRule.HIDDEN)
		.with("Member.email", FieldRule.HIDDEN);

	/** All of them, by key. */
	static final Map<String, Role> BY_KEY = Stream.of(ADMIN, MANAGER, REP, AGENT, MARKETER, ANALYST, PARTNER)
		.collect(Collectors.toUnmodifiableMap(Role::key, Function.identity()));

	private BuiltInRoles() {
	}

}
