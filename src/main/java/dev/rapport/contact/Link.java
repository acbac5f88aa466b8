package dev.rapport.contact;

import java.time.LocalDate;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.rapport.customer.CustomerId;
import dev.rapport.kernel.Checks;
import dev.rapport.kernel.ErrorCode;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.Problem;

/**
 * That a person speaks, or spoke, for a customer.
 *
 * @param role what the person is there, for instance {@code Buyer}
 * @param primary whether this is the customer that the person stands for first of all
 * @param validFrom the first day; null if it is not known
 * @param validTo the last day; null while no end is known
 */
public record Link(CustomerId customer, String role, boolean primary, @Nullable LocalDate validFrom,
		@Nullable LocalDate validTo) {

	/** Reads a list of inputs. */
	public static List<Link> read(List<Input> inputs, String path) {
		return Checks.items(inputs, path).stream().map(Link::read).toList();
	}

	/** Reads one input. */
	public static Link read(Input input) {
		Link link = new Link(input.id("customerId", CustomerId.PREFIX, CustomerId::new),
				Checks.name(input.text("role"), input.at("role")), input.flag("primary"), input.dateOrNull("validFrom"),
				input.dateOrNull("validTo"));
		return link.ordered(input.at("validTo"));
	}

	/** Whether a day lies within, both ends included. */
	boolean validOn(LocalDate day) {
		return (this.validFrom == null || !day.isBefore(this.validFrom)) && begunBy(day, this.validTo);
	}

	/** Whether there is a day on which both are valid for the same customer. */
	boolean overlaps(Link other) {
		return this.customer.equals(other.customer) && begunBy(this.validFrom, other.validTo)
				&& begunBy(other.validFrom, this.validTo);
	}

	/** The same link to a customer. */
	Link to(CustomerId customer) {
		return new Link(customer, this.role, this.primary, this.validFrom, this.validTo);
	}

	Link asPrimary(boolean primary) {
		return new Link(this.customer, this.role, primary, this.validFrom, this.validTo);
	}

	/**
	 * This link taken up again as another one says; a beginning that it leaves open
	 * stays.
	 */
	Link reopenedAs(Link link) {
		return new Link(this.customer, link.role, this.primary || link.primary,
				(link.validFrom == null) ? this.validFrom : link.validFrom, link.validTo)
			.ordered("input.validTo");
	}

	Link endedOn(LocalDate day) {
		return new Link(this.customer, this.role, this.primary, this.validFrom, day).ordered("input.validTo");
	}

	private Link ordered(String path) {
		if (!begunBy(this.validFrom, this.validTo)) {
			throw new Problem.Violation(ErrorCode.OUT_OF_RANGE, path, "contact.link.period");
		}
		return this;
	}

	private static boolean begunBy(@Nullable LocalDate from, @Nullable LocalDate to) {
		return from == null || to == null || !from.isAfter(to);
	}

}
