package dev.rapport.sharing;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.rapport.events.Aggregate;
import dev.rapport.events.Facts;
import dev.rapport.kernel.Stamp;

/**
 * One record that a member or a team was let into. Its verbs return what happened, with
 * the new state inside; they never change this one.
 *
 * @param kind the kind of the record, in the plural that rights speak of
 * @param recordUuid the UUID of the record
 * @param granteeUuid the UUID of a member, or of a team and all below it
 * @param revokedAt when it ended; null while it holds
 */
public record ShareGrant(ShareGrantId id, int version, String kind, UUID recordUuid, UUID granteeUuid, ShareLevel level,
		Stamp stamp, @Nullable Instant revokedAt) implements Aggregate {

	/** A new share, at version 1. */
	static ShareGrantEvent.Shared share(ShareGrantId id, String kind, UUID record, UUID grantee, ShareLevel level,
			Stamp stamp) {
		return new ShareGrantEvent.Shared(new ShareGrant(id, 1, kind, record, grantee, level, stamp, null));
	}

	ShareGrantEvent.Changed change(ShareLevel level, Stamp stamp) {
		return new ShareGrantEvent.Changed(this, next(level, stamp, null));
	}

	ShareGrantEvent.Revoked revoke(Stamp stamp) {
		return new ShareGrantEvent.Revoked(this, next(this.level, stamp, stamp.updatedAt()));
	}

	private ShareGrant next(ShareLevel level, Stamp stamp, @Nullable Instant revokedAt) {
		return new ShareGrant(this.id, this.version + 1, this.kind, this.recordUuid, this.granteeUuid, level, stamp,
				revokedAt);
	}

	/** Whether it lets somebody do what another level does. */
	boolean gives(ShareLevel other) {
		return this.level.compareTo(other) >= 0;
	}

	public Instant createdAt() {
		return this.stamp.createdAt();
	}

	@Override
	public Instant updatedAt() {
		return this.stamp.updatedAt();
	}

	/**
	 * The subscriptions of the events room read {@code kind}, {@code recordId},
	 * {@code granteeId} and {@code revokedAt}.
	 */
	@Override
	public Map<String, @Nullable Object> facts() {
		return new Facts().with("id", this.id)
			.with("kind", this.kind)
			.with("recordId", this.recordUuid)
			.with("granteeId", this.granteeUuid)
			.with("level", this.level)
			.with("createdAt", createdAt())
			.with("updatedAt", updatedAt())
			.with("revokedAt", this.revokedAt)
			.toMap();
	}

}
