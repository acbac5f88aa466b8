package dev.rapport.tenancy;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Which records of one kind a caller reaches: a {@link RowRule} with what it stands for.
 *
 * @param rule the rule
 * @param owners the members whose records are reached; empty where the rule names nobody
 * @param areas the keys of the areas whose customers' records are reached; empty without
 * a territory
 */
public record Sight(RowRule rule, Set<UUID> owners, Set<String> areas) {

	public static final Sight NONE = new Sight(RowRule.NONE, Set.of());

	public static final Sight ALL = new Sight(RowRule.ALL, Set.of());

	public Sight {
		owners = Set.copyOf(owners);
		areas = Set.copyOf(areas);
	}

	/** A sight without a territory. */
	public Sight(RowRule rule, Set<UUID> owners) {
		this(rule, owners, Set.of());
	}

	/** What both reach: roles add up. */
	public Sight or(Sight other) {
		RowRule rule = this.rule.or(other.rule);
		return (rule == RowRule.ALL) ? ALL
				: new Sight(rule, both(this.owners, other.owners), both(this.areas, other.areas));
	}

	/** What territories alone reach of it. */
	public Sight ofTerritories() {
		return this.areas.isEmpty() ? NONE : new Sight(RowRule.TERRITORY, Set.of(), this.areas);
	}

	/** What is left of it without territories. */
	public Sight withoutTerritories() {
		return this.areas.isEmpty() ? this
				: new Sight((this.rule == RowRule.TERRITORY) ? RowRule.OWN : this.rule, this.owners);
	}

	public boolean isAll() {
		return this.rule == RowRule.ALL;
	}

	public boolean isNone() {
		return this.rule == RowRule.NONE;
	}

	/** Whether it reaches records by others that they belong to. */
	public boolean inherits() {
		return !isNone() && this.rule != RowRule.SHARED;
	}

	/**
	 * Whether the rule alone reaches the records of an owner, without regard to
	 * territories and shares.
	 */
	public boolean covers(@Nullable UUID owner) {
		return isAll() || (owner != null && this.owners.contains(owner));
	}

	private static <T> Set<T> both(Set<T> some, Set<T> others) {
		Set<T> both = new HashSet<>(some);
		both.addAll(others);
		return both;
	}

}
