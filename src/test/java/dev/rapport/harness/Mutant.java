package dev.rapport.harness;

import java.util.List;
import java.util.function.UnaryOperator;

import dev.rapport.tenancy.Actor;

/**
 * One thing taken away from the walls.
 *
 * @param family which sort of thing
 * @param what what exactly
 * @param rewrite what becomes of statements
 * @param opened the tables whose second wall is down
 * @param rights what becomes of an attacker's rights
 * @param inside whether insiders could profit; outsiders otherwise
 */
record Mutant(String family, String what, UnaryOperator<String> rewrite, List<String> opened,
		UnaryOperator<Actor> rights, boolean inside) {

	static Mutant ofTenant(String family, String what, UnaryOperator<String> rewrite, List<String> opened) {
		return new Mutant(family, what, rewrite, opened, UnaryOperator.identity(), false);
	}

	static Mutant ofRows(String family, String what, UnaryOperator<String> rewrite) {
		return new Mutant(family, what, rewrite, List.of(), UnaryOperator.identity(), true);
	}

	static Mutant ofRights(String what, UnaryOperator<Actor> rights) {
		return new Mutant("rights", what, UnaryOperator.identity(), List.of(), rights, true);
	}

	@Override
	public String toString() {
		return this.family + ": " + this.what;
	}

}
