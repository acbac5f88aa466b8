package dev.rapport.kernel;

import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class NodeIdTests {

	@Test
	void readsBackWhatItWrote() {
		for (int i = 0; i < 10_000; i++) {
			UUID value = UUID.randomUUID();
			assertThat(NodeId.decode("cus", NodeId.encode("cus", value))).isEqualTo(value);
		}
	}

	@Test
	void coversAllBits() {
		for (int bit = 0; bit < 128; bit++) {
			UUID value = new UUID((bit < 64) ? 0 : 1L << (bit - 64), (bit < 64) ? 1L << bit : 0);
			assertThat(NodeId.decode("cus", NodeId.encode("cus", value))).isEqualTo(value);
		}
		assertThat(NodeId.encode("cus", new UUID(-1, -1))).isEqualTo("cus_7zzzzzzzzzzzzzzzzzzzzzzzzz");
		assertThat(NodeId.encode("cus", new UUID(0, 0))).isEqualTo("cus_00000000000000000000000000");
	}

	@Test
	void sortsLikeItsBits() {
		String early = NodeId.encode("cus", UUID.fromString("01900000-0000-7000-8000-000000000000"));
		String late = NodeId.encode("cus", UUID.fromString("01a00000-0000-7000-8000-000000000000"));
		assertThat(early).isLessThan(late);
	}

	@Test
	void readsCapitalsToo() {
		UUID value = UUID.randomUUID();
		String text = NodeId.encode("cus", value);
		assertThat(NodeId.decode("cus", "cus_" + text.substring(4).toUpperCase(java.util.Locale.ROOT)))
			.isEqualTo(value);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "cus", "cus_", "opp_00000000000000000000000000", "cus_0000000000000000000000000",
			"cus_000000000000000000000000000", "cus_0000000000000000000000000u", "cus_8zzzzzzzzzzzzzzzzzzzzzzzzz",
			"cus_ İ000000000000000000000000", "00000000-0000-0000-0000-000000000000" })
	void refusesWhatIsNoIdOfTheType(String text) {
		assertThatExceptionOfType(Problem.Refused.class).isThrownBy(() -> NodeId.decode("cus", text))
			.satisfies((problem) -> assertThat(problem.code()).isEqualTo(ApiCode.BAD_USER_INPUT));
	}

	@Test
	void tellsThePrefix() {
		assertThat(NodeId.prefixOf("cus_000")).isEqualTo("cus");
		assertThat(NodeId.prefixOf("nonsense")).isEmpty();
	}

}
