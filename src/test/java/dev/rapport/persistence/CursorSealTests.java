package dev.rapport.persistence;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.rapport.kernel.ApiCode;
import dev.rapport.kernel.Problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class CursorSealTests {

	private static final byte[] KEY = "the key of one tenant".getBytes(StandardCharsets.UTF_8);

	private final CursorSeal seal = new CursorSeal(KEY, "customers by name");

	@Test
	void opensWhatItSealed() {
		List<@Nullable String> keys = Arrays.asList("华信科技", null, "", "2026-11-22 08:30:00.123+00");
		assertThat(this.seal.open(this.seal.seal(keys), 4)).isEqualTo(keys);
	}

	@Test
	void refusesACursorOfAnotherList() {
		refused(new CursorSeal(KEY, "customers by age").seal(List.of("a")));
	}

	@Test
	void refusesACursorOfAnotherTenant() {
		refused(new CursorSeal(new byte[] { 1 }, "customers by name").seal(List.of("a")));
	}

	@Test
	void refusesEveryForgedBit() {
		byte[] bytes = Base64.getUrlDecoder().decode(this.seal.seal(List.of("a")));
		for (int bit = 0; bit < bytes.length * 8; bit++) {
			byte[] forged = bytes.clone();
			forged[bit / 8] ^= (byte) (1 << (bit % 8));
			refused(Base64.getUrlEncoder().withoutPadding().encodeToString(forged));
		}
	}

	@Test
	void refusesEveryShortenedOne() {
		String cursor = this.seal.seal(List.of("a"));
		for (int length = 0; length < cursor.length(); length++) {
			refused(cursor.substring(0, length));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a", "AA==", "not a cursor", "%", "游标" })
	void refusesWhatIsNoCursor(String text) {
		refused(text);
	}

	private void refused(String cursor) {
		assertThatExceptionOfType(Problem.Refused.class).isThrownBy(() -> this.seal.open(cursor, 1))
			.satisfies((problem) -> assertThat(problem.code()).isEqualTo(ApiCode.INVALID_CURSOR));
	}

}
