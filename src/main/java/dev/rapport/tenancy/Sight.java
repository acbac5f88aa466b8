package dev.rapport.tenancy;

import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Which records of one kind a caller reaches: a {@link RowRule} with the members it
 * stands for.
 *
 * @param rule the rule
 * @param owners the members whose records are reached; empty where the rule names nobody
 */
public record Sight(RowRule rule, Set<UUID> owners) {

	public static final Sight NONE = new Sight(RowRule.NONE, Set.of());

	public static final Sight ALL = new Sight(RowRule.ALL, Set.of());

	public Sight {
		owners = Set.copyOf(owners);
	}

	public boolean isAll() {
		return this.rule == RowRule.ALL;
	}

	public boolean isNone() {
		return this.rule == RowRule.NONE;
	}

	/**
	 * Whether the rule alone reaches the records of an owner, without regard to shares.
	 */
	public boolean covers(@Nullable UUID owner) {
		return isAll() || (owner != null && this.owners.contains(owner));
	}

}
