package dev.rapport.member;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import dev.rapport.persistence.Columns;
import dev.rapport.tenancy.RowRule;
import dev.rapport.tenancy.Sight;
import dev.rapport.tenancy.TokenRoles;

/**
 * Where a member stands among the others: what row rules are resolved by.
 *
 * @param member the member
 * @param roles the keys of its roles
 * @param line its team and all above, up to the root
 * @param team everybody in its team
 * @param below everybody in its team, in the teams that it leads, and in all below
 * @param areas the keys of the areas of its territories
 */
record Place(UUID member, List<String> roles, Set<UUID> line, Set<UUID> team, Set<UUID> below, Set<String> areas) {

	/** For {@code $2}, the member; inactive ones have no place. */
	static final String OF = """
			with recursive me as (
			  select m.id, m.team_id, m.roles from member m where m.tenant_id = $1 and m.id = $2 and m.active),
			line (id, parent_id) as (
			  select t.id, t.parent_id from team t join me on t.id = me.team_id where t.tenant_id = $1
			  union
			  select t.id, t.parent_id from team t join line l on t.id = l.parent_id where t.tenant_id = $1),
			below (id) as (
			  select t.id from team t join me on t.id = me.team_id or t.lead_id = me.id where t.tenant_id = $1
			  union
			  select t.id from team t join below b on t.parent_id = b.id where t.tenant_id = $1)
			select me.id, me.roles, array(select l.id from line l),
			  array(select m.id from member m where m.tenant_id = $1 and m.team_id = me.team_id),
			  array(select m.id from member m where m.tenant_id = $1 and m.team_id in (select b.id from below b)),
			  array(select distinct unnest(t.area_keys) from territory_member tm join territory t
			    on t.tenant_id = tm.tenant_id and t.id = tm.territory_id
			    where tm.tenant_id = $1 and tm.member_id = me.id and t.archived_at is null)
			from me
			""";

	static Place read(Columns c) {
		return new Place(c.uuid(), c.texts(), c.uuids(), c.uuids(), c.uuids(), Set.copyOf(c.texts()));
	}

	/** The same place with the roles that a credential gives. */
	Place with(TokenRoles given) {
		return new Place(this.member, given.with(this.roles), this.line, this.team, this.below, this.areas);
	}

	/** Whose shares count for the member: its own and those of its line. */
	List<UUID> grantees() {
		Set<UUID> grantees = new HashSet<>(this.line);
		grantees.add(this.member);
		return List.copyOf(grantees);
	}

	Sight sight(RowRule rule) {
		return switch (rule) {
			case NONE, SHARED, ALL -> new Sight(rule, Set.of());
			case OWN -> new Sight(rule, Set.of(this.member));
			case TEAM -> new Sight(rule, with(this.team));
			case TEAM_AND_BELOW -> new Sight(rule, with(this.below));
			case TERRITORY -> new Sight(rule, Set.of(this.member), this.areas);
		};
	}

	private Set<UUID> with(Set<UUID> others) {
		Set<UUID> all = new HashSet<>(others);
		all.add(this.member);
		return all;
	}

}
