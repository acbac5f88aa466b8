package dev.rapport.member;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

import dev.rapport.persistence.TenantDatabase;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Actors;
import dev.rapport.tenancy.FieldRule;
import dev.rapport.tenancy.Rights;
import dev.rapport.tenancy.RowRule;
import dev.rapport.tenancy.Sight;

/** Adds up what a member may do from its roles and its place among the teams. */
@Component
class RightsBook {

	private final TenantDatabase database;

	private final RoleRepository roles;

	RightsBook(TenantDatabase database, RoleRepository roles) {
		this.database = database;
		this.roles = roles;
	}

	/**
	 * The rights of an actor's member as they are now, with the roles that its credential
	 * gives; empty if it may not sign in.
	 */
	Mono<Rights> of(Actor actor) {
		return this.database.first(Place.OF, Place::read, actor.member())
			.map((place) -> place.with(actor.pass().roles()))
			.flatMap((place) -> this.roles.byKeys(place.roles()).map((roles) -> rights(place, roles)))
			.contextWrite(Actors.with(actor));
	}

	static Rights rights(Place place, List<Role> roles) {
		Map<String, Sight> reads = new HashMap<>();
		Map<String, Sight> changes = new HashMap<>();
		Set<String> scopes = new HashSet<>();
		for (String kind : Role.KINDS) {
			List<Grant> grants = roles.stream().map((role) -> role.grant(kind)).toList();
			note(scopes, reads, kind, ":read", sum(grants.stream().map(Grant::read), place));
			note(scopes, changes, kind, ":write", sum(grants.stream().map(Grant::write), place));
		}
		return new Rights(false, Set.copyOf(place.roles()), scopes, reads, changes, fields(roles), place.grantees());
	}

	private static Sight sum(Stream<RowRule> rules, Place place) {
		return rules.map(place::sight).reduce(Sight.NONE, Sight::or);
	}

	private static void note(Set<String> scopes, Map<String, Sight> sights, String kind, String verb, Sight sight) {
		if (sight.rule() != RowRule.NONE) {
			scopes.add(kind + verb);
			sights.put(kind, sight);
		}
	}

	/**
	 * A field is restricted only if every role that reads such records restricts it: one
	 * that does not read them has nothing to say about their fields.
	 */
	private static Map<String, FieldRule> fields(List<Role> roles) {
		Map<String, FieldRule> fields = new HashMap<>();
		roles.stream().flatMap((role) -> role.fields().keySet().stream()).distinct().forEach((coordinate) -> {
			FieldRule rule = roles.stream()
				.filter((role) -> role.fields().containsKey(coordinate) || role.readsRecordsWith(coordinate))
				.map((role) -> Objects.requireNonNullElse(role.fields().get(coordinate), FieldRule.WRITE))
				.reduce(FieldRule.HIDDEN, FieldRule::or);
			if (rule != FieldRule.WRITE) {
				fields.put(coordinate, rule);
			}
		});
		return fields;
	}

}
