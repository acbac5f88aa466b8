package dev.rapport.sharing;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.rapport.member.Entitlement;
import dev.rapport.member.Member;
import dev.rapport.member.TeamId;

/**
 * All that decides whether a member gets at a record.
 *
 * @param entitlement what the member may do
 * @param members the member and the owners, by id
 * @param grants the shares of the record
 * @param reached what the member reaches of the record and its parents, by level
 * @param within the levels at which its territories alone let the member into the record
 * @param shown what the caller sees of these
 */
record Evidence(Subject subject, Entitlement entitlement, Map<UUID, Member> members, List<ShareGrant> grants,
		Map<ShareLevel, Set<String>> reached, Map<ShareLevel, Set<String>> within, Set<String> shown) {

	boolean reaches(ShareLevel level, String id) {
		return this.reached.getOrDefault(level, Set.of()).contains(id);
	}

	/** Whether territories alone let the member into the record. */
	boolean isWithin(ShareLevel level) {
		return this.within.getOrDefault(level, Set.of()).contains(this.subject.id().text());
	}

	@Nullable TeamId team(UUID owner) {
		Member member = this.members.get(owner);
		return (member == null) ? null : member.profile().team();
	}

}
