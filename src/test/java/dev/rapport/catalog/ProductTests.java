package dev.rapport.catalog;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import dev.rapport.kernel.ErrorCode;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.Money;
import dev.rapport.kernel.Problem;
import dev.rapport.kernel.Stamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ProductTests {

	private static final Stamp STAMP = Stamp.created(Instant.parse("2026-11-22T08:30:00Z"), UUID.randomUUID());

	private final Product product = Product
		.create(new ProductId(UUID.randomUUID()),
				new ProductSheet("P-1", "泵", "Pumps", "A pump", "piece", new Money(19_900, "CNY")), true, STAMP)
		.after();

	@Test
	void keepsWhatIsNotSentAndClearsNull() {
		Map<String, Object> values = new HashMap<>();
		values.put("family", null);
		values.put("listPrice", null);
		ProductEvent.Updated updated = this.product.update(this.product.sheet().patched(new Input(values, "input")),
				STAMP);
		assertThat(updated.after().sheet()).isEqualTo(new ProductSheet("P-1", "泵", null, "A pump", "piece", null));
		assertThat(updated.changedFields()).containsExactly("family", "listPrice");
		assertThat(updated.after().version()).isEqualTo(2);
	}

	@Test
	void refusesToClearKeyAndName() {
		for (String field : new String[] { "sku", "name" }) {
			Map<String, Object> values = new HashMap<>();
			values.put(field, null);
			assertThatExceptionOfType(Problem.Violation.class)
				.isThrownBy(() -> this.product.sheet().patched(new Input(values, "input")))
				.satisfies((problem) -> assertThat(problem.path()).containsExactly("input", field));
		}
	}

	@Test
	void refusesANegativePrice() {
		Input input = new Input(Map.of("listPrice", Map.of("amount", new BigDecimal("-0.01"), "currency", "EUR")),
				"input");
		assertThatExceptionOfType(Problem.Violation.class).isThrownBy(() -> this.product.sheet().patched(input))
			.satisfies((problem) -> assertThat(problem.code()).isEqualTo(ErrorCode.OUT_OF_RANGE))
			.satisfies((problem) -> assertThat(problem.path()).containsExactly("input", "listPrice", "amount"));
	}

	@Test
	void isDiscontinuedAndReactivated() {
		Product discontinued = this.product.discontinue(STAMP).after();
		assertThat(discontinued.active()).isFalse();
		assertThat(discontinued.update(discontinued.sheet(), STAMP).after().active()).isFalse();
		ProductEvent.Reactivated reactivated = discontinued.reactivate(STAMP);
		assertThat(reactivated.type()).isEqualTo("ProductReactivated");
		assertThat(reactivated.after().version()).isEqualTo(3);
	}

	@Test
	void refusesToDiscontinueTwiceAndToReactivateWhatIsOnSale() {
		Product discontinued = this.product.discontinue(STAMP).after();
		assertThatExceptionOfType(Problem.Transition.class).isThrownBy(() -> discontinued.discontinue(STAMP))
			.satisfies((problem) -> assertThat(problem.allowed()).containsExactly("ACTIVE"));
		assertThatExceptionOfType(Problem.Transition.class).isThrownBy(() -> this.product.reactivate(STAMP))
			.satisfies((problem) -> assertThat(problem.allowed()).containsExactly("DISCONTINUED"));
	}

	@Test
	void refusesAnotherVersion() {
		assertThatExceptionOfType(Problem.Conflict.class).isThrownBy(() -> this.product.expecting(2));
	}

}
