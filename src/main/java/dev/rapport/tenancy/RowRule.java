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
	/** The member's own, and those of the customers in its territories. */
	TERRITORY,
	/** All of the tenant. */
	ALL;

	/** Whether whoever has this rule reaches all that the other one reaches. */
	public boolean includes(RowRule other) {
		return compareTo(other) >= 0 && !(this == TERRITORY && other.isOfTeams());
	}

	/**
	 * The name of both together: the wider one. Of a territory and teams neither is, so
	 * the teams give the name; a {@link Sight} holds what both reach.
	 */
	RowRule or(RowRule other) {
		if (includes(other)) {
			return this;
		}
		return (other == TERRITORY && isOfTeams()) ? this : other;
	}

	private boolean isOfTeams() {
		return this == TEAM || this == TEAM_AND_BELOW;
	}

}
