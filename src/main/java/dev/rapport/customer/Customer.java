package dev.rapport.customer;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.rapport.events.Aggregate;
import dev.rapport.events.Facts;
import dev.rapport.kernel.Checks;
import dev.rapport.kernel.ErrorCode;
import dev.rapport.kernel.Money;
import dev.rapport.kernel.Problem;
import dev.rapport.kernel.Stamp;
import dev.rapport.kernel.Touch;

/**
 * An organisation or a person that we do, did or want to do business with. Its verbs
 * return what happened, with the new state inside; they never change this one.
 *
 * @param number for people, unique in the tenant
 * @param statusReason why the status was set by hand; null if it never was
 * @param archivedAt null while it is live
 * @param touch when something was last done about it
 */
public record Customer(CustomerId id, String number, int version, CustomerKind kind, CustomerStatus status,
		@Nullable String statusReason, Profile profile, Stamp stamp, @Nullable Instant archivedAt,
		Touch touch) implements Aggregate, CustomerRelated {

	/** A new customer, at version 1. */
	static CustomerEvent.Created create(CustomerId id, String number, CustomerKind kind, CustomerStatus status,
			Profile profile, Stamp stamp) {
		return new CustomerEvent.Created(
				new Customer(id, number, 1, kind, status, null, profile, stamp, null, Touch.NEVER));
	}

	/**
	 * This customer, if a change may be based on this version: nobody has changed it
	 * since.
	 * @param version what the client saw; null if it does not care
	 * @throws Problem.Conflict if it saw another one
	 */
	Customer expecting(@Nullable Integer version) {
		if (!this.touch.admits(version, this.version)) {
			throw new Problem.Conflict(this);
		}
		return this;
	}

	CustomerEvent.Updated update(Profile profile, Stamp stamp) {
		if (this.id.equals(profile.parent())) {
			throw new Problem.Violation(ErrorCode.CYCLE, "input.parentId", "customer.cycle");
		}
		return new CustomerEvent.Updated(live(), next(this.status, this.statusReason, profile, stamp, null));
	}

	CustomerEvent.StatusChanged changeStatus(CustomerStatus status, String reason, Stamp stamp) {
		if (!this.status.next().contains(status)) {
			throw new Problem.Transition(this.status.name(), status.name(),
					this.status.next().stream().map(CustomerStatus::name).toList());
		}
		return new CustomerEvent.StatusChanged(live(),
				next(status, Checks.name(reason, "input.reason"), this.profile, stamp, null));
	}

	CustomerEvent.Archived archive(Stamp stamp) {
		return new CustomerEvent.Archived(live(),
				next(this.status, this.statusReason, this.profile, stamp, stamp.updatedAt()));
	}

	CustomerEvent.Restored restore(Stamp stamp) {
		if (this.archivedAt == null) {
			throw new Problem.Transition("LIVE", "LIVE", List.of("ARCHIVED"));
		}
		return new CustomerEvent.Restored(this, next(this.status, this.statusReason, this.profile, stamp, null));
	}

	private Customer live() {
		if (this.archivedAt != null) {
			throw new Problem.Violation(ErrorCode.ARCHIVED, "input.id", "archived");
		}
		return this;
	}

	private Customer next(CustomerStatus status, @Nullable String reason, Profile profile, Stamp stamp,
			@Nullable Instant archivedAt) {
		return new Customer(this.id, this.number, this.version + 1, this.kind, status, reason, profile, stamp,
				archivedAt, this.touch);
	}

	/**
	 * Notes that something was done about it: the record after that, seen from the record
	 * that it was before.
	 * @param before when something had been done before; null if never
	 */
	CustomerEvent.Touched touchedAfter(@Nullable Instant before, Instant now) {
		Customer then = new Customer(this.id, this.number, this.version - 1, this.kind, this.status, this.statusReason,
				this.profile, this.stamp, this.archivedAt, new Touch(before, 0, 0));
		return new CustomerEvent.Touched(then, this, now);
	}

	@Override
	public List<CustomerId> customers() {
		return List.of(this.id);
	}

	public String name() {
		return this.profile.name();
	}

	public @Nullable String legalName() {
		return this.profile.legalName();
	}

	public @Nullable String taxId() {
		return this.profile.taxId();
	}

	public @Nullable String industry() {
		return this.profile.industry();
	}

	public @Nullable Integer employees() {
		return this.profile.employees();
	}

	public @Nullable Money annualRevenue() {
		return this.profile.annualRevenue();
	}

	public @Nullable Integer foundedYear() {
		return this.profile.foundedYear();
	}

	public List<ContactPoint> contactPoints() {
		return this.profile.contactPoints();
	}

	public List<Address> addresses() {
		return this.profile.addresses();
	}

	/** The one that stands first; null if there is none. Decides on territories. */
	public @Nullable Address mainAddress() {
		return addresses().isEmpty() ? null : addresses().getFirst();
	}

	public List<ExternalId> externalIds() {
		return this.profile.externalIds();
	}

	public List<String> tags() {
		return this.profile.tags();
	}

	/** When something was last done about it; null if never. */
	public @Nullable Instant lastActivityAt() {
		return this.touch.lastActivityAt();
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
			.with("number", this.number)
			.with("kind", this.kind)
			.with("status", this.status)
			.with("statusReason", this.statusReason)
			.with("name", name())
			.with("legalName", legalName())
			.with("taxId", taxId())
			.with("industry", industry())
			.with("employees", employees())
			.with("annualRevenue", annualRevenue())
			.with("foundedYear", foundedYear())
			.with("parentId", this.profile.parent())
			.with("ownerId", this.profile.owner())
			.with("contactPoints", contactPoints())
			.with("addresses", addresses())
			.with("mainAddress", (mainAddress() == null) ? null : mainAddress().facts())
			.with("externalIds", externalIds())
			.with("tags", tags())
			.with("lastActivityAt", lastActivityAt())
			.with("createdAt", createdAt())
			.with("updatedAt", updatedAt())
			.with("archivedAt", this.archivedAt)
			.toMap();
	}

}
