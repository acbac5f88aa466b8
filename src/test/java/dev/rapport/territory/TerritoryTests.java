package dev.rapport.territory;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import dev.rapport.kernel.ErrorCode;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.Problem;
import dev.rapport.kernel.Stamp;
import dev.rapport.member.MemberId;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class TerritoryTests {

	private static final MemberId ANN = new MemberId(new UUID(0, 1));

	private static final MemberId BO = new MemberId(new UUID(0, 2));

	private static final Stamp STAMP = Stamp.created(Instant.EPOCH, ANN.value());

	private static final Territory SOUTH = Territory
		.create(new TerritoryId(new UUID(0, 9)), "SOUTH", "South", List.of(new Area("DE", null, "8")), STAMP)
		.after();

	@Test
	void isGivenAndTaken() {
		Territory given = SOUTH.assign(List.of(BO, ANN, BO), STAMP).after();
		assertThat(given.members()).containsExactly(ANN, BO);
		assertThat(given.version()).isEqualTo(2);
		assertThat(given.unassign(List.of(ANN), STAMP).after().members()).containsExactly(BO);
		assertThat(given.assign(List.of(ANN), STAMP).changes()).isFalse();
		assertThat(given.unassign(List.of(ANN), STAMP).changes()).isTrue();
		assertThat(given.unassign(List.of(new MemberId(new UUID(0, 7))), STAMP).after()).isEqualTo(given);
	}

	@Test
	void hasAtMostAHundredMembers() {
		List<MemberId> many = IntStream.rangeClosed(1, 101).mapToObj((i) -> new MemberId(new UUID(1, i))).toList();
		assertThatExceptionOfType(Problem.Violation.class).isThrownBy(() -> SOUTH.assign(many, STAMP))
			.matches((problem) -> problem.code() == ErrorCode.TOO_MANY);
	}

	@Test
	void keepsWhatIsNotSent() {
		Territory renamed = SOUTH.update(Input.of(Map.of("name", "Süd")), STAMP).after();
		assertThat(renamed.name()).isEqualTo("Süd");
		assertThat(renamed.areas()).isEqualTo(SOUTH.areas());
		Territory moved = SOUTH.update(Input.of(Map.of("areas", List.of(Map.of("country", "AT")))), STAMP).after();
		assertThat(moved.areas()).containsExactly(new Area("AT", null, null));
	}

	@Test
	void consistsOfSomething() {
		assertThatExceptionOfType(Problem.Violation.class)
			.isThrownBy(() -> SOUTH.update(Input.of(Map.of("areas", List.of())), STAMP));
		assertThatExceptionOfType(Problem.Violation.class).isThrownBy(() -> Area.read(
				Input.of(Map.of("areas", List.of(Map.of("country", "DE", "region", "Bayern", "postalPrefix", "8"))))));
		assertThatExceptionOfType(Problem.Violation.class).isThrownBy(
				() -> Area.read(Input.of(Map.of("areas", List.of(Map.of("country", "DE", "postalPrefix", "8%"))))));
	}

	@Test
	void changesOnlyWhileItIsLive() {
		Territory archived = SOUTH.archive(STAMP).after();
		assertThatExceptionOfType(Problem.Violation.class).isThrownBy(() -> archived.assign(List.of(ANN), STAMP))
			.matches((problem) -> problem.code() == ErrorCode.ARCHIVED);
		assertThat(archived.restore(STAMP).after().archivedAt()).isNull();
		assertThatExceptionOfType(Problem.Transition.class).isThrownBy(() -> SOUTH.restore(STAMP));
		assertThatExceptionOfType(Problem.Conflict.class).isThrownBy(() -> SOUTH.expecting(2));
	}

}
