package dev.rapport.opportunity;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import dev.rapport.contact.ContactId;
import dev.rapport.customer.CustomerId;
import dev.rapport.kernel.ErrorCode;
import dev.rapport.kernel.Money;
import dev.rapport.kernel.Problem;
import dev.rapport.kernel.Stamp;
import dev.rapport.member.MemberId;
import dev.rapport.pipeline.Gate;
import dev.rapport.pipeline.PipelineId;
import dev.rapport.pipeline.Stage;
import dev.rapport.pipeline.StageCategory;
import dev.rapport.pipeline.StageId;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

@NullUnmarked
class OpportunityTests {

	private static final PipelineId PIPELINE = new PipelineId(UUID.randomUUID());

	private static final UUID ANN = UUID.randomUUID();

	private static final Instant NINE = Instant.parse("2026-05-04T09:00:00Z");

	private static final Instant TEN = Instant.parse("2026-05-04T10:00:00Z");

	private static final Stage FIRST = stage("FIRST", StageCategory.OPEN, 10);

	private static final Stage SECOND = stage("SECOND", StageCategory.OPEN, 45);

	private static final Stage WON = stage("SIGNED", StageCategory.WON, 100);

	private static final Stage LOST = stage("GONE", StageCategory.LOST, 0);

	private final Opportunity open = opened(terms(cny(10_001)));

	private final Opportunity won = this.open.win(WON, at(TEN)).after();

	private final Opportunity lost = this.open.lose(LOST, "Price", null, at(TEN)).after();

	@Test
	void opensInAnOpenStageWithItsProbability() {
		assertThat(this.open.version()).isEqualTo(1);
		assertThat(this.open.category()).isEqualTo(StageCategory.OPEN);
		assertThat(this.open.standing().probability()).isEqualTo(10);
		assertThat(this.open.standing().enteredAt()).isEqualTo(NINE);
		assertThat(this.open.standing().closedAt()).isNull();
	}

	@ParameterizedTest
	@EnumSource(names = { "WON", "LOST" })
	void refusesToOpenInAClosedStage(StageCategory category) {
		Problem.Transition problem = refused(Problem.Transition.class, () -> Opportunity.open(this.open.id(), "O-1",
				terms(null), stage("X", category, 0), Stamp.created(NINE, ANN)));
		assertThat(problem.from()).isEqualTo("NEW");
		assertThat(problem.allowed()).containsExactly("OPEN");
	}

	@Test
	void movesBetweenOpenStagesBothWays() {
		Opportunity moved = this.open.moveTo(SECOND, "met", at(TEN)).after();
		assertThat(moved.version()).isEqualTo(2);
		assertThat(moved.standing().stage()).isEqualTo(SECOND.id());
		assertThat(moved.standing().probability()).isEqualTo(45);
		assertThat(moved.standing().enteredAt()).isEqualTo(TEN);
		assertThat(moved.moveTo(FIRST, null, at(TEN)).after().standing().stage()).isEqualTo(FIRST.id());
	}

	@Test
	void refusesToMoveWhereItStands() {
		Problem.Transition problem = refused(Problem.Transition.class, () -> this.open.moveTo(FIRST, null, at(TEN)));
		assertThat(problem.from()).isEqualTo(FIRST.key());
		assertThat(problem.allowed()).containsExactly("OPEN", "WON", "LOST");
	}

	@Test
	void winsWithAnAmount() {
		assertThat(this.won.category()).isEqualTo(StageCategory.WON);
		assertThat(this.won.standing().closedAt()).isEqualTo(TEN);
		assertThat(this.won.weightedAmount()).isEqualTo(cny(10_001));
	}

	@Test
	void refusesToWinWithoutAnAmount() {
		Opportunity unpriced = opened(terms(null));
		assertViolation(() -> unpriced.win(WON, at(TEN)), ErrorCode.GATE_NOT_MET, "opportunity.amount");
	}

	@Test
	void refusesToTakeTheAmountFromAWonOne() {
		assertViolation(() -> this.won.update(terms(null), at(TEN)), ErrorCode.GATE_NOT_MET, "opportunity.amount");
	}

	@Test
	void losesWithAReasonAndKeepsTheCompetitorUnlessANewOneIsNamed() {
		assertThat(this.lost.standing().lostReason()).isEqualTo("Price");
		assertThat(this.lost.standing().closedAt()).isEqualTo(TEN);
		assertThat(this.lost.weightedAmount()).isEqualTo(cny(0));
		assertThat(this.lost.terms().competitor()).isEqualTo("Rival");
		assertThat(this.open.lose(LOST, "Price", " Other ", at(TEN)).after().terms().competitor()).isEqualTo("Other");
	}

	@ParameterizedTest
	@CsvSource(value = { "NULL", "' '" }, nullValues = "NULL")
	void refusesToLoseWithoutAReason(String reason) {
		assertViolation(() -> this.open.lose(LOST, reason, null, at(TEN)), ErrorCode.REQUIRED, "required");
	}

	@Test
	void refusesACompetitorOfTooManyLetters() {
		assertViolation(() -> this.open.lose(LOST, "Price", "x".repeat(201), at(TEN)), ErrorCode.TOO_LONG, "tooLong");
	}

	@Test
	void reopensWhatWasWonOrLostAndCountsIt() {
		Opportunity again = this.lost.reopen(SECOND, "They called", at(TEN)).after();
		assertThat(again.category()).isEqualTo(StageCategory.OPEN);
		assertThat(again.standing().closedAt()).isNull();
		assertThat(again.standing().lostReason()).isNull();
		assertThat(again.standing().reopenCount()).isEqualTo(1);
		Opportunity twice = again.win(WON, at(TEN)).after().reopen(FIRST, "Mistake", at(TEN)).after();
		assertThat(twice.standing().reopenCount()).isEqualTo(2);
	}

	@Test
	void refusesToReopenWithoutAReason() {
		assertViolation(() -> this.won.reopen(FIRST, " ", at(TEN)), ErrorCode.REQUIRED, "required");
	}

	@Test
	void refusesToReopenWhatIsOpen() {
		Problem.Transition problem = refused(Problem.Transition.class, () -> this.open.reopen(SECOND, "why", at(TEN)));
		assertThat(problem.allowed()).containsExactly("OPEN", "WON", "LOST");
	}

	@Test
	void refusesEverythingButReopeningOnceClosed() {
		for (Opportunity closed : List.of(this.won, this.lost)) {
			List<Runnable> steps = List.of(() -> closed.moveTo(SECOND, null, at(TEN)),
					() -> closed.moveTo(FIRST, null, at(TEN)), () -> closed.win(WON, at(TEN)),
					() -> closed.lose(LOST, "Price", null, at(TEN)));
			for (Runnable step : steps) {
				Problem.Transition problem = refused(Problem.Transition.class, step);
				assertThat(problem.from()).isEqualTo(closed.category().name());
				assertThat(problem.allowed()).containsExactly("OPEN");
			}
		}
	}

	@Test
	void refusesStagesOfAnotherCategory() {
		List<Runnable> steps = List.of(() -> this.open.moveTo(WON, null, at(TEN)),
				() -> this.open.moveTo(LOST, null, at(TEN)), () -> this.open.win(SECOND, at(TEN)),
				() -> this.open.win(LOST, at(TEN)), () -> this.open.lose(SECOND, "Price", null, at(TEN)),
				() -> this.open.lose(WON, "Price", null, at(TEN)), () -> this.won.reopen(LOST, "why", at(TEN)),
				() -> this.lost.reopen(WON, "why", at(TEN)));
		steps.forEach((step) -> assertViolation(step, ErrorCode.OUT_OF_RANGE, "opportunity.category"));
	}

	@Test
	void refusesStagesOfAnotherPipeline() {
		Function<StageCategory, Stage> foreign = (category) -> new Stage(new StageId(UUID.randomUUID()),
				new PipelineId(UUID.randomUUID()), 1, "F", "F", category, 10, List.of(), null);
		List<Runnable> steps = List.of(() -> this.open.moveTo(foreign.apply(StageCategory.OPEN), null, at(TEN)),
				() -> this.open.win(foreign.apply(StageCategory.WON), at(TEN)),
				() -> this.open.lose(foreign.apply(StageCategory.LOST), "Price", null, at(TEN)),
				() -> this.lost.reopen(foreign.apply(StageCategory.OPEN), "why", at(TEN)));
		steps.forEach((step) -> assertViolation(step, ErrorCode.NOT_FOUND, "opportunity.pipeline"));
	}

	@ParameterizedTest
	@EnumSource
	void entersAGatedStageOnlyWithWhatTheGateAsksFor(Gate gate) {
		Stage gated = new Stage(new StageId(UUID.randomUUID()), PIPELINE, 9, "GATED", "Gated", StageCategory.OPEN, 50,
				List.of(gate), null);
		Problem.Violation problem = assertViolation(() -> opened(bare()).moveTo(gated, null, at(TEN)),
				ErrorCode.GATE_NOT_MET, "opportunity.gates");
		assertThat(problem.arguments()).containsExactly("Gated", gate.name());
		assertThat(this.open.moveTo(gated, null, at(TEN)).after().standing().stage()).isEqualTo(gated.id());
	}

	@Test
	void gatesKeepNewWonAndReopenedOnesOutToo() {
		Stage start = gated("START", StageCategory.OPEN);
		Stage end = gated("END", StageCategory.WON);
		Opportunity bare = opened(bare());
		Opportunity lostBare = bare.lose(LOST, "Price", null, at(TEN)).after();
		Opportunity priced = bare
			.update(new Terms("Deal", null, cny(1), null, null, ForecastCategory.PIPELINE, null, null, List.of(),
					List.of(), List.of()), at(TEN))
			.after();
		List<Runnable> steps = List.of(
				() -> Opportunity.open(bare.id(), "O-1", bare(), start, Stamp.created(NINE, ANN)),
				() -> lostBare.reopen(start, "why", at(TEN)), () -> priced.win(end, at(TEN)));
		steps.forEach((step) -> assertViolation(step, ErrorCode.GATE_NOT_MET, "opportunity.gates"));
	}

	@Test
	void itsEndSetsTheForecast() {
		assertThat(this.won.forecastCategory()).isEqualTo(ForecastCategory.CLOSED);
		assertThat(this.lost.forecastCategory()).isEqualTo(ForecastCategory.OMITTED);
		assertThat(this.open.win(WON, at(TEN)).changedFields()).contains("forecastCategory");
		for (Opportunity closed : List.of(this.won, this.lost)) {
			assertThat(closed.reopen(FIRST, "why", at(TEN)).after().forecastCategory())
				.isEqualTo(ForecastCategory.PIPELINE);
		}
	}

	@Test
	void nobodySetsTheForecastOfAnEnd() {
		assertThat(this.won.update(this.won.terms().withCompetitor("Rival"), at(TEN)).after().forecastCategory())
			.isEqualTo(ForecastCategory.CLOSED);
		Terms sure = terms(cny(1)).withForecast(ForecastCategory.CLOSED);
		List<Runnable> steps = List.of(() -> this.won.update(terms(cny(1)), at(TEN)),
				() -> this.lost.update(sure, at(TEN)), () -> this.open.update(sure, at(TEN)), () -> opened(sure));
		steps.forEach((step) -> assertViolation(step, ErrorCode.OUT_OF_RANGE, "opportunity.forecast"));
	}

	@Test
	void anArchivedOneCanOnlyBeRestored() {
		for (Opportunity live : List.of(this.open, this.won)) {
			Opportunity archived = live.archive(at(TEN)).after();
			assertThat(archived.archivedAt()).isEqualTo(TEN);
			List<Runnable> steps = List.of(() -> archived.update(terms(null), at(TEN)),
					() -> archived.moveTo(SECOND, null, at(TEN)), () -> archived.win(WON, at(TEN)),
					() -> archived.lose(LOST, "Price", null, at(TEN)), () -> archived.reopen(FIRST, "why", at(TEN)),
					() -> archived.archive(at(TEN)));
			steps.forEach((step) -> assertViolation(step, ErrorCode.ARCHIVED, "archived"));
			assertThat(archived.restore(at(TEN)).after().archivedAt()).isNull();
		}
		assertThat(refused(Problem.Transition.class, () -> this.open.restore(at(TEN))).allowed())
			.containsExactly("ARCHIVED");
	}

	@ParameterizedTest
	@CsvSource({ "10001, 45, 4500", "10001, 10, 1000", "5, 10, 1", "4, 10, 0", "-5, 10, -1", "333, 100, 333",
			"333, 0, 0" })
	void weighsTheAmountHalfUpToTheMinorUnit(long amount, int percent, long weighted) {
		Opportunity opportunity = Opportunity
			.open(this.open.id(), "O-1", terms(cny(amount)), stage("S", StageCategory.OPEN, percent),
					Stamp.created(NINE, ANN))
			.after();
		assertThat(opportunity.weightedAmount()).isEqualTo(cny(weighted));
	}

	@Test
	void hasNoWeightWithoutAnAmount() {
		assertThat(opened(terms(null)).weightedAmount()).isNull();
	}

	@Test
	void conflictsWithAnotherVersionButNotWithNone() {
		assertThat(this.open.expecting(1)).isSameAs(this.open);
		assertThat(this.open.expecting(null)).isSameAs(this.open);
		assertThat(refused(Problem.Conflict.class, () -> this.open.expecting(2)).current()).isSameAs(this.open);
	}

	@Test
	void tellsWhatAnEventChanged() {
		assertThat(this.open.moveTo(SECOND, null, at(TEN)).changedFields()).containsExactly("probability",
				"stageEnteredAt", "stageId", "updatedAt", "weightedAmount");
		assertThat(this.open.moveTo(SECOND, null, at(TEN)).type()).isEqualTo("OpportunityMoved");
		assertThat(this.open.archive(at(TEN)).changedFields()).containsExactly("archivedAt", "updatedAt");
	}

	@Test
	void concernsItsCustomer() {
		assertThat(this.open.customers()).containsExactly(this.open.terms().customer());
		assertThat(opened(bare()).customers()).isEmpty();
	}

	private static Opportunity opened(Terms terms) {
		return Opportunity
			.open(new OpportunityId(UUID.randomUUID()), "O-000001", terms, FIRST, Stamp.created(NINE, ANN))
			.after();
	}

	private static Terms terms(Money amount) {
		OpportunityLine line = new OpportunityLine(null, "Pump", BigDecimal.ONE, cny(100));
		return new Terms("Deal", new CustomerId(UUID.randomUUID()), amount, LocalDate.parse("2026-06-01"),
				new MemberId(ANN), ForecastCategory.COMMIT, "Call", "Rival", List.of(line),
				List.of(new ContactRole(new ContactId(UUID.randomUUID()), null)), List.of());
	}

	private static Terms bare() {
		return new Terms("Deal", null, null, null, null, ForecastCategory.PIPELINE, null, null, List.of(), List.of(),
				List.of());
	}

	private static Stage stage(String key, StageCategory category, int probability) {
		return new Stage(new StageId(UUID.randomUUID()), PIPELINE, 1, key, key, category, probability, List.of(), null);
	}

	private static Stage gated(String key, StageCategory category) {
		return new Stage(new StageId(UUID.randomUUID()), PIPELINE, 1, key, key, category, 50, List.of(Gate.CUSTOMER),
				null);
	}

	private static Money cny(long minor) {
		return new Money(minor, "CNY");
	}

	private static Stamp at(Instant time) {
		return Stamp.created(NINE, ANN).updated(time, ANN);
	}

	private static Problem.Violation assertViolation(Runnable step, ErrorCode code, String constraint) {
		Problem.Violation problem = refused(Problem.Violation.class, step);
		assertThat(problem.code()).isEqualTo(code);
		assertThat(problem.constraint()).isEqualTo(constraint);
		return problem;
	}

	private static <T extends Problem> T refused(Class<T> type, Runnable step) {
		T problem = catchThrowableOfType(type, step::run);
		assertThat(problem).isNotNull();
		return problem;
	}

}
