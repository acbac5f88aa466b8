package dev.rapport.ticket;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.rapport.customer.CustomerId;
import dev.rapport.kernel.ErrorCode;
import dev.rapport.kernel.Problem;
import dev.rapport.kernel.Stamp;
import dev.rapport.member.MemberId;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class TicketTests {

	private static final Instant START = Instant.parse("2026-03-01T08:00:00Z");

	private static final UUID ANN = UUID.randomUUID();

	private static final MemberId BO = new MemberId(UUID.randomUUID());

	private static final CustomerId CUSTOMER = new CustomerId(UUID.randomUUID());

	private static final Map<Verb, Set<TicketStatus>> ALLOWED = allowed();

	private enum Verb {

		PEND(TicketStatus.PENDING, (ticket) -> ticket.pend(later())),
		HOLD(TicketStatus.ON_HOLD, (ticket) -> ticket.hold(later())),
		RESUME(TicketStatus.OPEN, (ticket) -> ticket.resume(later())),
		SOLVE(TicketStatus.SOLVED, (ticket) -> ticket.solve("重新启动后恢复", later())),
		REOPEN(TicketStatus.OPEN, (ticket) -> ticket.reopen("again", later())),
		CLOSE(TicketStatus.CLOSED, (ticket) -> ticket.close(later())),
		DUPLICATE(TicketStatus.DUPLICATE, (ticket) -> ticket.markDuplicate(ticket(TicketStatus.OPEN), later())),
		SPAM(TicketStatus.SPAM, (ticket) -> ticket.markSpam(later()));

		private final TicketStatus to;

		private final Function<Ticket, TicketEvent> action;

		Verb(TicketStatus to, Function<Ticket, TicketEvent> action) {
			this.to = to;
			this.action = action;
		}

	}

	@ParameterizedTest
	@EnumSource(Verb.class)
	void movesOnlyAlongItsStates(Verb verb) {
		for (TicketStatus from : TicketStatus.values()) {
			Ticket ticket = ticket(from);
			if (ALLOWED.getOrDefault(verb, Set.of()).contains(from)) {
				TicketEvent event = verb.action.apply(ticket);
				assertThat(event.before()).isSameAs(ticket);
				assertThat(event.after().status()).isEqualTo(verb.to);
				assertThat(event.after().statusSince()).isEqualTo(later().updatedAt());
				assertThat(event.after().version()).isEqualTo(2);
			}
			else {
				Problem.Transition refusal = catchThrowableOfType(Problem.Transition.class,
						() -> verb.action.apply(ticket));
				assertThat(refusal).as(verb + " from " + from).isNotNull();
				assertThat(refusal.from()).isEqualTo(from.name());
				assertThat(refusal.allowed()).isEqualTo(from.next().stream().map(TicketStatus::name).toList());
			}
		}
	}

	@Test
	void endsInClosedAndSpam() {
		assertThat(TicketStatus.values()).filteredOn(TicketStatus::last)
			.containsExactly(TicketStatus.CLOSED, TicketStatus.SPAM);
	}

	@Test
	void isOpenFromTheBeginningIfSomebodyHasIt() {
		assertThat(Course.begun(START, true).status()).isEqualTo(TicketStatus.OPEN);
		assertThat(Course.begun(START, false).status()).isEqualTo(TicketStatus.NEW);
	}

	@ParameterizedTest
	@EnumSource(TicketStatus.class)
	void canBeGivenToSomebodyUntilItEnds(TicketStatus status) {
		Ticket ticket = ticket(status);
		if (status.last()) {
			assertThatExceptionOfType(Problem.Transition.class).isThrownBy(() -> ticket.assign(BO, later()))
				.satisfies((refusal) -> assertThat(refusal.allowed()).isEmpty());
			return;
		}
		Ticket assigned = ticket.assign(BO, later()).after();
		assertThat(assigned.assignee()).isEqualTo(BO);
		assertThat(assigned.status()).isEqualTo((status == TicketStatus.NEW) ? TicketStatus.OPEN : status);
		Ticket nobodys = assigned.assign(null, later()).after();
		assertThat(nobodys.assignee()).isNull();
		assertThat(nobodys.status()).isEqualTo(assigned.status());
	}

	@Test
	void staysNewIfItIsTakenFromNobody() {
		assertThat(ticket(TicketStatus.NEW).assign(null, later()).after().status()).isEqualTo(TicketStatus.NEW);
	}

	@Test
	void countsHowOftenItIsReopened() {
		Ticket solved = ticket(TicketStatus.OPEN).solve(" done ", later()).after();
		assertThat(solved.resolution()).isEqualTo("done");
		assertThat(solved.solvedAt()).isEqualTo(later().updatedAt());
		TicketEvent.Reopened reopened = solved.reopen("Still broken", later());
		assertThat(reopened.reason()).isEqualTo("Still broken");
		assertThat(reopened.after().reopenCount()).isOne();
		assertThat(reopened.after().solvedAt()).isNull();
		assertThat(reopened.after().resolution()).isNull();
		Ticket again = reopened.after().solve("really", later()).after().reopen("no", later()).after();
		assertThat(again.reopenCount()).isEqualTo(2);
	}

	@Test
	void keepsItsResolutionWhenItIsClosed() {
		Ticket closed = ticket(TicketStatus.OPEN).solve("done", later()).after().close(later()).after();
		assertThat(closed.resolution()).isEqualTo("done");
		assertThat(closed.solvedAt()).isNotNull();
		assertThat(closed.closedAt()).isEqualTo(later().updatedAt());
	}

	@Test
	void demandsAResolutionAndAReason() {
		assertThatExceptionOfType(Problem.Violation.class)
			.isThrownBy(() -> ticket(TicketStatus.OPEN).solve(" ", later()))
			.satisfies((problem) -> assertThat(problem.path()).containsExactly("input", "resolution"));
		assertThatExceptionOfType(Problem.Violation.class)
			.isThrownBy(() -> ticket(TicketStatus.SOLVED).reopen(" ", later()))
			.satisfies((problem) -> assertThat(problem.path()).containsExactly("input", "reason"));
	}

	@Test
	void isNoDuplicateOfItselfOrOfADuplicate() {
		Ticket ticket = ticket(TicketStatus.OPEN);
		assertThatExceptionOfType(Problem.Violation.class).isThrownBy(() -> ticket.markDuplicate(ticket, later()))
			.satisfies((problem) -> assertThat(problem.code()).isEqualTo(ErrorCode.CYCLE));
		Ticket other = ticket(TicketStatus.OPEN);
		Ticket duplicate = other.markDuplicate(ticket, later()).after();
		assertThat(duplicate.course().duplicateOf()).isEqualTo(ticket.id());
		assertThatExceptionOfType(Problem.Violation.class).isThrownBy(() -> ticket.markDuplicate(duplicate, later()));
		Ticket closed = duplicate.close(later()).after();
		assertThatExceptionOfType(Problem.Violation.class).isThrownBy(() -> ticket.markDuplicate(closed, later()));
	}

	@Test
	void notesTheFirstPublicAnswerOfAMember() {
		Ticket ticket = ticket(TicketStatus.OPEN);
		TicketComment internal = comment(ticket, TicketComment.Visibility.INTERNAL, 60);
		TicketComment answer = comment(ticket, TicketComment.Visibility.PUBLIC, 120);
		assertThat(ticket.comment(internal, true).after().firstResponseAt()).isNull();
		assertThat(ticket.comment(answer, false).after().firstResponseAt()).isNull();
		TicketEvent.Commented answered = ticket.comment(answer, true);
		assertThat(answered.after().firstResponseAt()).isEqualTo(answer.createdAt());
		assertThat(answered.after().version()).isEqualTo(2);
		assertThat(answered.changedFields()).containsExactly("firstResponseAt", "updatedAt");
		Ticket second = answered.after().comment(comment(ticket, TicketComment.Visibility.PUBLIC, 180), true).after();
		assertThat(second.firstResponseAt()).isEqualTo(answer.createdAt());
	}

	@ParameterizedTest
	@EnumSource(value = TicketStatus.class, names = { "CLOSED", "SPAM" })
	void staysAsItIsOnceItHasEnded(TicketStatus status) {
		Ticket ticket = ticket(status);
		assertThatExceptionOfType(Problem.Violation.class).isThrownBy(() -> ticket.update(ticket.concern(), later()))
			.satisfies((problem) -> assertThat(problem.code()).isEqualTo(ErrorCode.TRANSITION_REFUSED));
		assertThatExceptionOfType(Problem.Violation.class)
			.isThrownBy(() -> ticket.comment(comment(ticket, TicketComment.Visibility.INTERNAL, 60), true));
	}

	@Test
	void keepsEachStepWithItsTimeAndReason() {
		TicketEvent.Solved solved = ticket(TicketStatus.OPEN).solve("done", later());
		TicketStatusChange step = TicketStatusChange.of(List.of(solved)).getFirst();
		assertThat(step.from()).isEqualTo(TicketStatus.OPEN);
		assertThat(step.to()).isEqualTo(TicketStatus.SOLVED);
		assertThat(step.at()).isEqualTo(later().updatedAt());
		assertThat(step.by()).isEqualTo(ANN);
		assertThat(step.reason()).isEqualTo("done");
		assertThat(step.spent()).isEqualTo(Duration.ofHours(1));
		assertThat(step.version()).isEqualTo(2);
	}

	@Test
	void keepsNoStepWhereTheStatusStays() {
		Ticket ticket = ticket(TicketStatus.OPEN);
		assertThat(TicketStatusChange.of(List.of(ticket.assign(BO, later()), ticket.update(ticket.concern(), later()))))
			.isEmpty();
	}

	@Test
	void beginsItsStepsWithItself() {
		Ticket ticket = ticket(TicketStatus.NEW);
		TicketStatusChange step = TicketStatusChange.of(List.of(new TicketEvent.Created(ticket))).getFirst();
		assertThat(step.from()).isNull();
		assertThat(step.spent()).isNull();
		assertThat(step.to()).isEqualTo(TicketStatus.NEW);
	}

	@Test
	void refusesAChangeOfAnotherVersion() {
		Ticket ticket = ticket(TicketStatus.NEW);
		assertThat(ticket.expecting(null)).isSameAs(ticket);
		assertThat(ticket.expecting(1)).isSameAs(ticket);
		assertThatExceptionOfType(Problem.Conflict.class).isThrownBy(() -> ticket.expecting(2))
			.satisfies((conflict) -> assertThat(conflict.current()).isSameAs(ticket));
	}

	@Test
	void tellsItsCustomers() {
		Ticket ticket = ticket(TicketStatus.NEW);
		assertThat(ticket.customers()).containsExactly(CUSTOMER);
		assertThat(ticket.update(concern(null), later()).after().customers()).isEmpty();
	}

	@Test
	void namesItsEvents() {
		Ticket ticket = ticket(TicketStatus.OPEN);
		assertThat(ticket.pend(later()).type()).isEqualTo("TicketPended");
		assertThat(ticket.pend(later()).changedFields()).containsExactly("status", "statusSince", "updatedAt");
	}

	private static Map<Verb, Set<TicketStatus>> allowed() {
		Map<Verb, Set<TicketStatus>> allowed = new EnumMap<>(Verb.class);
		allowed.put(Verb.PEND, EnumSet.of(TicketStatus.OPEN));
		allowed.put(Verb.HOLD, EnumSet.of(TicketStatus.OPEN));
		allowed.put(Verb.RESUME, EnumSet.of(TicketStatus.PENDING, TicketStatus.ON_HOLD));
		allowed.put(Verb.SOLVE, EnumSet.of(TicketStatus.OPEN, TicketStatus.PENDING));
		allowed.put(Verb.REOPEN, EnumSet.of(TicketStatus.SOLVED));
		allowed.put(Verb.CLOSE, EnumSet.of(TicketStatus.SOLVED, TicketStatus.DUPLICATE));
		allowed.put(Verb.DUPLICATE, EnumSet.of(TicketStatus.NEW, TicketStatus.OPEN));
		allowed.put(Verb.SPAM, EnumSet.of(TicketStatus.NEW));
		return allowed;
	}

	private static Ticket ticket(TicketStatus status) {
		Course course = new Course(status, START, null, null, null, null, 0, null);
		return new Ticket(new TicketId(UUID.randomUUID()), "T-000001", 1, concern(CUSTOMER), null, course,
				Stamp.created(START, ANN));
	}

	private static Concern concern(@Nullable CustomerId customer) {
		return new Concern("打印机无法连接", null, TicketPriority.HIGH, TicketType.INCIDENT, Channel.PHONE, customer, null,
				List.of());
	}

	private static TicketComment comment(Ticket ticket, TicketComment.Visibility visibility, int seconds) {
		return new TicketComment(new TicketCommentId(UUID.randomUUID()), ticket.id(), "text", visibility,
				START.plusSeconds(seconds), ANN);
	}

	private static Stamp later() {
		return Stamp.created(START, ANN).updated(START.plus(Duration.ofHours(1)), ANN);
	}

}
