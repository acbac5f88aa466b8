package dev.rapport.persistence;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

final class ManyRowsTests {

	private static final String INSERT = "insert into t (tenant_id, a, n, b) values ($1, $2, 1, $3) on conflict (a) do nothing";

	@Test
	void leavesOneRowAsItIsWritten() {
		assertThat(ManyRows.of(INSERT, rows(1))).extracting(ManyRows::sql).containsExactly(INSERT);
	}

	@Test
	void repeatsTheTupleAndKeepsTheTenant() {
		ManyRows part = ManyRows.of(INSERT, rows(2)).getFirst();
		assertThat(part.sql()).isEqualTo(
				"insert into t (tenant_id, a, n, b) values ($1, $2, 1, $3), ($1, $4, 1, $5) on conflict (a) do nothing");
		assertThat(part.parameters()).containsExactly(0, "0", 1, "1");
	}

	@Test
	void cutsIntoFewShapes() {
		List<ManyRows> parts = ManyRows.of(INSERT, rows(301));
		assertThat(parts).extracting((part) -> part.parameters().length / 2).containsExactly(128, 128, 32, 8, 4, 1);
		assertThat(parts.stream().flatMap((part) -> Arrays.stream(part.parameters())).filter(Integer.class::isInstance))
			.containsExactlyElementsOf(IntStream.range(0, 301).boxed().toList());
	}

	@Test
	void refusesWhatItCanNotRepeat() {
		assertThatIllegalArgumentException().isThrownBy(() -> ManyRows.of("insert into t select $1, $2, $3", rows(2)));
	}

	private static List<Object[]> rows(int count) {
		return IntStream.range(0, count).mapToObj((i) -> new Object[] { i, String.valueOf(i) }).toList();
	}

}
