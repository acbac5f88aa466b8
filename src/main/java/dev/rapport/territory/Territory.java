package dev.rapport.territory;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.rapport.events.Aggregate;
import dev.rapport.events.Facts;
import dev.rapport.kernel.Checks;
import dev.rapport.kernel.ErrorCode;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.Problem;
import dev.rapport.kernel.Stamp;
import dev.rapport.member.MemberId;

/**
 * Where customers are that some members look after. Its verbs return what happened, with
 * the new state inside; they never change this one.
 *
 * @param key its name for programs; never changes
 * @param name its name for people, at most 200 characters
 * @param areas at least one, each once
 * @param members who looks after it, sorted by id
 * @param archivedAt null while it is live
 */
public record Territory(TerritoryId id, int version, String key, String name, List<Area> areas, List<MemberId> members,
		Stamp stamp, @Nullable Instant archivedAt) implements Aggregate {

	public Territory {
		areas = List.copyOf(areas);
		members = List.copyOf(members);
	}

	/** A new territory of nobody, at version 1. */
	static TerritoryEvent.Created create(TerritoryId id, String key, String name, List<Area> areas, Stamp stamp) {
		return new TerritoryEvent.Created(new Territory(id, 1, key, name, areas, List.of(), stamp, null));
	}

	/**
	 * This territory, if a change may be based on this version.
	 * @param version what the client saw; null if it does not care
	 * @throws Problem.Conflict if it saw another one
	 */
	Territory expecting(@Nullable Integer version) {
		if (version != null && version != this.version) {
			throw new Problem.Conflict(this);
		}
		return this;
	}

	/** Changes what the input has: absent keeps. */
	TerritoryEvent.Updated update(Input input, Stamp stamp) {
		String name = input.has("name") ? Checks.name(input.textOrNull("name"), input.at("name")) : this.name;
		List<Area> areas = input.has("areas") ? Area.read(input) : this.areas;
		return new TerritoryEvent.Updated(live(),
				new Territory(this.id, this.version + 1, this.key, name, areas, this.members, stamp, null));
	}

	/** Gives the territory to members besides those who have it. */
	TerritoryEvent.Assigned assign(List<MemberId> members, Stamp stamp) {
		List<MemberId> all = Stream.concat(this.members.stream(), members.stream())
			.distinct()
			.sorted(Comparator.comparing(MemberId::value))
			.toList();
		return new TerritoryEvent.Assigned(live(), with(Checks.items(all, "input.memberIds"), stamp));
	}

	/** Takes the territory from members, whether they have it or not. */
	TerritoryEvent.Unassigned unassign(List<MemberId> members, Stamp stamp) {
		return new TerritoryEvent.Unassigned(live(),
				with(this.members.stream().filter((member) -> !members.contains(member)).toList(), stamp));
	}

	TerritoryEvent.Archived archive(Stamp stamp) {
		return new TerritoryEvent.Archived(live(), next(stamp, stamp.updatedAt()));
	}

	TerritoryEvent.Restored restore(Stamp stamp) {
		if (this.archivedAt == null) {
			throw new Problem.Transition("LIVE", "LIVE", List.of("ARCHIVED"));
		}
		return new TerritoryEvent.Restored(this, next(stamp, null));
	}

	private Territory live() {
		if (this.archivedAt != null) {
			throw new Problem.Violation(ErrorCode.ARCHIVED, "input.id", "archived");
		}
		return this;
	}

	private Territory with(List<MemberId> members, Stamp stamp) {
		return members.equals(this.members) ? this
				: new Territory(this.id, this.version + 1, this.key, this.name, this.areas, members, stamp, null);
	}

	private Territory next(Stamp stamp, @Nullable Instant archivedAt) {
		return new Territory(this.id, this.version + 1, this.key, this.name, this.areas, this.members, stamp,
				archivedAt);
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
			.with("key", this.key)
			.with("name", this.name)
			.with("areas", this.areas)
			.with("memberIds", this.members)
			.with("createdAt", createdAt())
			.with("updatedAt", updatedAt())
			.with("archivedAt", this.archivedAt)
			.toMap();
	}

}
