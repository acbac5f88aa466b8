package dev.rapport.harness;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import dev.rapport.member.Role;
import dev.rapport.tenancy.Rights;
import dev.rapport.tenancy.RowRule;
import dev.rapport.tenancy.Sight;

/**
 * Callers whom no built-in role makes: they see all of one kind of record and of the
 * others only their own, or what is shared with them; or only what is shared. What hangs
 * on something they see then is something they don't. They are judged by what they are
 * answered while nothing is missing.
 */
final class Narrow {

	private static final String NAME = "all ";

	private static final Set<String> OWNED = Set.of("customers", "contacts", "opportunities", "tickets");

	private Narrow() {
	}

	static List<Attacker> attackers(World world, Grants grants) {
		Person rex = Objects.requireNonNull(world.insight.people().get("rex"));
		Sight own = new Sight(RowRule.OWN, Set.of(rex.member()));
		Sight shared = new Sight(RowRule.SHARED, Set.of());
		return List.of(attacker(world, grants, rex, "customers", own),
				attacker(world, grants, rex, "customers", shared), attacker(world, grants, rex, "contacts", shared),
				attacker(world, grants, rex, "tickets", own), attacker(world, grants, rex, "opportunities", shared),
				attacker(world, grants, Objects.requireNonNull(world.insight.people().get("gus")), "", shared));
	}

	/** They only read. */
	static boolean is(Attacker attacker) {
		return attacker.name().startsWith(NAME);
	}

	/** What they surely don't see; what hangs on something else they may. */
	private static List<Planted> hidden(World world, Person person, String kind, Sight others) {
		return world.planter.records()
			.values()
			.stream()
			.filter((record) -> OWNED.contains(record.kind()) && !record.kind().equals(kind))
			.filter((record) -> !(kind.isEmpty() && world.sharedIds.contains(record.id())))
			.filter((record) -> !others.owners().contains(person.member()) || !record.owner().equals(person.name()))
			.toList();
	}

	private static Attacker attacker(World world, Grants grants, Person person, String kind, Sight others) {
		Map<String, Sight> sights = new HashMap<>();
		Set<String> scopes = new java.util.HashSet<>();
		Role.KINDS.forEach((other) -> {
			boolean guarded = Set.of("customers", "contacts", "opportunities", "activities", "tickets").contains(other);
			sights.put(other, (guarded && !other.equals(kind)) ? others : Sight.ALL);
			scopes.addAll(List.of(other + ":read", other + ":write"));
		});
		Attacker rep = world.attackers.stream()
			.filter((attacker) -> attacker.name().equals("REP of A"))
			.findFirst()
			.orElseThrow();
		Rights rights = new Rights(false, Set.of("HARNESS"), scopes, sights, sights, Map.of(),
				List.of(person.member()));
		return new Attacker(NAME + (kind.isEmpty() ? "else" : kind) + ", others " + others.rule(),
				grants.to(rep.actor(), rights), false, world.planter.ids(), hidden(world, person, kind, others),
				List.of(), Set.of(Marks.SIGN + "nobody"));
	}

}
