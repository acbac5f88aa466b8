package dev.rapport.opportunity;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.rapport.kernel.ErrorCode;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.Money;
import dev.rapport.kernel.Problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

@NullUnmarked
class OpportunityLineTests {

	@ParameterizedTest
	@CsvSource({ "3, 10.00, CNY, 3000", "0.333, 1.00, CNY, 33", "0.335, 1.00, CNY, 34", "2.5, 3, JPY, 8",
			"2, -5.00, CNY, -1000" })
	void totalsHalfUpToTheMinorUnit(String quantity, String price, String currency, long minor) {
		List<OpportunityLine> lines = read(line("Pump", quantity, price, currency));
		assertThat(lines.getFirst().total()).isEqualTo(new Money(minor, currency));
	}

	@Test
	void noLinesHaveNoSum() {
		assertThat(OpportunityLine.sum(List.of())).isNull();
	}

	@Test
	void refusesTwoCurrencies() {
		Problem.Violation problem = refused(line("Pump", "1", "1", "CNY"), line("Pump", "1", "1", "USD"));
		assertThat(problem.code()).isEqualTo(ErrorCode.INVALID_FORMAT);
		assertThat(problem.constraint()).isEqualTo("opportunity.currencies");
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "-1", "1000000000.000000000001" })
	void refusesQuantitiesOutOfRange(String quantity) {
		Problem.Violation problem = refused(line("Pump", quantity, "1", "CNY"));
		assertThat(problem.code()).isEqualTo(ErrorCode.OUT_OF_RANGE);
		assertThat(problem.path()).containsExactly("input", "lines", "0", "quantity");
	}

	@Test
	void refusesALineThatIsNeitherAProductNorDescribed() {
		Problem.Violation problem = refused(line("Pump", "1", "1", "CNY"), line(" ", "1", "1", "CNY"));
		assertThat(problem.code()).isEqualTo(ErrorCode.REQUIRED);
		assertThat(problem.path()).containsExactly("input", "lines", "1", "description");
	}

	@Test
	void refusesASumThatCannotBeHeld() {
		assertThat(refused(line("Pump", "1000000000", "9000000000000", "CNY")).constraint()).isEqualTo("money.range");
		assertThat(refused(line("Up", "1", "9000000000000", "CNY"), line("Down", "1", "-9000000000000", "CNY"))
			.constraint()).isEqualTo("money.range");
	}

	@Test
	void refusesMoreThanAHundredLines() {
		Map<String, Object> line = line("Pump", "1", "1", "CNY");
		Input input = new Input(Map.of("lines", Collections.nCopies(101, line)), "input");
		assertThat(catchThrowableOfType(Problem.Violation.class, () -> OpportunityLine.read(input)).code())
			.isEqualTo(ErrorCode.TOO_MANY);
	}

	@SafeVarargs
	@SuppressWarnings("varargs")
	private static List<OpportunityLine> read(Map<String, Object>... lines) {
		return OpportunityLine.read(new Input(Map.of("lines", List.of(lines)), "input"));
	}

	@SafeVarargs
	@SuppressWarnings("varargs")
	private static Problem.Violation refused(Map<String, Object>... lines) {
		Problem.Violation problem = catchThrowableOfType(Problem.Violation.class, () -> read(lines));
		assertThat(problem).isNotNull();
		return problem;
	}

	private static Map<String, Object> line(String description, String quantity, String price, String currency) {
		Map<String, Object> line = new HashMap<>();
		line.put("description", description);
		line.put("quantity", new BigDecimal(quantity));
		line.put("unitPrice", Map.of("amount", new BigDecimal(price), "currency", currency));
		return line;
	}

}
