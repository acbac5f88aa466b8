package dev.rapport.customer;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.rapport.kernel.Checks;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.Money;
import dev.rapport.member.MemberId;

/**
 * What is known about a customer: everything that {@code updateCustomer} can change.
 *
 * @param name not blank, at most 200 characters
 * @param annualRevenue per year
 * @param parent the customer that it belongs to
 * @param owner who looks after it
 * @param tags sorted, without repetition
 */
public record Profile(String name, @Nullable String legalName, @Nullable String taxId, @Nullable String industry,
		@Nullable Integer employees, @Nullable Money annualRevenue, @Nullable Integer foundedYear,
		@Nullable CustomerId parent, @Nullable MemberId owner, List<ContactPoint> contactPoints,
		List<Address> addresses, List<ExternalId> externalIds, List<String> tags) {

	private static final int EARLIEST_YEAR = 1000;

	private static final int LATEST_YEAR = 2200;

	/** A profile that says no more than this. */
	static Profile blank(String name, @Nullable MemberId owner) {
		return new Profile(name, null, null, null, null, null, null, null, owner, List.of(), List.of(), List.of(),
				List.of());
	}

	/**
	 * The profile of a new customer.
	 * @param owner who looks after it if the input does not say
	 */
	public static Profile read(Input input, @Nullable MemberId owner) {
		return new Profile(Checks.name(input.text("name"), input.at("name")), line(input, "legalName"),
				line(input, "taxId"), line(input, "industry"), employees(input), input.moneyOrNull("annualRevenue"),
				year(input), parent(input), input.has("ownerId") ? owner(input) : owner,
				ContactPoint.read(input.children("contactPoints"), input.at("contactPoints")),
				Address.read(input.children("addresses"), input.at("addresses")),
				ExternalId.read(input.children("externalIds"), input.at("externalIds")), Checks.tags(input));
	}

	/** This profile with the fields that the input has: absent keeps, null clears. */
	Profile patched(Input input) {
		return new Profile(input.has("name") ? Checks.name(input.textOrNull("name"), input.at("name")) : this.name,
				input.has("legalName") ? line(input, "legalName") : this.legalName,
				input.has("taxId") ? line(input, "taxId") : this.taxId,
				input.has("industry") ? line(input, "industry") : this.industry,
				input.has("employees") ? employees(input) : this.employees,
				input.has("annualRevenue") ? input.moneyOrNull("annualRevenue") : this.annualRevenue,
				input.has("foundedYear") ? year(input) : this.foundedYear,
				input.has("parentId") ? parent(input) : this.parent, input.has("ownerId") ? owner(input) : this.owner,
				input.has("contactPoints")
						? ContactPoint.read(input.children("contactPoints"), input.at("contactPoints"))
						: this.contactPoints,
				input.has("addresses") ? Address.read(input.children("addresses"), input.at("addresses"))
						: this.addresses,
				input.has("externalIds") ? ExternalId.read(input.children("externalIds"), input.at("externalIds"))
						: this.externalIds,
				input.has("tags") ? Checks.tags(input) : this.tags);
	}

	Profile withExternalIds(List<ExternalId> externalIds) {
		return new Profile(this.name, this.legalName, this.taxId, this.industry, this.employees, this.annualRevenue,
				this.foundedYear, this.parent, this.owner, this.contactPoints, this.addresses, externalIds, this.tags);
	}

	Profile ownedBy(MemberId owner) {
		return new Profile(this.name, this.legalName, this.taxId, this.industry, this.employees, this.annualRevenue,
				this.foundedYear, this.parent, owner, this.contactPoints, this.addresses, this.externalIds, this.tags);
	}

	private static @Nullable String line(Input input, String name) {
		return Checks.line(input.textOrNull(name), input.at(name));
	}

	private static @Nullable Integer employees(Input input) {
		Integer employees = input.integerOrNull("employees");
		return (employees == null) ? null
				: Integer.valueOf(Checks.range(employees, 0, Integer.MAX_VALUE, input.at("employees")));
	}

	private static @Nullable Integer year(Input input) {
		Integer year = input.integerOrNull("foundedYear");
		return (year == null) ? null
				: Integer.valueOf(Checks.range(year, EARLIEST_YEAR, LATEST_YEAR, input.at("foundedYear")));
	}

	private static @Nullable CustomerId parent(Input input) {
		return input.idOrNull("parentId", CustomerId.PREFIX, CustomerId::new);
	}

	private static @Nullable MemberId owner(Input input) {
		return input.idOrNull("ownerId", MemberId.PREFIX, MemberId::new);
	}

}
