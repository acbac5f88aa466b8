package dev.rapport.tenancy;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The roles that a credential gives: only such as its issuer is trusted to give.
 *
 * @param keys the keys of the roles
 * @param alone whether the roles that the directory gives don't count besides
 */
public record TokenRoles(Set<String> keys, boolean alone) {

	/** What a credential gives that gives no roles: those of the directory count. */
	public static final TokenRoles NONE = new TokenRoles(Set.of(), false);

	public TokenRoles {
		keys = Set.copyOf(keys);
	}

	/** All roles of a caller to whom the directory gives some, sorted, each once. */
	public List<String> with(Collection<String> directory) {
		Set<String> all = new LinkedHashSet<>(this.keys);
		all.addAll(this.alone ? List.of() : directory);
		return all.stream().sorted().toList();
	}

}
