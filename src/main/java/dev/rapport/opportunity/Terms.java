package dev.rapport.opportunity;

import java.time.LocalDate;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.rapport.customer.CustomerId;
import dev.rapport.kernel.Checks;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.Money;
import dev.rapport.member.MemberId;
import dev.rapport.pipeline.Gate;

/**
 * What is known about a deal besides its stage: everything that {@code updateOpportunity}
 * can change.
 *
 * @param amount what it is worth; the sum of the lines unless somebody said otherwise
 * @param competitor who else is in the race
 * @param tags sorted, without repetition
 */
public record Terms(String name, @Nullable CustomerId customer, @Nullable Money amount,
		@Nullable LocalDate expectedCloseDate, @Nullable MemberId owner, ForecastCategory forecastCategory,
		@Nullable String nextStep, @Nullable String competitor, List<OpportunityLine> lines,
		List<ContactRole> contactRoles, List<String> tags) {

	/** Terms that say no more than this. */
	static Terms blank(String name, @Nullable CustomerId customer, @Nullable Money amount,
			@Nullable LocalDate expectedCloseDate, @Nullable MemberId owner) {
		return new Terms(name, customer, amount, expectedCloseDate, owner, ForecastCategory.OMITTED, null, null,
				List.of(), List.of(), List.of());
	}

	/**
	 * The terms of a new opportunity.
	 * @param owner who drives it if the input does not say
	 */
	static Terms read(Input input, @Nullable MemberId owner) {
		List<OpportunityLine> lines = OpportunityLine.read(input);
		Money amount = input.moneyOrNull("amount");
		return new Terms(Checks.name(input.text("name"), input.at("name")), customer(input),
				(amount == null) ? OpportunityLine.sum(lines) : amount, input.dateOrNull("expectedCloseDate"),
				input.has("ownerId") ? owner(input) : owner, forecast(input, ForecastCategory.PIPELINE),
				line(input, "nextStep"), line(input, "competitor"), lines, ContactRole.read(input), Checks.tags(input));
	}

	/** These terms with the fields that the input has: absent keeps, null clears. */
	Terms patched(Input input) {
		List<OpportunityLine> lines = input.has("lines") ? OpportunityLine.read(input) : this.lines;
		return new Terms(input.has("name") ? Checks.name(input.textOrNull("name"), input.at("name")) : this.name,
				input.has("customerId") ? customer(input) : this.customer, amount(input, lines),
				input.has("expectedCloseDate") ? input.dateOrNull("expectedCloseDate") : this.expectedCloseDate,
				input.has("ownerId") ? owner(input) : this.owner, forecast(input, this.forecastCategory),
				input.has("nextStep") ? line(input, "nextStep") : this.nextStep,
				input.has("competitor") ? line(input, "competitor") : this.competitor, lines,
				input.has("contactRoles") ? ContactRole.read(input) : this.contactRoles,
				input.has("tags") ? Checks.tags(input) : this.tags);
	}

	boolean meets(Gate gate) {
		return switch (gate) {
			case CUSTOMER -> this.customer != null;
			case AMOUNT -> this.amount != null;
			case EXPECTED_CLOSE_DATE -> this.expectedCloseDate != null;
			case CONTACT_ROLE -> !this.contactRoles.isEmpty();
			case LINES -> !this.lines.isEmpty();
			case NEXT_STEP -> this.nextStep != null;
		};
	}

	Terms withForecast(ForecastCategory forecastCategory) {
		return new Terms(this.name, this.customer, this.amount, this.expectedCloseDate, this.owner, forecastCategory,
				this.nextStep, this.competitor, this.lines, this.contactRoles, this.tags);
	}

	Terms withCompetitor(@Nullable String competitor) {
		return new Terms(this.name, this.customer, this.amount, this.expectedCloseDate, this.owner,
				this.forecastCategory, this.nextStep, (competitor == null) ? this.competitor : competitor, this.lines,
				this.contactRoles, this.tags);
	}

	Terms ownedBy(MemberId owner) {
		return new Terms(this.name, this.customer, this.amount, this.expectedCloseDate, owner, this.forecastCategory,
				this.nextStep, this.competitor, this.lines, this.contactRoles, this.tags);
	}

	/** Changed lines change the amount, unless the same input names one. */
	private @Nullable Money amount(Input input, List<OpportunityLine> lines) {
		if (input.has("amount")) {
			return input.moneyOrNull("amount");
		}
		return input.has("lines") ? OpportunityLine.sum(lines) : this.amount;
	}

	private static ForecastCategory forecast(Input input, ForecastCategory standard) {
		ForecastCategory category = input.constantOrNull("forecastCategory", ForecastCategory.class);
		return (category == null) ? standard : category;
	}

	private static @Nullable String line(Input input, String name) {
		return Checks.line(input.textOrNull(name), input.at(name));
	}

	private static @Nullable CustomerId customer(Input input) {
		return input.idOrNull("customerId", CustomerId.PREFIX, CustomerId::new);
	}

	private static @Nullable MemberId owner(Input input) {
		return input.idOrNull("ownerId", MemberId.PREFIX, MemberId::new);
	}

}
