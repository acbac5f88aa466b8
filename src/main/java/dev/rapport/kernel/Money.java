package dev.rapport.kernel;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Currency;

/**
 * An amount in one currency, held in minor units (cents, fen) so that sums are exact.
 *
 * @param minor the amount in minor units of the currency; may be negative
 * @param currency the ISO 4217 code, three capital letters
 */
public record Money(long minor, String currency) implements Comparable<Money> {

	/** The largest amount that is accepted, in minor units: 10^15. */
	public static final long LIMIT = 1_000_000_000_000_000L;

	/**
	 * An amount as clients write it.
	 * @param path where it stands in the input
	 * @throws Problem.Violation if it has more decimal places than the currency, or is
	 * too large
	 */
	public static Money of(BigDecimal amount, String currency, String path) {
		BigDecimal minor = amount.movePointRight(digits(currency));
		if (minor.abs().compareTo(BigDecimal.valueOf(LIMIT)) > 0) {
			throw new Problem.Violation(ErrorCode.OUT_OF_RANGE, path, "money.range");
		}
		try {
			return new Money(minor.longValueExact(), currency);
		}
		catch (ArithmeticException ex) {
			throw new Problem.Violation(ErrorCode.OUT_OF_RANGE, path, "money.scale", currency, digits(currency));
		}
	}

	/** The amount in major units, with as many decimal places as the currency has. */
	public BigDecimal amount() {
		return BigDecimal.valueOf(this.minor, digits(this.currency));
	}

	/** The sum with an amount of the same currency. */
	public Money plus(Money other) {
		return new Money(Math.addExact(this.minor, same(other).minor), this.currency);
	}

	public Money negated() {
		return new Money(Math.negateExact(this.minor), this.currency);
	}

	public Money times(BigDecimal factor) {
		long product = factor.multiply(BigDecimal.valueOf(this.minor))
			.setScale(0, RoundingMode.HALF_UP)
			.longValueExact();
		return new Money(product, this.currency);
	}

	/**
	 * The amount weighted by a probability, rounded half up to the minor unit.
	 * @param percent 0 to 100
	 */
	public Money weighted(int percent) {
		return times(BigDecimal.valueOf(percent, 2));
	}

	@Override
	public int compareTo(Money other) {
		return Long.compare(this.minor, same(other).minor);
	}

	private Money same(Money other) {
		if (!this.currency.equals(other.currency)) {
			throw new IllegalArgumentException(this.currency + " and " + other.currency + " don't add up");
		}
		return other;
	}

	/** The decimal places of a currency, by ISO 4217; zero where it has none. */
	public static int digits(String currency) {
		return Math.max(0, Currency.getInstance(currency).getDefaultFractionDigits());
	}

}
