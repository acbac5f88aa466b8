package dev.rapport.kernel;

import java.math.BigDecimal;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class MoneyTests {

	@ParameterizedTest
	@CsvSource({ "12.34, CNY, 1234, 12.34", "12, CNY, 1200, 12.00", "-0.01, EUR, -1, -0.01", "500, JPY, 500, 500",
			"1.234, KWD, 1234, 1.234", "10000000000000.00, CNY, 1000000000000000, 10000000000000.00" })
	void readsAndWritesMajorUnits(BigDecimal amount, String currency, long minor, String written) {
		Money money = Money.of(amount, currency, "amount");
		assertThat(money.minor()).isEqualTo(minor);
		assertThat(money.amount()).hasToString(written);
	}

	@ParameterizedTest
	@CsvSource({ "0.001, CNY, money.scale", "0.5, JPY, money.scale", "10000000000000.01, CNY, money.range",
			"-10000000000000.01, CNY, money.range", "999999999999999999999999, CNY, money.range",
			"999999999999999999999999.5, JPY, money.range" })
	void refusesWhatTheCurrencyCannotHold(BigDecimal amount, String currency, String constraint) {
		assertThatExceptionOfType(Problem.Violation.class).isThrownBy(() -> Money.of(amount, currency, "input.amount"))
			.satisfies((problem) -> assertThat(problem.constraint()).isEqualTo(constraint))
			.satisfies((problem) -> assertThat(problem.path()).containsExactly("input", "amount"));
	}

	@Test
	void roundsHalfUpToTheMinorUnit() {
		assertThat(new Money(333, "CNY").weighted(50)).isEqualTo(new Money(167, "CNY"));
		assertThat(new Money(-333, "CNY").weighted(50)).isEqualTo(new Money(-167, "CNY"));
		assertThat(new Money(100, "CNY").times(new BigDecimal("0.333"))).isEqualTo(new Money(33, "CNY"));
		assertThat(new Money(100, "CNY").weighted(0)).isEqualTo(new Money(0, "CNY"));
	}

	@Test
	void addsOnlyTheSameCurrency() {
		Money yuan = new Money(100, "CNY");
		assertThat(yuan.plus(new Money(1, "CNY"))).isEqualTo(new Money(101, "CNY"));
		assertThat(yuan.negated()).isLessThan(yuan);
		assertThatIllegalArgumentException().isThrownBy(() -> yuan.plus(new Money(1, "EUR")));
		assertThatIllegalArgumentException().isThrownBy(() -> yuan.compareTo(new Money(1, "EUR")));
	}

}
