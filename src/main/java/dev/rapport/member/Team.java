package dev.rapport.member;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.rapport.events.Aggregate;
import dev.rapport.events.Facts;
import dev.rapport.kernel.Checks;
import dev.rapport.kernel.ErrorCode;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.Problem;
import dev.rapport.kernel.Stamp;

/**
 * A group of members, at its place in the tenant's tree of teams. Its verbs return what
 * happened, with the new state inside; they never change this one.
 *
 * @param name not blank, at most 200 characters
 * @param parent the team above; null at the top of the tree
 * @param lead who leads it
 * @param archivedAt null while it is live
 */
public record Team(TeamId id, int version, String name, @Nullable TeamId parent, @Nullable MemberId lead, Stamp stamp,
		@Nullable Instant archivedAt) implements Aggregate {

	/** A new team, at version 1. */
	public static TeamEvent.Created create(TeamId id, String name, @Nullable TeamId parent, @Nullable MemberId lead,
			Stamp stamp) {
		return new TeamEvent.Created(new Team(id, 1, name, parent, lead, stamp, null));
	}

	/**
	 * This team, if a change may be based on this version.
	 * @param version what the client saw; null if it does not care
	 * @throws Problem.Conflict if it saw another one
	 */
	Team expecting(@Nullable Integer version) {
		if (version != null && version != this.version) {
			throw new Problem.Conflict(this);
		}
		return this;
	}

	/** Changes what the input has: absent keeps, null clears. */
	TeamEvent.Updated update(Input input, Stamp stamp) {
		String name = input.has("name") ? Checks.name(input.textOrNull("name"), input.at("name")) : this.name;
		TeamId parent = input.has("parentId") ? input.idOrNull("parentId", TeamId.PREFIX, TeamId::new) : this.parent;
		MemberId lead = input.has("leadId") ? input.idOrNull("leadId", MemberId.PREFIX, MemberId::new) : this.lead;
		if (this.id.equals(parent)) {
			throw circle();
		}
		return new TeamEvent.Updated(live(),
				new Team(this.id, this.version + 1, name, parent, lead, stamp, this.archivedAt));
	}

	/** Whether it is empty is for the door to know. */
	TeamEvent.Archived archive(Stamp stamp) {
		return new TeamEvent.Archived(live(), next(stamp, stamp.updatedAt()));
	}

	TeamEvent.Restored restore(Stamp stamp) {
		if (this.archivedAt == null) {
			throw new Problem.Transition("LIVE", "LIVE", List.of("ARCHIVED"));
		}
		return new TeamEvent.Restored(this, next(stamp, null));
	}

	/** The answer to a move below itself. */
	static Problem.Violation circle() {
		return new Problem.Violation(ErrorCode.CYCLE, "input.parentId", "team.cycle");
	}

	private Team live() {
		if (this.archivedAt != null) {
			throw new Problem.Violation(ErrorCode.ARCHIVED, "input.id", "archived");
		}
		return this;
	}

	private Team next(Stamp stamp, @Nullable Instant archivedAt) {
		return new Team(this.id, this.version + 1, this.name, this.parent, this.lead, stamp, archivedAt);
	}

	public Instant createdAt() {
		return this.stamp.createdAt();
	}

	@Override
	public Instant updatedAt() {
		return this.stamp.updatedAt();
	}

	@Override
	public Map<String, @Nullable Object> facts() {
		return new Facts().with("id", this.id)
			.with("name", this.name)
			.with("parentId", this.parent)
			.with("leadId", this.lead)
			.with("createdAt", createdAt())
			.with("updatedAt", updatedAt())
			.with("archivedAt", this.archivedAt)
			.toMap();
	}

}
