package dev.rapport.member;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.rapport.events.DomainEvent;

/** What can happen to a member. */
public sealed interface MemberEvent extends DomainEvent {

	@Override
	Member after();

	@Override
	default @Nullable Member before() {
		return null;
	}

	/** The team that the member joins by this event; empty if none. */
	default List<TeamId> joined() {
		Member before = before();
		TeamId team = after().profile().team();
		boolean stayed = before != null && team != null && team.equals(before.profile().team());
		return (team == null || stayed) ? List.of() : List.of(team);
	}

	record Created(Member after) implements MemberEvent {
	}

	record Updated(Member before, Member after) implements MemberEvent {
	}

	record RolesAssigned(Member before, Member after) implements MemberEvent {
	}

	/**
	 * The member signed in for the first time and is known by its subject from now on.
	 */
	record Linked(Member before, Member after) implements MemberEvent {
	}

	record Deactivated(Member before, Member after) implements MemberEvent {
	}

	record Reactivated(Member before, Member after) implements MemberEvent {
	}

}
