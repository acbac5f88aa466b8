package dev.rapport.contact;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.rapport.customer.ContactPoint;
import dev.rapport.customer.CustomerId;
import dev.rapport.customer.CustomerRelated;
import dev.rapport.events.Aggregate;
import dev.rapport.events.Facts;
import dev.rapport.kernel.ErrorCode;
import dev.rapport.kernel.Problem;
import dev.rapport.kernel.Stamp;

/**
 * A person we talk to. Its verbs return what happened, with the new state inside; they
 * never change this one.
 *
 * @param number for people, unique in the tenant
 * @param customerLinks the customers that the person speaks or spoke for
 * @param archivedAt null while it is live
 */
public record Contact(ContactId id, String number, int version, Details details, Links customerLinks, Stamp stamp,
		@Nullable Instant archivedAt) implements Aggregate, CustomerRelated {

	/** A new contact, at version 1. */
	public static ContactEvent.Created create(ContactId id, String number, Details details, Links links, Stamp stamp) {
		return new ContactEvent.Created(new Contact(id, number, 1, details, links, stamp, null));
	}

	/**
	 * This contact, if a change may be based on this version.
	 * @param version what the client saw; null if it does not care
	 * @throws Problem.Conflict if it saw another one
	 */
	Contact expecting(@Nullable Integer version) {
		if (version != null && version != this.version) {
			throw new Problem.Conflict(this);
		}
		return this;
	}

	ContactEvent.Updated update(Details details, Stamp stamp) {
		return new ContactEvent.Updated(live(), next(details, this.customerLinks, stamp, null));
	}

	ContactEvent.Linked link(Link link, Stamp stamp) {
		return new ContactEvent.Linked(live(), next(this.details, this.customerLinks.with(link), stamp, null));
	}

	ContactEvent.LinkEnded endLink(CustomerId customer, LocalDate day, Stamp stamp) {
		return new ContactEvent.LinkEnded(live(),
				next(this.details, this.customerLinks.ended(customer, day), stamp, null));
	}

	ContactEvent.Archived archive(Stamp stamp) {
		return new ContactEvent.Archived(live(), next(this.details, this.customerLinks, stamp, stamp.updatedAt()));
	}

	ContactEvent.Restored restore(Stamp stamp) {
		if (this.archivedAt == null) {
			throw new Problem.Transition("LIVE", "LIVE", List.of("ARCHIVED"));
		}
		return new ContactEvent.Restored(this, next(this.details, this.customerLinks, stamp, null));
	}

	private Contact live() {
		if (this.archivedAt != null) {
			throw new Problem.Violation(ErrorCode.ARCHIVED, "input.id", "archived");
		}
		return this;
	}

	private Contact next(Details details, Links links, Stamp stamp, @Nullable Instant archivedAt) {
		return new Contact(this.id, this.number, this.version + 1, details, links, stamp, archivedAt);
	}

	@Override
	public List<CustomerId> customers() {
		return this.customerLinks.customers();
	}

	public String name() {
		return this.details.name();
	}

	public @Nullable String title() {
		return this.details.title();
	}

	public List<ContactPoint> contactPoints() {
		return this.details.contactPoints();
	}

	public List<String> tags() {
		return this.details.tags();
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
			.with("name", name())
			.with("title", title())
			.with("contactPoints", contactPoints())
			.with("tags", tags())
			.with("ownerId", this.details.owner())
			.with("links", this.customerLinks.all())
			.with("customerId", customers())
			.with("createdAt", createdAt())
			.with("updatedAt", updatedAt())
			.with("archivedAt", this.archivedAt)
			.toMap();
	}

}
