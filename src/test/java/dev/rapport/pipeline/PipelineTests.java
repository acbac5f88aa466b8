package dev.rapport.pipeline;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.rapport.kernel.ErrorCode;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.Problem;
import dev.rapport.kernel.Stamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

@NullUnmarked
class PipelineTests {

	private static final PipelineId ID = new PipelineId(UUID.randomUUID());

	private static final Stamp STAMP = Stamp.created(Instant.parse("2026-05-04T09:00:00Z"), UUID.randomUUID());

	private final Pipeline pipeline = Pipeline.create(ID, "Sales", DefaultStages.of(ID), STAMP).after();

	@Test
	void theUsualStagesLeadFromAListToAnOrder() {
		assertThat(this.pipeline.stages()).extracting(Stage::key)
			.containsExactly("PROSPECTING", "CONTACTED", "MATERIALS_SENT", "DEMO", "PROPOSAL", "NEGOTIATION",
					"CLOSED_WON", "CLOSED_LOST");
		assertThat(this.pipeline.stages()).extracting(Stage::place).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
		assertThat(this.pipeline.stages()).extracting(Stage::probability)
			.containsExactly(10, 20, 30, 45, 60, 80, 100, 0);
		assertThat(this.pipeline.first(StageCategory.OPEN).key()).isEqualTo("PROSPECTING");
		assertThat(this.pipeline.first(StageCategory.WON).key()).isEqualTo("CLOSED_WON");
	}

	@ParameterizedTest
	@EnumSource
	void needsAStageOfEachCategory(StageCategory category) {
		List<Stage> rest = this.pipeline.stages().stream().filter((stage) -> stage.category() != category).toList();
		assertViolation(() -> this.pipeline.update("Sales", rest, STAMP), ErrorCode.REQUIRED, "stage.category");
	}

	@Test
	void refusesAKeyTwice() {
		List<Stage> stages = new ArrayList<>(this.pipeline.stages());
		Stage demo = stages.get(3);
		stages.add(
				new Stage(new StageId(UUID.randomUUID()), ID, 9, "DEMO", "Again", demo.category(), 1, List.of(), null));
		assertViolation(() -> this.pipeline.update("Sales", stages, STAMP), ErrorCode.DUPLICATE, "stage.duplicate");
	}

	@Test
	void aStageKeepsItsCategory() {
		List<Stage> stages = new ArrayList<>(this.pipeline.stages());
		Stage demo = stages.get(3);
		stages.set(3, new Stage(demo.id(), ID, 4, "DEMO", "Demo", StageCategory.WON, 100, List.of(), null));
		assertViolation(() -> this.pipeline.update("Sales", stages, STAMP), ErrorCode.IN_USE, "stage.fixed");
	}

	@Test
	void anArchivedOneDoesNotChange() {
		Pipeline archived = this.pipeline.archive(STAMP).after();
		assertThat(archived.version()).isEqualTo(2);
		assertViolation(() -> archived.archive(STAMP), ErrorCode.ARCHIVED, "archived");
		assertViolation(() -> archived.update("Sales", archived.stages(), STAMP), ErrorCode.ARCHIVED, "archived");
	}

	@Test
	void conflictsWithAnotherVersionButNotWithNone() {
		assertThat(this.pipeline.expecting(null)).isSameAs(this.pipeline);
		assertThat(this.pipeline.expecting(1)).isSameAs(this.pipeline);
		assertThat(catchThrowableOfType(Problem.Conflict.class, () -> this.pipeline.expecting(3)).current())
			.isSameAs(this.pipeline);
	}

	@Test
	void readsStagesInTheirOrderAndKeepsThoseItKnows() {
		Stage demo = this.pipeline.stages().get(3);
		List<Stage> stages = read(input("NEW", "OPEN"), input("DEMO", "OPEN", "id", demo.id().text()));
		assertThat(stages).extracting(Stage::place).containsExactly(1, 2);
		assertThat(stages.get(1).id()).isEqualTo(demo.id());
		assertThat(stages.get(0).id()).isNotEqualTo(demo.id());
	}

	@Test
	void refusesStagesOfOtherPipelinesAndTheSameOneTwice() {
		String foreign = new StageId(UUID.randomUUID()).text();
		String known = this.pipeline.stages().getFirst().id().text();
		Problem.NotFound unknown = catchThrowableOfType(Problem.NotFound.class,
				() -> read(input("A", "OPEN", "id", foreign)));
		assertThat(unknown.path()).containsExactly("input", "stages", "0", "id");
		Problem.NotFound twice = catchThrowableOfType(Problem.NotFound.class,
				() -> read(input("A", "OPEN", "id", known), input("B", "OPEN", "id", known)));
		assertThat(twice.path()).containsExactly("input", "stages", "1", "id");
	}

	@Test
	void aClosedStageIsCertain() {
		List<Stage> stages = read(input("W", "WON", "probability", 7), input("L", "LOST", "probability", 7),
				input("O", "OPEN"), input("P", "OPEN", "probability", 7));
		assertThat(stages).extracting(Stage::probability).containsExactly(100, 0, 0, 7);
	}

	@ParameterizedTest
	@ValueSource(strings = { "lower", "1ST", "", "WITH SPACE", "报价" })
	void refusesKeysThatProgramsCannotUse(String key) {
		assertViolation(() -> read(input(key, "OPEN")), ErrorCode.INVALID_FORMAT, "stage.key");
	}

	@Test
	void refusesNumbersOutOfRange() {
		assertViolation(() -> read(input("A", "OPEN", "probability", 101)), ErrorCode.OUT_OF_RANGE, "range");
		assertViolation(() -> read(input("A", "OPEN", "probability", -1)), ErrorCode.OUT_OF_RANGE, "range");
		assertViolation(() -> read(input("A", "OPEN", "maxDays", 0)), ErrorCode.OUT_OF_RANGE, "range");
	}

	@Test
	void refusesMoreThanThirtyStages() {
		Input input = new Input(Map.of("stages", Collections.nCopies(31, input("A", "OPEN"))), "input");
		assertViolation(() -> Stage.readAll(input, ID, List.of()), ErrorCode.TOO_MANY, "tooMany");
	}

	@SafeVarargs
	@SuppressWarnings("varargs")
	private final List<Stage> read(Map<String, Object>... stages) {
		return Stage.readAll(new Input(Map.of("stages", List.of(stages)), "input"), ID, this.pipeline.stages());
	}

	private static Map<String, Object> input(String key, String category, Object... more) {
		Map<String, Object> input = new HashMap<>(Map.of("key", key, "name", "A stage", "category", category));
		for (int i = 0; i < more.length; i += 2) {
			input.put((String) more[i], more[i + 1]);
		}
		return input;
	}

	private static void assertViolation(Runnable step, ErrorCode code, String constraint) {
		Problem.Violation problem = catchThrowableOfType(Problem.Violation.class, step::run);
		assertThat(problem).isNotNull();
		assertThat(problem.code()).isEqualTo(code);
		assertThat(problem.constraint()).isEqualTo(constraint);
	}

}
