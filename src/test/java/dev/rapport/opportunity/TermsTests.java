package dev.rapport.opportunity;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

import dev.rapport.contact.ContactId;
import dev.rapport.kernel.ErrorCode;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.Money;
import dev.rapport.kernel.NodeId;
import dev.rapport.kernel.Problem;
import dev.rapport.member.MemberId;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

@NullUnmarked
class TermsTests {

	private static final MemberId ANN = new MemberId(UUID.randomUUID());

	private static final List<Map<String, Object>> LINES = List.of(line("2", "10.50"), line("0.5", "3.01"));

	@Test
	void theAmountIsTheSumOfTheLines() {
		assertThat(read(Map.of("name", "Deal", "lines", LINES)).amount()).isEqualTo(new Money(2_251, "CNY"));
	}

	@Test
	void anAmountThatIsNamedCounts() {
		assertThat(read(Map.of("name", "Deal", "lines", LINES, "amount", money("7"))).amount())
			.isEqualTo(new Money(700, "CNY"));
	}

	@Test
	void changedLinesChangeTheAmount() {
		Terms terms = read(Map.of("name", "Deal", "amount", money("7")));
		assertThat(terms.patched(input(Map.of("lines", LINES))).amount()).isEqualTo(new Money(2_251, "CNY"));
		assertThat(terms.patched(input(Map.of("lines", LINES, "amount", money("8")))).amount())
			.isEqualTo(new Money(800, "CNY"));
		assertThat(terms.patched(input(Map.of("nextStep", "Call"))).amount()).isEqualTo(new Money(700, "CNY"));
	}

	@Test
	void theOwnerIsTheCallerUnlessSaidOtherwise() {
		Map<String, Object> nobody = new HashMap<>(Map.of("name", "Deal"));
		nobody.put("ownerId", null);
		assertThat(read(Map.of("name", "Deal")).owner()).isEqualTo(ANN);
		assertThat(read(nobody).owner()).isNull();
	}

	@Test
	void absentKeepsAndNullClears() {
		Terms terms = read(Map.of("name", "Deal", "nextStep", "Call", "competitor", "Rival", "tags", List.of("b", "a"),
				"amount", money("7"), "forecastCategory", "COMMIT"));
		assertThat(terms.tags()).containsExactly("a", "b");
		assertThat(terms.patched(input(Map.of()))).isEqualTo(terms);
		Map<String, Object> cleared = new HashMap<>();
		List.of("nextStep", "competitor", "tags", "amount", "ownerId", "forecastCategory")
			.forEach((name) -> cleared.put(name, null));
		Terms patched = terms.patched(input(cleared));
		assertThat(patched.nextStep()).isNull();
		assertThat(patched.competitor()).isNull();
		assertThat(patched.tags()).isEmpty();
		assertThat(patched.amount()).isNull();
		assertThat(patched.owner()).isNull();
		assertThat(patched.forecastCategory()).isEqualTo(ForecastCategory.COMMIT);
		assertThat(patched.name()).isEqualTo("Deal");
	}

	@Test
	void refusesToClearTheName() {
		Terms terms = read(Map.of("name", "Deal"));
		Map<String, Object> cleared = new HashMap<>();
		cleared.put("name", null);
		assertViolation(() -> terms.patched(input(cleared)), ErrorCode.REQUIRED, "input", "name");
	}

	@Test
	void refusesTheSameContactTwice() {
		String contact = NodeId.encode(ContactId.PREFIX, UUID.randomUUID());
		Map<String, Object> role = Map.of("contactId", contact, "role", "Buyer");
		assertThat(read(Map.of("name", "Deal", "contactRoles", List.of(role))).contactRoles()).hasSize(1);
		assertViolation(() -> read(Map.of("name", "Deal", "contactRoles", List.of(role, role))), ErrorCode.DUPLICATE,
				"input", "contactRoles");
	}

	private static Terms read(Map<String, Object> values) {
		return Terms.read(input(values), ANN);
	}

	private static Input input(Map<String, Object> values) {
		return new Input(values, "input");
	}

	private static Map<String, Object> line(String quantity, String price) {
		return Map.of("description", "Pump", "quantity", new BigDecimal(quantity), "unitPrice", money(price));
	}

	private static Map<String, Object> money(String amount) {
		return Map.of("amount", new BigDecimal(amount), "currency", "CNY");
	}

	private static void assertViolation(Runnable step, ErrorCode code, String... path) {
		Problem.Violation problem = catchThrowableOfType(Problem.Violation.class, step::run);
		assertThat(problem).isNotNull();
		assertThat(problem.code()).isEqualTo(code);
		assertThat(problem.path()).containsExactly(path);
	}

}
