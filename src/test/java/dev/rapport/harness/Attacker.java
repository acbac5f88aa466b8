package dev.rapport.harness;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import dev.rapport.tenancy.Actor;

/**
 * Somebody who tries to see what it may not see.
 *
 * @param foreign whether it is of the other tenant, the twin
 * @param own ids of what it works with legitimately
 * @param hidden the records that it must not see, nor their ids
 * @param fixed the records that it sees but must not change
 * @param forbidden the marks that must not reach it
 */
record Attacker(String name, Actor actor, boolean foreign, Ids own, List<Planted> hidden, List<Planted> fixed,
		Set<String> forbidden) {

	Set<String> hiddenIds() {
		return this.hidden.stream().map(Planted::id).collect(Collectors.toSet());
	}

	Attacker with(Actor actor) {
		return new Attacker(this.name, actor, this.foreign, this.own, this.hidden, this.fixed, this.forbidden);
	}

	@Override
	public String toString() {
		return this.name;
	}

}
