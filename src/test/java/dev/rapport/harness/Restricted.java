package dev.rapport.harness;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.rapport.member.Role;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.FieldRule;
import dev.rapport.tenancy.Rights;
import dev.rapport.tenancy.Sight;

/** Callers who may do everything but one thing. */
record Restricted(Grants grants, Actor actor, Set<String> scopes) {

	Actor unrestricted() {
		return with(this.scopes, Map.of());
	}

	Actor by(FieldRule rule, Set<String> fields) {
		Map<String, FieldRule> rules = new HashMap<>();
		fields.forEach((field) -> rules.put(field, rule));
		return with(this.scopes, rules);
	}

	Actor lacking(String scope) {
		Set<String> others = new HashSet<>(this.scopes);
		others.remove(scope);
		return with(others, Map.of());
	}

	private Actor with(Set<String> scopes, Map<String, FieldRule> fields) {
		Map<String, Sight> all = new HashMap<>();
		Role.KINDS.forEach((kind) -> all.put(kind, Sight.ALL));
		return this.grants.to(this.actor,
				new Rights(false, Set.of("HARNESS"), scopes, all, all, fields, List.of(this.actor.member())));
	}

}
