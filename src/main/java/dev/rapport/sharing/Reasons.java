package dev.rapport.sharing;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.rapport.member.TeamId;
import dev.rapport.tenancy.Rights;
import dev.rapport.tenancy.RowRule;
import dev.rapport.tenancy.Sight;

/**
 * Finds the reasons in the evidence. It follows the rules that statements are written by,
 * but decides nothing: whether somebody gets at a record is what the database says.
 */
final class Reasons {

	private final Evidence evidence;

	private final ShareLevel level;

	private final List<AccessReason> found = new ArrayList<>();

	private Reasons(Evidence evidence, ShareLevel level) {
		this.evidence = evidence;
		this.level = level;
	}

	static AccessExplanation explain(Evidence evidence) {
		String id = evidence.subject().id().text();
		boolean canRead = evidence.reaches(ShareLevel.READ, id);
		boolean canChange = canRead && evidence.reaches(ShareLevel.WRITE, id);
		List<AccessReason> read = canRead ? new Reasons(evidence, ShareLevel.READ).find() : List.of();
		List<AccessReason> write = canChange ? new Reasons(evidence, ShareLevel.WRITE).find() : List.of();
		Stream<AccessReason> onlyRead = read.stream().filter((reason) -> !write.contains(reason.at(ShareLevel.WRITE)));
		Stream<AccessReason> missing = canChange ? Stream.empty()
				: Stream.of(AccessReason.none(canRead ? ShareLevel.WRITE : ShareLevel.READ));
		return new AccessExplanation(canRead, canChange,
				Stream.of(onlyRead, write.stream(), missing).flatMap((reasons) -> reasons).toList());
	}

	private List<AccessReason> find() {
		Sight sight = sight(this.evidence.entitlement().total(), subject().guard().kind());
		if (all(sight)) {
			note(AccessRule.ROLE, null, Sight::isAll);
			return this.found;
		}
		if (sight.rule() != RowRule.SHARED) {
			subject().owners().forEach(this::owned);
			subject().partakers().forEach(this::own);
			within();
			subject().parents().forEach(this::inherited);
		}
		this.evidence.grants().forEach(this::shared);
		return this.found;
	}

	/** Whether no row is asked anything, as statements have it. */
	private boolean all(Sight sight) {
		return sight.isAll() && (subject().parents().isEmpty() || subject().guard()
			.parents()
			.stream()
			.allMatch((kind) -> sight(this.evidence.entitlement().total(), kind).isAll()));
	}

	private void owned(UUID owner) {
		own(owner);
		boolean byOwner = subject().guard().parents().isEmpty() || subject().parents().isEmpty();
		if (byOwner && !owner.equals(subject().member().value())) {
			TeamId team = this.evidence.team(owner);
			note(AccessRule.TEAM, (team == null) ? null : team.text(), (sight) -> sight.covers(owner));
		}
	}

	private void own(UUID owner) {
		if (owner.equals(subject().member().value())) {
			note(AccessRule.OWNER, null, Reasons::unshared);
		}
	}

	private void within() {
		if (this.evidence.isWithin(this.level)) {
			note(AccessRule.TERRITORY, null, (sight) -> !sight.areas().isEmpty());
		}
	}

	private void inherited(String parent) {
		if (this.evidence.reaches(this.level, parent)) {
			note(AccessRule.INHERITED, this.evidence.shown().contains(parent) ? parent : null, Reasons::unshared);
		}
	}

	private void shared(ShareGrant grant) {
		boolean counts = grant.gives(this.level)
				&& this.evidence.entitlement().total().grantees().contains(grant.granteeUuid());
		if (counts) {
			note(AccessRule.SHARE, grant.id().text(), (sight) -> !sight.isNone());
		}
	}

	/** Notes a reason for each role whose own sight brings it. */
	private void note(AccessRule rule, @Nullable String via, Predicate<Sight> brings) {
		this.evidence.entitlement()
			.byRole()
			.entrySet()
			.stream()
			.filter((role) -> brings.test(sight(role.getValue(), subject().guard().kind())))
			.map((role) -> new AccessReason(rule, role.getKey(), via, this.level))
			.filter((reason) -> !this.found.contains(reason))
			.sorted((one, other) -> String.valueOf(one.role()).compareTo(String.valueOf(other.role())))
			.forEach(this.found::add);
	}

	private Subject subject() {
		return this.evidence.subject();
	}

	private Sight sight(Rights rights, String kind) {
		return (this.level == ShareLevel.WRITE) ? rights.changes(kind) : rights.reads(kind);
	}

	/** Whether a rule looks at more than what was shared. */
	private static boolean unshared(Sight sight) {
		return !sight.isNone() && sight.rule() != RowRule.SHARED;
	}

}
