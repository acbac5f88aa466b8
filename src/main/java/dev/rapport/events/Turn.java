package dev.rapport.events;

import java.util.UUID;

import dev.rapport.persistence.RowGuard;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Rights;
import dev.rapport.tenancy.Sight;

/**
 * The beginning or the end of a share.
 *
 * @param kind the kind of the shared record
 * @param begun whether it began; if it neither began nor ended, only its level changed
 */
record Turn(String kind, UUID record, UUID grantee, boolean begun, boolean ended) {

	private static final UUID NOBODY = new UUID(0, 0);

	static Turn of(StoredEvent event) {
		return new Turn(String.valueOf(event.facts().get("kind")), id(event, "recordId"), id(event, "granteeId"),
				event.first(), event.facts().get("revokedAt") != null);
	}

	boolean isAbout(RowGuard guard) {
		return guard.kind().equals(this.kind);
	}

	/** Whether what a caller sees of a kind may depend on it. */
	boolean concerns(Rights rights, RowGuard guard) {
		Sight sight = rights.reads(guard.kind());
		boolean reaches = isAbout(guard) ? !sight.isNone()
				: sight.inherits() && guard.through(this.kind, rights) != null;
		return reaches && (this.begun || this.ended) && rights.grantees().contains(this.grantee);
	}

	/** The caller without what is shared with this grantee. */
	Actor without(Actor actor) {
		return actor.with(actor.rights().without(this.grantee));
	}

	/** Nobody where the event does not say: an event that can't be read concerns none. */
	private static UUID id(StoredEvent event, String fact) {
		try {
			return UUID.fromString(String.valueOf(event.facts().get(fact)));
		}
		catch (IllegalArgumentException poison) {
			return NOBODY;
		}
	}

}
