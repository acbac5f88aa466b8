package dev.rapport.activity;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.rapport.customer.CustomerId;
import dev.rapport.customer.CustomerRelated;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.Problem;
import dev.rapport.kernel.Stamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

final class ActivityTests {

	private static final Instant NOW = Instant.parse("2026-03-02T08:00:00Z");

	private static final Instant LATER = NOW.plusSeconds(3_600);

	private static final UUID ANN = UUID.randomUUID();

	private static final Stamp STAMP = Stamp.created(NOW, ANN);

	@Test
	void completesAndReopensATask() {
		Activity task = activity(ActivityType.TASK, Map.of("dueAt", LATER));
		ActivityEvent.Completed completed = task.complete("Sent", NOW, next());
		assertThat(completed.after().status()).isEqualTo(ActivityStatus.COMPLETED);
		assertThat(completed.after().version()).isEqualTo(2);
		assertThat(completed.type()).isEqualTo("ActivityCompleted");
		assertThat(completed.changedFields())
			.containsExactly("happensAt", "occurredAt", "outcome", "status", "updatedAt")
			.doesNotContain("dueAt");
		Activity reopened = completed.after().reopen(next()).after();
		assertThat(reopened.status()).isEqualTo(ActivityStatus.OPEN);
		assertThat(((Task) reopened).completedAt()).isNull();
		assertThat(reopened.outcome()).isNull();
		assertThat(((Task) reopened).dueAt()).isEqualTo(LATER);
	}

	@ParameterizedTest
	@EnumSource(names = { "CALL", "MEETING", "VISIT" })
	void completesOrCancelsWhatIsPlannedForGood(ActivityType type) {
		Activity planned = activity(type, Map.of("plannedAt", LATER));
		assertThat(planned.status()).isEqualTo(ActivityStatus.OPEN);
		Activity done = planned.complete(null, NOW, next()).after();
		Activity off = planned.cancel("Snow", next()).after();
		assertThat(done.happensAt()).isEqualTo(NOW);
		assertThat(off.happensAt()).isEqualTo(LATER);
		assertThat(off.outcome()).isEqualTo("Snow");
		for (Activity last : List.of(done, off)) {
			refuses(() -> last.reopen(next()));
			refuses(() -> last.complete(null, NOW, next()));
			refuses(() -> last.cancel(null, next()));
			refuses(() -> last.reschedule(LATER, Input.of(Map.of()), next()));
		}
	}

	@Test
	void namesTheStepsThatArePossible() {
		Activity done = activity(ActivityType.TASK, Map.of()).complete(null, NOW, next()).after();
		assertThatExceptionOfType(Problem.Transition.class).isThrownBy(() -> done.cancel(null, next()))
			.satisfies((problem) -> assertThat(problem.allowed()).containsExactly("OPEN"));
		refuses(() -> activity(ActivityType.TASK, Map.of()).reopen(next()));
		Activity cancelled = activity(ActivityType.TASK, Map.of()).cancel(null, next()).after();
		refuses(() -> cancelled.reopen(next()));
	}

	@ParameterizedTest
	@EnumSource(names = { "EMAIL", "NOTE", "CALL", "MEETING", "VISIT" })
	void isCompletedAtOnceWhenItSaysNoTime(ActivityType type) {
		Activity activity = activity(type, Map.of());
		assertThat(activity.status()).isEqualTo(ActivityStatus.COMPLETED);
		assertThat(activity.occurredAt()).isEqualTo(NOW);
		refuses(() -> activity.cancel(null, next()));
		refuses(() -> activity.reopen(next()));
	}

	@Test
	void neverChangesANote() {
		Activity note = activity(ActivityType.NOTE, Map.of("body", "第一行\nsecond line"));
		assertThat(note.subject()).isEqualTo("第一行");
		assertThatExceptionOfType(Problem.Forbidden.class)
			.isThrownBy(() -> note.update(Input.of(Map.of("body", "Other")), note.core().links(), next()));
	}

	@Test
	void keepsWhatAPatchDoesNotNameAndClearsWhatItNulls() {
		Activity task = activity(ActivityType.TASK, Map.of("body", "Long", "reminderAt", NOW, "priority", "HIGH"));
		Map<String, Object> patch = new HashMap<>(Map.of("subject", "New"));
		patch.put("reminderAt", null);
		Task updated = (Task) task.update(Input.of(patch), task.core().links(), next()).after();
		assertThat(updated.subject()).isEqualTo("New");
		assertThat(updated.body()).isEqualTo("Long");
		assertThat(updated.priority()).isEqualTo(TaskPriority.HIGH);
		assertThat(updated.reminderAt()).isNull();
		assertThat(updated.version()).isEqualTo(2);
	}

	@Test
	void refusesFieldsOfAnotherType() {
		Activity call = activity(ActivityType.CALL, Map.of());
		for (String field : List.of("priority", "reminderAt", "location", "address", "participantIds")) {
			assertThatExceptionOfType(Problem.Violation.class)
				.isThrownBy(() -> call.update(Input.of(Map.of(field, "x")), call.core().links(), next()))
				.satisfies((problem) -> assertThat(problem.path()).containsExactly(field));
		}
	}

	@Test
	void movesWhatIsOpen() {
		Task task = (Task) activity(ActivityType.TASK, Map.of("dueAt", NOW))
			.reschedule(LATER, Input.of(Map.of()), next())
			.after();
		assertThat(task.dueAt()).isEqualTo(LATER);
		assertThat(((Task) task.reschedule(null, Input.of(Map.of()), next()).after()).dueAt()).isNull();
		Activity meeting = activity(ActivityType.MEETING, Map.of("plannedAt", NOW));
		Input longer = Input.of(Map.of("duration", Duration.ofMinutes(90)));
		Meeting moved = (Meeting) meeting.reschedule(LATER, longer, next()).after();
		assertThat(moved.plannedAt()).isEqualTo(LATER);
		assertThat(moved.endsAt()).isEqualTo(LATER.plus(Duration.ofMinutes(90)));
		assertThatExceptionOfType(Problem.Violation.class)
			.isThrownBy(() -> meeting.reschedule(null, Input.of(Map.of()), next()));
	}

	@Test
	void isOverdueOnlyWhileOpenAndLate() {
		Activity late = activity(ActivityType.TASK, Map.of("dueAt", NOW.minusSeconds(1)));
		assertThat(late.overdue(NOW)).isTrue();
		assertThat(late.complete(null, NOW, next()).after().overdue(NOW)).isFalse();
		assertThat(activity(ActivityType.TASK, Map.of()).overdue(LATER)).isFalse();
		assertThat(activity(ActivityType.VISIT, Map.of("plannedAt", LATER)).overdue(NOW)).isFalse();
	}

	@Test
	void refusesWhatCanNotHaveHappened() {
		assertThatExceptionOfType(Problem.Violation.class)
			.isThrownBy(() -> activity(ActivityType.CALL, Map.of("occurredAt", LATER)))
			.satisfies((problem) -> assertThat(problem.constraint()).isEqualTo("activity.future"));
		assertThatExceptionOfType(Problem.Violation.class)
			.isThrownBy(() -> activity(ActivityType.CALL, Map.of("plannedAt", LATER, "outcome", "Good")));
		assertThatExceptionOfType(Problem.Violation.class)
			.isThrownBy(() -> activity(ActivityType.CALL, Map.of("duration", Duration.ofSeconds(-1))));
		assertThatIllegalArgumentException().isThrownBy(() -> new Course(ActivityStatus.COMPLETED, null, null, null));
	}

	@Test
	void refusesAChangeBasedOnAnotherVersion() {
		Activity task = activity(ActivityType.TASK, Map.of());
		assertThat(task.expecting(1)).isSameAs(task);
		assertThat(task.expecting(null)).isSameAs(task);
		assertThatExceptionOfType(Problem.Conflict.class).isThrownBy(() -> task.expecting(2));
	}

	@Test
	void concernsTheCustomersOfAllItsRecords() {
		Related first = new Related("opp", UUID.randomUUID());
		Related second = new Related("tic", UUID.randomUUID());
		CustomerId shared = new CustomerId(UUID.randomUUID());
		CustomerId other = new CustomerId(UUID.randomUUID());
		Links links = Links.to(List.of(first, second, first));
		assertThat(links.concerning(Map.of(first, new Deal(shared), second, new Deal(shared, other))).customers())
			.containsExactly(shared, other);
		assertThatExceptionOfType(Problem.NotFound.class)
			.isThrownBy(() -> links.concerning(Map.of(first, new Deal(shared))));
	}

	@Test
	void isRelatedOnlyToWhatItCanBeAbout() {
		assertThatExceptionOfType(Problem.Refused.class)
			.isThrownBy(() -> Related.parse(new ActivityId(UUID.randomUUID()).text()));
		List<String> tooMany = java.util.stream.Stream.generate(() -> new CustomerId(UUID.randomUUID()).text())
			.limit(Links.MOST + 1)
			.toList();
		assertThatExceptionOfType(Problem.Violation.class)
			.isThrownBy(() -> Links.read(Input.of(Map.of("relatedTo", tooMany))));
	}

	private static void refuses(Runnable verb) {
		assertThatExceptionOfType(Problem.Transition.class).isThrownBy(verb::run);
	}

	private static Activity activity(ActivityType type, Map<String, ?> fields) {
		Map<String, Object> values = new HashMap<>(
				Map.of("subject", "Subject", "body", "Body", "priority", "NORMAL", "direction", "OUTBOUND"));
		values.putAll(fields);
		Input input = Input.of(values);
		return type.read(ActivityCore.read(type, input, STAMP), input);
	}

	private static Stamp next() {
		return STAMP.updated(NOW.plusSeconds(60), ANN);
	}

	private record Deal(List<CustomerId> customers) implements CustomerRelated {

		Deal(CustomerId... customers) {
			this(Arrays.asList(customers));
		}

	}

}
