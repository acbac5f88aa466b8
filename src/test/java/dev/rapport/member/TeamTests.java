package dev.rapport.member;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.rapport.kernel.ErrorCode;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.Problem;
import dev.rapport.kernel.Stamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class TeamTests {

	private static final Instant NOW = Instant.parse("2026-11-22T08:30:00Z");

	private static final Stamp STAMP = Stamp.created(NOW, UUID.randomUUID());

	private final TeamId above = new TeamId(UUID.randomUUID());

	private final Team team = Team.create(new TeamId(UUID.randomUUID()), "华东", this.above, null, STAMP).after();

	@Test
	void renamesWithoutMoving() {
		TeamEvent.Updated updated = this.team.update(input("name", "华东区"), STAMP);
		assertThat(updated.after().name()).isEqualTo("华东区");
		assertThat(updated.moved()).isFalse();
		assertThat(updated.changedFields()).containsExactly("name");
	}

	@Test
	void movesToTheTopByNull() {
		TeamEvent.Updated updated = this.team.update(input("parentId", null), STAMP);
		assertThat(updated.after().parent()).isNull();
		assertThat(updated.moved()).isTrue();
	}

	@Test
	void refusesToStandBelowItself() {
		assertThatExceptionOfType(Problem.Violation.class)
			.isThrownBy(() -> this.team.update(input("parentId", this.team.id().text()), STAMP))
			.satisfies((problem) -> assertThat(problem.code()).isEqualTo(ErrorCode.CYCLE));
	}

	@Test
	void refusesABlankName() {
		assertThatExceptionOfType(Problem.Violation.class).isThrownBy(() -> this.team.update(input("name", " "), STAMP))
			.satisfies((problem) -> assertThat(problem.path()).containsExactly("input", "name"));
	}

	@Test
	void isArchivedAndRestored() {
		Team archived = this.team.archive(STAMP).after();
		assertThat(archived.archivedAt()).isEqualTo(NOW);
		Team restored = archived.restore(STAMP).after();
		assertThat(restored.archivedAt()).isNull();
		assertThat(restored.version()).isEqualTo(3);
	}

	@Test
	void allowsAnArchivedTeamOnlyToBeRestored() {
		Team archived = this.team.archive(STAMP).after();
		assertThatExceptionOfType(Problem.Violation.class).isThrownBy(() -> archived.archive(STAMP))
			.satisfies((problem) -> assertThat(problem.code()).isEqualTo(ErrorCode.ARCHIVED));
		assertThatExceptionOfType(Problem.Violation.class).isThrownBy(() -> archived.update(input("name", "x"), STAMP))
			.satisfies((problem) -> assertThat(problem.code()).isEqualTo(ErrorCode.ARCHIVED));
		assertThatExceptionOfType(Problem.Transition.class).isThrownBy(() -> this.team.restore(STAMP));
	}

	@Test
	void refusesAnotherVersion() {
		assertThatExceptionOfType(Problem.Conflict.class).isThrownBy(() -> this.team.expecting(7));
	}

	private static Input input(String name, @Nullable String value) {
		Map<String, Object> values = new HashMap<>();
		values.put(name, value);
		return new Input(values, "input");
	}

}
