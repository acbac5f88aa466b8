package dev.rapport.contact;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import dev.rapport.customer.CustomerId;
import dev.rapport.kernel.Checks;
import dev.rapport.kernel.ErrorCode;
import dev.rapport.kernel.Problem;

/**
 * All links of one person, past ones included, in the order of their first days. Where
 * there are any, at most one is primary; those to one customer don't overlap.
 */
public record Links(List<Link> all) {

	private static final Comparator<Link> BY_FIRST_DAY = Comparator.comparing(Link::validFrom,
			Comparator.nullsFirst(Comparator.naturalOrder()));

	/**
	 * Links that obey the rules. If none claims to be primary, the first is.
	 * @param path where they stand in the input
	 * @throws Problem.Violation if several are primary, or two to one customer overlap
	 */
	public static Links of(List<Link> links, String path) {
		long primaries = links.stream().filter(Link::primary).count();
		if (primaries > 1) {
			throw new Problem.Violation(ErrorCode.TOO_MANY, path, "contact.link.primary");
		}
		List<Link> all = new ArrayList<>(Checks.items(links, path));
		if (primaries == 0 && !all.isEmpty()) {
			all.set(0, all.getFirst().asPrimary(true));
		}
		return sorted(all, path);
	}

	/**
	 * These links and another one. If it overlaps the last link to the same customer,
	 * that one is reopened instead; if it is primary, the others no longer are.
	 */
	Links with(Link link) {
		Optional<Link> reopened = last(link.customer()).filter(link::overlaps);
		Link added = reopened.map((known) -> known.reopenedAs(link)).orElse(link);
		List<Link> others = this.all.stream()
			.filter((known) -> !reopened.equals(Optional.of(known)))
			.map((known) -> added.primary() ? known.asPrimary(false) : known)
			.toList();
		return of(Stream.concat(others.stream(), Stream.of(added)).toList(), "input.validFrom");
	}

	/**
	 * These links with the last one to a customer ended.
	 * @param day the last day of the link
	 */
	Links ended(CustomerId customer, LocalDate day) {
		Link link = last(customer)
			.orElseThrow(() -> new Problem.Violation(ErrorCode.NOT_FOUND, "input.customerId", "contact.link.none"));
		return new Links(this.all.stream().map((known) -> known.equals(link) ? link.endedOn(day) : known).toList());
	}

	/** The customers of all links, each once. */
	List<CustomerId> customers() {
		return this.all.stream().map(Link::customer).distinct().toList();
	}

	private Optional<Link> last(CustomerId customer) {
		return this.all.reversed().stream().filter((link) -> link.customer().equals(customer)).findFirst();
	}

	private static Links sorted(List<Link> links, String path) {
		List<Link> sorted = links.stream().sorted(BY_FIRST_DAY).toList();
		for (int i = 1; i < sorted.size(); i++) {
			if (sorted.subList(0, i).stream().anyMatch(sorted.get(i)::overlaps)) {
				throw new Problem.Violation(ErrorCode.OUT_OF_RANGE, path, "contact.link.overlap");
			}
		}
		return new Links(sorted);
	}

}
