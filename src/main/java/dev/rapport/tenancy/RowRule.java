package dev.rapport.tenancy;

/**
 * Whose records of a kind a role reaches. Each rule but {@link #NONE} also reaches what
 * was shared with the member or one of its teams.
 */
public enum RowRule {

	/** None at all, whatever was shared. */
	NONE,
	/** Only what was shared. */
	SHARED,
	/** The member's own. */
	OWN,
	/** Those of everybody in the member's team. */
	TEAM,
	/** Those of the member's team, the teams that the member leads, and all below. */
	TEAM_AND_BELOW,
	/** All of the tenant. */
	ALL;

	/** The wider one of two: roles add up. */
	public RowRule or(RowRule other) {
		return (compareTo(other) >= 0) ? this : other;
	}

}
