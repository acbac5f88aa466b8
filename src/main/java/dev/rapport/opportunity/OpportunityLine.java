package dev.rapport.opportunity;

import java.math.BigDecimal;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.rapport.catalog.ProductId;
import dev.rapport.kernel.Checks;
import dev.rapport.kernel.ErrorCode;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.Money;
import dev.rapport.kernel.Problem;

/**
 * What is offered.
 *
 * @param product from the catalogue; null for something else, which then has a
 * description
 * @param quantity greater than 0, at most 12 places
 * @param unitPrice net, for one
 */
public record OpportunityLine(@Nullable ProductId product, @Nullable String description, BigDecimal quantity,
		Money unitPrice) {

	/** The largest sum of lines, in minor units; a discount counts like a price. */
	private static final BigDecimal LARGEST = BigDecimal.valueOf(Money.LIMIT);

	private static final BigDecimal MOST = new BigDecimal("1000000000");

	/**
	 * Reads a list of inputs; all lines must be in one currency, and add up to a sum that
	 * can be held.
	 */
	static List<OpportunityLine> read(Input input) {
		List<OpportunityLine> lines = Checks.items(input.children("lines"), input.at("lines"))
			.stream()
			.map(OpportunityLine::line)
			.toList();
		if (lines.stream().map((line) -> line.unitPrice.currency()).distinct().count() > 1) {
			throw new Problem.Violation(ErrorCode.INVALID_FORMAT, input.at("lines"), "opportunity.currencies");
		}
		if (lines.stream().map(OpportunityLine::size).reduce(BigDecimal.ZERO, BigDecimal::add).compareTo(LARGEST) > 0) {
			throw new Problem.Violation(ErrorCode.OUT_OF_RANGE, input.at("lines"), "money.range");
		}
		return lines;
	}

	private static OpportunityLine line(Input input) {
		ProductId product = input.idOrNull("productId", ProductId.PREFIX, ProductId::new);
		String description = Checks.line(input.textOrNull("description"), input.at("description"));
		if (product == null && description == null) {
			throw new Problem.Violation(ErrorCode.REQUIRED, input.at("description"), "required");
		}
		BigDecimal quantity = input.decimal("quantity");
		if (quantity.signum() <= 0 || quantity.compareTo(MOST) > 0) {
			throw new Problem.Violation(ErrorCode.OUT_OF_RANGE, input.at("quantity"), "range", 0, MOST);
		}
		Input price = input.child("unitPrice");
		return new OpportunityLine(product, description, quantity,
				Money.of(price.decimal("amount"), price.text("currency"), price.at("amount")));
	}

	private BigDecimal size() {
		return this.quantity.multiply(BigDecimal.valueOf(this.unitPrice.minor()).abs());
	}

	/** Quantity times unit price, rounded half up to the minor unit. */
	public Money total() {
		return this.unitPrice.times(this.quantity);
	}

	/** The sum of lines; null if there are none. */
	static @Nullable Money sum(List<OpportunityLine> lines) {
		return lines.stream().map(OpportunityLine::total).reduce(Money::plus).orElse(null);
	}

}
