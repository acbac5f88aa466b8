package dev.rapport.member;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.rapport.events.Aggregate;
import dev.rapport.events.Facts;
import dev.rapport.kernel.ErrorCode;
import dev.rapport.kernel.Problem;
import dev.rapport.kernel.Stamp;
import dev.rapport.tenancy.ApiKeyText;

/**
 * What is known about an API key once it has been handed over: everything but the key.
 * Its verbs return what happened, with the new state inside; they never change this one.
 *
 * @param client whom it lets in
 * @param name what it is for, at most 200 characters
 * @param handle the part of the key that names it and is no secret
 * @param scopes what it is good for, sorted; the client's roles may give less
 * @param expiresAt when it ends
 * @param revokedAt when it was ended before that; null if it was not
 * @param replacedBy its successor, once it was rotated
 * @param lastUsedAt to the minute; null if it was never used. Neither a fact nor a change
 */
record ApiKey(ApiKeyId id, int version, ApiClientId client, String name, String handle, List<String> scopes,
		Instant expiresAt, @Nullable Instant revokedAt, @Nullable ApiKeyId replacedBy, Stamp stamp,
		@Nullable Instant lastUsedAt) implements Aggregate {

	/** How long a key may be good for. */
	static final Duration LONGEST = Duration.ofDays(365);

	/** How long a key may go on beside its successor. */
	static final Duration LONGEST_OVERLAP = Duration.ofDays(30);

	private static final String ACTIVE = "ACTIVE";

	/**
	 * A new key, at version 1.
	 * @throws Problem.Violation if it would end in the past or after more than a year
	 */
	static ApiKeyEvent.Created create(ApiKeyId id, Draft draft, ApiKeyText text, Stamp stamp) {
		boolean sensible = draft.expiresAt().isAfter(stamp.createdAt())
				&& !draft.expiresAt().isAfter(stamp.createdAt().plus(LONGEST));
		if (!sensible) {
			throw new Problem.Violation(ErrorCode.OUT_OF_RANGE, "input.expiresAt", "apiKey.expiry", LONGEST.toDays());
		}
		return new ApiKeyEvent.Created(new ApiKey(id, 1, draft.client(), draft.name(), text.handle(), draft.scopes(),
				draft.expiresAt(), null, null, stamp, null));
	}

	/**
	 * This key, if a change may be based on this version.
	 * @param version what the caller saw; null if it does not care
	 * @throws Problem.Conflict if it saw another one
	 */
	ApiKey expecting(@Nullable Integer version) {
		if (version != null && version != this.version) {
			throw new Problem.Conflict(this);
		}
		return this;
	}

	/**
	 * Gives it a successor, beside which it goes on for a while. Whether its predecessor
	 * has ended is for the door to know.
	 * @throws Problem.Transition if it has one already, or has ended
	 */
	ApiKeyEvent.Replaced replace(ApiKeyId successor, Duration overlap, Stamp stamp) {
		if (this.replacedBy != null || !isActive(stamp.updatedAt())) {
			throw new Problem.Transition(state(stamp.updatedAt()), "REPLACED", List.of());
		}
		if (overlap.isNegative() || overlap.compareTo(LONGEST_OVERLAP) > 0) {
			throw new Problem.Violation(ErrorCode.OUT_OF_RANGE, "input.overlap", "apiKey.overlap",
					LONGEST_OVERLAP.toDays());
		}
		Instant end = stamp.updatedAt().plus(overlap);
		return new ApiKeyEvent.Replaced(this,
				new ApiKey(this.id, this.version + 1, this.client, this.name, this.handle, this.scopes,
						end.isBefore(this.expiresAt) ? end : this.expiresAt, null, successor, stamp, this.lastUsedAt));
	}

	/** Ends it at once. */
	ApiKeyEvent.Revoked revoke(Stamp stamp) {
		if (this.revokedAt != null) {
			throw new Problem.Transition("REVOKED", "REVOKED", List.of());
		}
		return new ApiKeyEvent.Revoked(this, new ApiKey(this.id, this.version + 1, this.client, this.name, this.handle,
				this.scopes, this.expiresAt, stamp.updatedAt(), this.replacedBy, stamp, this.lastUsedAt));
	}

	/** Whether it lets its client in at a moment. */
	boolean isActive(Instant now) {
		return this.revokedAt == null && now.isBefore(this.expiresAt);
	}

	private String state(Instant now) {
		if (this.revokedAt != null) {
			return "REVOKED";
		}
		if (!isActive(now)) {
			return "EXPIRED";
		}
		return (this.replacedBy == null) ? ACTIVE : "REPLACED";
	}

	/** How the key begins, for people who look for it. */
	String hint() {
		return ApiKeyText.hint(this.handle);
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
			.with("clientId", this.client)
			.with("name", this.name)
			.with("handle", this.handle)
			.with("scopes", this.scopes)
			.with("expiresAt", this.expiresAt)
			.with("revokedAt", this.revokedAt)
			.with("replacedBy", this.replacedBy)
			.with("createdAt", createdAt())
			.with("updatedAt", updatedAt())
			.toMap();
	}

	/**
	 * A key to be.
	 *
	 * @param client whom it is to let in
	 * @param scopes what it is to be good for
	 */
	record Draft(ApiClientId client, String name, List<String> scopes, Instant expiresAt) {
	}

}
