package dev.rapport.sharing;

import org.jspecify.annotations.Nullable;

import dev.rapport.events.DomainEvent;

/** What can happen to a share. */
public sealed interface ShareGrantEvent extends DomainEvent {

	@Override
	ShareGrant after();

	@Override
	default @Nullable ShareGrant before() {
		return null;
	}

	record Shared(ShareGrant after) implements ShareGrantEvent {
	}

	record Changed(ShareGrant before, ShareGrant after) implements ShareGrantEvent {
	}

	record Revoked(ShareGrant before, ShareGrant after) implements ShareGrantEvent {
	}

}
