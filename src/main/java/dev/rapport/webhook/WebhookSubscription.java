package dev.rapport.webhook;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.rapport.events.Aggregate;
import dev.rapport.events.Facts;
import dev.rapport.kernel.Problem;
import dev.rapport.kernel.Stamp;
import dev.rapport.member.MemberId;

/**
 * A program elsewhere that is told of events. Its verbs return what happened, with the
 * new state inside; they never change this one.
 *
 * @param url where events are sent
 * @param reason why it is not active; null if it is
 * @param owner whose rights decide what is sent: who last said where and what
 * @param limit the scopes of the credential that the owner came with; null if it had no
 * such limit
 * @param previousSecretUntil until when the secret before this one signs too; null if
 * there is none
 */
record WebhookSubscription(WebhookSubscriptionId id, int version, String url, Wanted wanted, WebhookStatus status,
		@Nullable WebhookReason reason, MemberId owner, @Nullable List<String> limit,
		@Nullable Instant previousSecretUntil, Stamp stamp) implements Aggregate {

	/** A new subscription, at version 1, active. */
	static WebhookSubscriptionEvent.Created create(WebhookSubscriptionId id, String url, Wanted wanted, MemberId owner,
			@Nullable List<String> limit, Stamp stamp) {
		return new WebhookSubscriptionEvent.Created(
				new WebhookSubscription(id, 1, url, wanted, WebhookStatus.ACTIVE, null, owner, limit, null, stamp));
	}

	/**
	 * This subscription, if a change may be based on this version.
	 * @param version what the caller saw; null if it does not care
	 * @throws Problem.Conflict if it saw another one
	 */
	WebhookSubscription expecting(@Nullable Integer version) {
		if (version != null && version != this.version) {
			throw new Problem.Conflict(this);
		}
		return this;
	}

	/** Whoever says where and what is sent answers for it with the own rights. */
	WebhookSubscriptionEvent.Updated update(String url, Wanted wanted, MemberId owner, @Nullable List<String> limit,
			Stamp stamp) {
		return new WebhookSubscriptionEvent.Updated(this, new WebhookSubscription(this.id, this.version + 1, url,
				wanted, this.status, this.reason, owner, limit, this.previousSecretUntil, stamp));
	}

	/** Stops it, for a reason. */
	WebhookSubscriptionEvent.Paused pause(WebhookReason reason, Stamp stamp) {
		return new WebhookSubscriptionEvent.Paused(from(WebhookStatus.PAUSED),
				next(WebhookStatus.PAUSED, reason, this.previousSecretUntil, stamp));
	}

	/** Stops it because its receiver takes nothing. */
	WebhookSubscriptionEvent.Disabled disable(WebhookReason reason, Stamp stamp) {
		return new WebhookSubscriptionEvent.Disabled(from(WebhookStatus.DISABLED),
				next(WebhookStatus.DISABLED, reason, this.previousSecretUntil, stamp));
	}

	WebhookSubscriptionEvent.Resumed resume(Stamp stamp) {
		return new WebhookSubscriptionEvent.Resumed(from(WebhookStatus.ACTIVE),
				next(WebhookStatus.ACTIVE, null, this.previousSecretUntil, stamp));
	}

	/** A new secret; the one before signs too for a while. */
	WebhookSubscriptionEvent.SecretRotated rotate(Instant until, Stamp stamp) {
		return new WebhookSubscriptionEvent.SecretRotated(this, next(this.status, this.reason, until, stamp));
	}

	WebhookSubscriptionEvent.Deleted delete(Stamp stamp) {
		return new WebhookSubscriptionEvent.Deleted(this, next(WebhookStatus.DELETED, null, null, stamp));
	}

	/** This subscription, which must be active. */
	WebhookSubscription active() {
		if (this.status != WebhookStatus.ACTIVE) {
			throw new Problem.Transition(this.status.name(), WebhookStatus.ACTIVE.name(), this.status.next());
		}
		return this;
	}

	private WebhookSubscription from(WebhookStatus to) {
		boolean active = this.status == WebhookStatus.ACTIVE;
		if (active == (to == WebhookStatus.ACTIVE)) {
			throw new Problem.Transition(this.status.name(), to.name(), this.status.next());
		}
		return this;
	}

	private WebhookSubscription next(WebhookStatus status, @Nullable WebhookReason reason, @Nullable Instant until,
			Stamp stamp) {
		return new WebhookSubscription(this.id, this.version + 1, this.url, this.wanted, status, reason, this.owner,
				this.limit, until, stamp);
	}

	public List<String> types() {
		return this.wanted.types();
	}

	public List<String> recordIds() {
		return this.wanted.recordIds();
	}

	public List<String> changedFields() {
		return this.wanted.changedFields();
	}

	public List<String> fields() {
		return this.wanted.fields();
	}

	/** Whether it follows only derived changes, or only others; null for both. */
	public @Nullable Boolean derived() {
		return this.wanted.derived();
	}

	/** Which records, as JSON; null for all. */
	public @Nullable Map<String, @Nullable Object> filter() {
		return this.wanted.filter().isEmpty() ? null : this.wanted.filter();
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
			.with("url", this.url)
			.with("types", types())
			.with("recordIds", recordIds())
			.with("changedFields", changedFields())
			.with("fields", fields())
			.with("derived", derived())
			.with("filter", filter())
			.with("status", this.status)
			.with("reason", this.reason)
			.with("ownerId", this.owner)
			.with("previousSecretUntil", this.previousSecretUntil)
			.with("createdAt", createdAt())
			.with("updatedAt", updatedAt())
			.toMap();
	}

}
