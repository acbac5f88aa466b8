package dev.rapport.sharing;

import org.jspecify.annotations.Nullable;

/**
 * Why somebody may do something with a record.
 *
 * @param rule the rule that says so; {@code NONE} if no rule does
 * @param role the key of the role that brings the rule; null if there is no rule
 * @param via the id of the team, the share or the other record that it goes by; null if
 * there is none, or none that the caller sees
 * @param level what it gives, or keeps from being given; {@code WRITE} includes reading
 * unless reading has a reason of its own
 */
record AccessReason(AccessRule rule, @Nullable String role, @Nullable String via, ShareLevel level) {

	static AccessReason none(ShareLevel level) {
		return new AccessReason(AccessRule.NONE, null, null, level);
	}

	/** The same reason for another level. */
	AccessReason at(ShareLevel other) {
		return new AccessReason(this.rule, this.role, this.via, other);
	}

}
