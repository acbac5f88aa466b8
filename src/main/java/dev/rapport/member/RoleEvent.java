package dev.rapport.member;

import dev.rapport.events.DomainEvent;

/** What can happen to a role of a tenant. */
sealed interface RoleEvent extends DomainEvent {

	@Override
	Role after();

	record Created(Role after) implements RoleEvent {
	}

	record Updated(Role before, Role after) implements RoleEvent {
	}

	record Archived(Role before, Role after) implements RoleEvent {
	}

	record Restored(Role before, Role after) implements RoleEvent {
	}

}
